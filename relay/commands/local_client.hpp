// One HTTP request to a relay on this machine, for the commands that ask it something.
#pragma once

#include "relay/listen_place.hpp"
#include "relay/own_connection.hpp"
#include "relay/socket_address.hpp"

#include <chrono>
#include <optional>
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

/// @return nothing for a place that only the relay itself knows, as systemd's
std::optional<socket_address> address_of(const listen_place& place);

/// @param limit  of the whole exchange
std::variant<local_answer, no_answer> ask_relay(const own_door& door, const local_request& what,
                                                std::chrono::milliseconds limit);

}  // namespace glasshell::relay
