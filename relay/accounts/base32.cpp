#include "relay/accounts/base32.hpp"

#include "relay/accounts/errc.hpp"

#include <cstdint>

namespace glasshell::relay::accounts {

namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr unsigned digit_bits = 5;

}  // namespace

secret_bytes base32_encoded(const secret_bytes& octets) {
  secret_bytes text = secret_bytes::with_size((octets.size() * 8 + digit_bits - 1) / digit_bits);
  std::uint32_t pending = 0;
  unsigned pending_bits = 0;
  std::size_t at = 0;
  const auto put = [&](std::uint32_t digit) {
    text.span()[at++] = static_cast<std::uint8_t>(alphabet[digit % alphabet.size()]);
  };
  for (const std::uint8_t octet : octets.view()) {
    pending = (pending << 8) | octet;
    for (pending_bits += 8; pending_bits >= digit_bits;) {
      pending_bits -= digit_bits;
      put(pending >> pending_bits);
    }
  }
  if (pending_bits > 0) put(pending << (digit_bits - pending_bits));
  return text;
}

result<secret_bytes> base32_decoded(std::string_view text) {
  if (text.size() > most_base32_bytes) return errc::unreadable_secret;
  secret_bytes octets = secret_bytes::with_size(text.size() * digit_bits / 8);
  std::uint32_t pending = 0;
  unsigned pending_bits = 0;
  std::size_t at = 0;
  for (const char letter : text) {
    const std::size_t digit = alphabet.find(letter);
    if (digit == std::string_view::npos) return errc::unreadable_secret;
    pending = (pending << digit_bits) | static_cast<std::uint32_t>(digit);
    pending_bits += digit_bits;
    if (pending_bits < 8) continue;
    pending_bits -= 8;
    octets.span()[at++] = static_cast<std::uint8_t>(pending >> pending_bits);
  }
  const bool is_canonical = pending_bits < digit_bits && (pending & ((1U << pending_bits) - 1)) == 0;
  if (!is_canonical) return errc::unreadable_secret;
  return octets;
}

}  // namespace glasshell::relay::accounts
