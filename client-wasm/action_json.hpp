// An action as the one JSON object that JavaScript reads: `Action` of web/src/worker/messages.ts, which is the same list. A new
// action in core/ does not compile here until it has its words.
#pragma once

#include "link/endpoint.hpp"
#include "ssh/action.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace glasshell::browser {

/// The round trip to the relay, by an answered beat.
struct round_trip {
  duration value{};
};

/// The session has no socket any more, and another one is wanted.
struct link_lost {
  duration since_heard{};  ///< since the relay last said anything
};
/// A try for another socket came to nothing.
struct link_retry {
  std::uint32_t attempt = 0;  ///< which, from 1, since the link was lost
  duration next_after{};
  std::optional<link::reason> why;  ///< the relay's, if it gave one
};
/// The session goes on.
struct link_resumed {
  duration away{};
};

std::string to_json(const ssh::action& said);
std::string to_json(const link::established& said);
std::string to_json(const link::refused& said);
std::string to_json(const link::finished& said);
std::string to_json(const link::failed& said);
std::string to_json(const round_trip& said);
std::string to_json(const link_lost& said);
std::string to_json(const link_retry& said);
std::string to_json(const link_resumed& said);

}  // namespace glasshell::browser
