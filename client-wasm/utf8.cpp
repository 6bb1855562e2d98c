#include "utf8.hpp"

#include <cstdint>

namespace glasshell::browser {

namespace {

/// How a multi-byte character begins: how long it is, and which second octets rule out overlong forms, surrogates and
/// what lies beyond U+10FFFF.
struct shape {
  std::size_t size_bytes;
  std::uint8_t second_from;
  std::uint8_t second_to;
};

shape shape_of(std::uint8_t first) noexcept {
  if (first < 0x80) return {.size_bytes = 1, .second_from = 0, .second_to = 0};
  if (first < 0xC2) return {.size_bytes = 0, .second_from = 0, .second_to = 0};
  if (first < 0xE0) return {.size_bytes = 2, .second_from = 0x80, .second_to = 0xBF};
  if (first == 0xE0) return {.size_bytes = 3, .second_from = 0xA0, .second_to = 0xBF};
  if (first == 0xED) return {.size_bytes = 3, .second_from = 0x80, .second_to = 0x9F};
  if (first < 0xF0) return {.size_bytes = 3, .second_from = 0x80, .second_to = 0xBF};
  if (first == 0xF0) return {.size_bytes = 4, .second_from = 0x90, .second_to = 0xBF};
  if (first < 0xF4) return {.size_bytes = 4, .second_from = 0x80, .second_to = 0xBF};
  if (first == 0xF4) return {.size_bytes = 4, .second_from = 0x80, .second_to = 0x8F};
  return {.size_bytes = 0, .second_from = 0, .second_to = 0};
}

}  // namespace

std::size_t utf8_character_bytes(std::string_view text) noexcept {
  if (text.empty()) return 0;
  const auto octet = [&](std::size_t at) { return static_cast<std::uint8_t>(text[at]); };
  const shape wanted = shape_of(octet(0));
  if (wanted.size_bytes > text.size()) return 0;
  for (std::size_t i = 1; i < wanted.size_bytes; ++i) {
    const std::uint8_t from = i == 1 ? wanted.second_from : 0x80;
    const std::uint8_t to = i == 1 ? wanted.second_to : 0xBF;
    if (octet(i) < from || octet(i) > to) return 0;
  }
  return wanted.size_bytes;
}

bool is_utf8(std::string_view text) noexcept {
  while (!text.empty()) {
    const std::size_t size_bytes = utf8_character_bytes(text);
    if (size_bytes == 0) return false;
    text.remove_prefix(size_bytes);
  }
  return true;
}

}  // namespace glasshell::browser
