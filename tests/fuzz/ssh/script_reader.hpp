// Takes a fuzzer's octets apart into the steps of a script. Once they have run out everything is zero and empty.
#pragma once

#include "base/bytes.hpp"
#include "base/wire.hpp"

#include <algorithm>

namespace glasshell::fuzz {

class script_reader {
 public:
  explicit script_reader(bytes_view octets) : octets_(octets) {}

  [[nodiscard]] bool ended() const { return octets_.empty(); }
  std::uint8_t u8() { return take(1).empty() ? std::uint8_t{0} : last_; }
  std::uint32_t u16() {
    const std::uint32_t high = u8();
    return (high << 8U) | u8();
  }
  std::uint32_t u32() {
    const std::uint32_t high = u16();
    return (high << 16U) | u16();
  }
  /// As many octets as a u16 in front of them says, or as are left.
  bytes_view piece() { return take(u16()); }
  bytes_view rest() { return take(octets_.size()); }

 private:
  bytes_view take(std::size_t size_bytes) {
    const bytes_view taken = octets_.first(std::min(size_bytes, octets_.size()));
    octets_ = octets_.subspan(taken.size());
    if (!taken.empty()) last_ = taken.back();
    return taken;
  }

  bytes_view octets_;
  std::uint8_t last_ = 0;
};

/// Where to cut a stream, from the stream itself, so that the same input is always cut in the same way.
class split_points {
 public:
  explicit split_points(std::uint32_t seed) : state_(seed | 1U) {}
  std::size_t next(std::size_t limit_bytes) {
    state_ = state_ * 1664525U + 1013904223U;
    const std::uint32_t mixed = state_ >> 8U;
    const std::size_t longest = (mixed & 7U) == 0 ? limit_bytes : std::min<std::size_t>(limit_bytes, 40);
    return longest == 0 ? 0 : 1 + (mixed >> 3U) % longest;
  }

 private:
  std::uint32_t state_;
};

}  // namespace glasshell::fuzz
