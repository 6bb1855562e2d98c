// Time as an argument. The machines in core/ are told what time it is and never ask: there is deliberately no way to
// read a clock here, so that a test can run an hour in a millisecond and a sleeping laptop cannot surprise a machine.
#pragma once

#include <chrono>
#include <optional>

namespace glasshell {

/// The time line of a session: monotonic, with an origin that only its driver knows. It cannot be read.
struct session_clock {
  using duration = std::chrono::microseconds;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<session_clock>;
  static constexpr bool is_steady = true;
};

using duration = session_clock::duration;
using time_point = session_clock::time_point;

/// The earlier of two deadlines, either of which may be absent.
constexpr std::optional<time_point> earlier(std::optional<time_point> a, std::optional<time_point> b) {
  if (!a) return b;
  if (!b) return a;
  return *a < *b ? a : b;
}

}  // namespace glasshell
