// Randomness that is known beforehand.
#pragma once

#include "base/random.hpp"

#include <cstdint>
#include <random>

namespace glasshell::relay::accounts {

/// Octets that count up.
inline random_source counting_random() {
  return [next = std::uint8_t{0}](bytes_span octets) mutable {
    for (std::uint8_t& octet : octets) octet = next++;
  };
}

/// Octets without a pattern, the same in each run.
inline random_source seeded_random() {
  return [engine = std::mt19937(1)](bytes_span octets) mutable {
    for (std::uint8_t& octet : octets) octet = static_cast<std::uint8_t>(engine());
  };
}

}  // namespace glasshell::relay::accounts
