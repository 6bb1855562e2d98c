#include "relay/strict/base64url.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace glasshell::relay::strict {

namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr unsigned digit_bits = 6;
constexpr std::uint8_t no_digit = 0xff;

constexpr auto digits = [] {
  std::array<std::uint8_t, 256> values{};
  values.fill(no_digit);
  for (std::size_t i = 0; i < alphabet.size(); ++i) {
    values.at(static_cast<std::uint8_t>(alphabet[i])) = static_cast<std::uint8_t>(i);
  }
  return values;
}();

}  // namespace

std::string base64url_encoded(bytes_view octets) {
  std::string text;
  text.reserve((octets.size() * 8 + digit_bits - 1) / digit_bits);
  std::uint32_t pending = 0;
  unsigned pending_bits = 0;
  for (const std::uint8_t octet : octets) {
    pending = (pending << 8) | octet;
    for (pending_bits += 8; pending_bits >= digit_bits;) {
      pending_bits -= digit_bits;
      text += alphabet[(pending >> pending_bits) % alphabet.size()];
    }
  }
  if (pending_bits > 0) text += alphabet[(pending << (digit_bits - pending_bits)) % alphabet.size()];
  return text;
}

std::optional<bytes> base64url_decoded(std::string_view text) {
  bytes octets;
  octets.reserve(text.size() * digit_bits / 8);
  std::uint32_t pending = 0;
  unsigned pending_bits = 0;
  for (const char letter : text) {
    const std::uint8_t digit = digits.at(static_cast<std::uint8_t>(letter));
    if (digit == no_digit) return std::nullopt;
    pending = (pending << digit_bits) | digit;
    pending_bits += digit_bits;
    if (pending_bits < 8) continue;
    pending_bits -= 8;
    octets.push_back(static_cast<std::uint8_t>(pending >> pending_bits));
  }
  const bool is_canonical = pending_bits < digit_bits && (pending & ((1U << pending_bits) - 1)) == 0;
  if (!is_canonical) return std::nullopt;
  return octets;
}

}  // namespace glasshell::relay::strict
