// The words for memory that every layer uses. Nothing that does I/O may enter.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace glasshell {

/// Borrowed octets. Whoever hands one out says until when it lives.
using bytes_view = std::span<const std::uint8_t>;

/// Borrowed octets that may be written.
using bytes_span = std::span<std::uint8_t>;

/// Owned octets that are not secret (secrets live in `secret_bytes`).
using bytes = std::vector<std::uint8_t>;

inline bytes_view as_bytes_view(std::string_view text) noexcept {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

inline std::string_view as_text_view(bytes_view octets) noexcept {
  return {reinterpret_cast<const char*>(octets.data()), octets.size()};
}

}  // namespace glasshell
