// The time that the SSH engine lives in. It stands still while the link is down or silent: what a node does not hear, or cannot
// say, for want of a network is not the node's doing, and must not count against its deadlines and keepalives.
#pragma once

#include "base/time.hpp"

#include <optional>

namespace glasshell::browser {

/// @par Thread safety  None.
class ssh_clock {
 public:
  /// It has stood still until now, and shows the same.
  void start(time_point now) noexcept;

  /// Time has passed. To be told before what happened at `now` is.
  /// @param last_heard  when the relay last said anything; absent while there is no link
  void advance(time_point now, std::optional<time_point> last_heard) noexcept;

  [[nodiscard]] time_point now() const noexcept { return shown_; }

  /// When this clock will show `deadline`; absent if it stands still before.
  [[nodiscard]] std::optional<time_point> when(std::optional<time_point> deadline) const noexcept;

 private:
  time_point shown_;
  time_point seen_;  // real time, when it was last told
  time_point runs_until_;
};

}  // namespace glasshell::browser
