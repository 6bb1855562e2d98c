// The size of the screen, as the node is told it.
#pragma once

#include <cstdint>

namespace glasshell::ssh {

/// The terminal's size (RFC 4254 §6.2). Zero pixels means unknown.
struct terminal_size {
  std::uint32_t columns = 80;
  std::uint32_t rows = 24;
  std::uint32_t width_pixels = 0;
  std::uint32_t height_pixels = 0;
  friend bool operator==(const terminal_size&, const terminal_size&) = default;
};

}  // namespace glasshell::ssh
