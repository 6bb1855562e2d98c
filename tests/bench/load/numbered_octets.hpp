// A stream of octets that is told by its seed: who knows it sees when one is lost, repeated or out of place.
#pragma once

#include "base/bytes.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace glasshell::load {

class numbered_octets {
 public:
  explicit numbered_octets(std::uint32_t seed) : state_(seed * 2 + 1) {}

  /// The next ones.
  std::vector<std::uint8_t> take(std::size_t count) {
    std::vector<std::uint8_t> octets(count);
    for (std::uint8_t& each : octets) each = next();
    return octets;
  }
  /// @return whether these are the next ones
  bool matches(bytes_view octets) {
    for (const std::uint8_t each : octets) {
      if (each != next()) return false;
    }
    return true;
  }

 private:
  std::uint8_t next() {
    state_ = state_ * 1664525 + 1013904223;
    return static_cast<std::uint8_t>(state_ >> 24U);
  }

  std::uint32_t state_;
};

}  // namespace glasshell::load
