// An action as the one JSON object that JavaScript reads: `Action` of web/src/worker/messages.ts, which is the same list. A new
// action in core/ does not compile here until it has its words.
#pragma once

#include "link/endpoint.hpp"
#include "ssh/action.hpp"

#include <chrono>
#include <cstdint>
#include <string>

namespace glasshell::browser {

/// The round trip to the relay, by an answered beat.
struct round_trip {
  duration value{};
};

std::string to_json(const ssh::action& said);
std::string to_json(const link::established& said);
std::string to_json(const link::refused& said);
std::string to_json(const link::finished& said);
std::string to_json(const link::failed& said);
std::string to_json(const round_trip& said);

}  // namespace glasshell::browser
