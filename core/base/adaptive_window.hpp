// How large a window has to be so that distance does not slow a stream down: twice the most that passes in one round trip, within
// bounds. A near peer keeps the first, small window, and a slow consumer has a smaller one still, so that little is on its way
// when Ctrl-C is typed. It is what TCP's receivers do (dynamic right-sizing). No clock may enter.
#pragma once

#include "base/time.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>

namespace glasshell {

/// @par Thread safety  None.
class adaptive_window {
 public:
  /// In octets. A bound of less than the others makes them as small.
  struct sizes {
    std::uint32_t least;
    std::uint32_t first;  // where it begins; it is smaller only for a consumer that is slow
    std::uint32_t most;
  };

  explicit adaptive_window(const sizes& in_octets) noexcept;

  /// @param count_bytes  how much of the stream has passed in all: was taken by the consumer, or acknowledged by the peer
  /// @param round_trip  of the path when nothing waits on it; absent while it is not known, which makes no window larger than the first
  /// @param waiting_bytes  how much has arrived and waits for the consumer: little where the path is what is slow
  void passed(std::uint64_t count_bytes, time_point now, std::optional<duration> round_trip,
              std::size_t waiting_bytes = 0) noexcept;

  [[nodiscard]] std::uint32_t bytes() const noexcept;

 private:
  /// How much passes in a stretch of time.
  class measurement {
   public:
    /// @return octets per `unit`, once at least `stretch` has been measured. After a longer silence it begins anew.
    std::optional<double> rate(std::uint64_t count_bytes, time_point now, duration stretch, duration silence,
                               duration unit) noexcept;
    void begin(std::uint64_t count_bytes, time_point now) noexcept;

   private:
    std::uint64_t began_with_bytes_ = 0;
    time_point began_at_;
    time_point last_at_;
  };

  void reach_for(std::uint64_t count_bytes, time_point now, duration round_trip) noexcept;

  sizes sizes_;
  std::uint32_t reach_bytes_ = 0;  // what distance asks for
  std::uint32_t patience_bytes_;   // what the consumer takes while a person waits
  time_point round_trip_began_at_;
  std::uint64_t round_trip_began_with_bytes_ = 0;
  std::uint64_t last_count_bytes_ = 0;
  measurement of_patience_;
};

}  // namespace glasshell
