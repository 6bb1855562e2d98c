#include "ssh/base64.hpp"

#include <cstdint>

namespace glasshell::ssh {

namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr unsigned digit_bits = 6;

}  // namespace

std::string base64_unpadded(bytes_view octets) {
  std::string text;
  std::uint32_t pending = 0;
  unsigned pending_bits = 0;
  for (const std::uint8_t octet : octets) {
    pending = (pending << 8) | octet;
    for (pending_bits += 8; pending_bits >= digit_bits;) {
      pending_bits -= digit_bits;
      text += alphabet[(pending >> pending_bits) & 0x3f];
    }
  }
  if (pending_bits > 0) text += alphabet[(pending << (digit_bits - pending_bits)) & 0x3f];
  return text;
}

std::optional<bytes> base64_decoded(std::string_view text) {
  while (text.ends_with('=')) text.remove_suffix(1);
  if (text.size() % 4 == 1) return std::nullopt;
  bytes octets;
  std::uint32_t pending = 0;
  unsigned pending_bits = 0;
  for (const char letter : text) {
    const std::size_t digit = alphabet.find(letter);
    if (digit == std::string_view::npos) return std::nullopt;
    pending = (pending << digit_bits) | static_cast<std::uint32_t>(digit);
    pending_bits += digit_bits;
    if (pending_bits < 8) continue;
    pending_bits -= 8;
    octets.push_back(static_cast<std::uint8_t>(pending >> pending_bits));
  }
  return octets;
}

}  // namespace glasshell::ssh
