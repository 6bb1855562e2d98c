// How large a window has to be so that distance does not slow a stream down: twice what passes in one round trip, within
// bounds. A near or a slow peer keeps the first, small window, so that little is on its way when Ctrl-C is typed.
// It is what TCP's receivers do (dynamic right-sizing). No clock may enter.
#pragma once

#include "base/time.hpp"

#include <cstdint>
#include <optional>

namespace glasshell {

/// @par Thread safety  None.
class adaptive_window {
 public:
  /// @param first_bytes  where it begins, and the least
  /// @param most_bytes  the bound; where it is less than `first_bytes` the window is this, always
  adaptive_window(std::uint32_t first_bytes, std::uint32_t most_bytes) noexcept;

  /// @param count_bytes  how much of the stream has passed in all: was taken by the consumer, or acknowledged by the peer
  /// @param round_trip  of the path when nothing waits on it; absent while it is not known, which changes nothing
  void passed(std::uint64_t count_bytes, time_point now, std::optional<duration> round_trip) noexcept;

  [[nodiscard]] std::uint32_t bytes() const noexcept { return bytes_; }

 private:
  void begin(std::uint64_t count_bytes, time_point now) noexcept;

  std::uint32_t first_bytes_;
  std::uint32_t most_bytes_;
  std::uint32_t bytes_;
  std::uint64_t began_with_bytes_ = 0;  // the measurement that runs
  time_point began_at_;
  time_point last_at_;
};

}  // namespace glasshell
