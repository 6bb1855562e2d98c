// Whether a node sends faster than it is worth waking up for each of its packets (docs/decisions/0005). What a person types
// is echoed in small, lone packets, which never wait.
#pragma once

#include <chrono>
#include <cstddef>

namespace glasshell::relay {

/// In a flood the relay is woken by this much, or after this time.
inline constexpr int flood_read_bytes = 128 * 1024;
inline constexpr std::chrono::milliseconds flood_pause{4};

/// @par Thread safety  None; one link owns it.
class flood_meter {
 public:
  using time = std::chrono::steady_clock::time_point;

  /// A read took so many octets. @return true if a flood begins with it
  bool read(std::size_t size_bytes, time now) noexcept {
    if (flooding_) {
      fresh_bytes_ += size_bytes;
      return false;
    }
    const bool keeps_coming = size_bytes >= piece_bytes && now - last_ <= longest_gap;
    pieces_ = keeps_coming ? pieces_ + 1 : 0;
    last_ = now;
    fresh_bytes_ = 0;
    flooding_ = pieces_ >= pieces_of_a_flood;
    return flooding_;
  }

  /// Asked after each pause of a flood. @return whether it goes on
  bool still_flooding() noexcept {
    flooding_ = fresh_bytes_ >= piece_bytes;
    fresh_bytes_ = 0;
    pieces_ = 0;
    return flooding_;
  }

 private:
  static constexpr std::size_t piece_bytes = 1024;
  static constexpr std::chrono::milliseconds longest_gap{1};
  static constexpr unsigned pieces_of_a_flood = 8;

  time last_{};
  unsigned pieces_ = 0;
  std::size_t fresh_bytes_ = 0;
  bool flooding_ = false;
};

}  // namespace glasshell::relay
