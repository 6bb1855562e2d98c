// One HTTP request to a relay on this machine, for the commands that ask it something.
#pragma once

#include "relay/listen_place.hpp"

#include <chrono>
#include <string>
#include <string_view>
#include <variant>

namespace glasshell::relay {

struct local_request {
  std::string_view method = "GET";
  std::string_view target;
  std::string_view body;
};

struct local_answer {
  unsigned status = 0;
  std::string body;
};

/// Why there is no answer: one sentence.
struct no_answer {
  std::string text;
};

/// @param where  as the relay listens; a place that stands for every address is asked by loopback's
/// @param limit  of the whole exchange
std::variant<local_answer, no_answer> ask_relay(const listen_place& where, const local_request& what,
                                                std::chrono::milliseconds limit);

}  // namespace glasshell::relay
