#include "relay/accounts/totp.hpp"

#include "base/wire.hpp"
#include "relay/accounts/base32.hpp"
#include "relay/accounts/errc.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <new>
#include <string>

namespace glasshell::relay::accounts {

namespace {

constexpr std::size_t sha1_bytes = 20;
constexpr std::uint32_t codes = 1'000'000;
constexpr std::size_t least_secret_bytes = 16;  // RFC 4226 §4; and what is empty in the store lets nobody in
constexpr std::size_t most_typed_bytes = 2 * totp_digits;

/// RFC 3986 §2.3: what need not be escaped anywhere.
constexpr bool is_unreserved(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9') ||
         letter == '-' || letter == '.' || letter == '_' || letter == '~';
}

std::string escaped(std::string_view name) {
  static constexpr std::string_view digits = "0123456789ABCDEF";
  std::string text;
  for (const char letter : name) {
    const auto octet = static_cast<std::uint8_t>(letter);
    if (letter == ':') {
      text += '-';
    } else if (is_unreserved(letter)) {
      text += letter;
    } else {
      text += {'%', digits[octet >> 4U], digits[octet & 0xFU]};
    }
  }
  return text;
}

/// The digits alone.
result<secret_bytes> read_code(std::string_view typed) {
  if (typed.size() > most_typed_bytes) return errc::unreadable_code;
  secret_bytes code = secret_bytes::with_size(totp_digits);
  std::size_t count = 0;
  for (const char letter : typed) {
    if (letter == ' ') continue;
    if (letter < '0' || letter > '9' || count == totp_digits) return errc::unreadable_code;
    code.span()[count++] = static_cast<std::uint8_t>(letter);
  }
  if (count != totp_digits) return errc::unreadable_code;
  return code;
}

}  // namespace

secret_bytes new_totp_secret(const random_source& random) {
  secret_bytes secret = secret_bytes::with_size(totp_secret_bytes);
  random(secret.span());
  return secret;
}

secret_bytes totp_code(const secret_bytes& secret, totp_step step) {
  std::array<std::uint8_t, sizeof step> counter{};
  for (std::size_t i = counter.size(); i-- > 0; step >>= 8) counter.at(i) = static_cast<std::uint8_t>(step);
  secret_bytes hash = secret_bytes::with_size(sha1_bytes);
  if (HMAC(EVP_sha1(), secret.view().data(), static_cast<int>(secret.size()), counter.data(), counter.size(),
           hash.span().data(), nullptr) == nullptr) {
    throw std::bad_alloc();
  }
  // RFC 4226 §5.3: four octets, from where the last one says, without their sign.
  std::uint32_t number = (wire_reader(hash.view().subspan(hash.view().back() & 0xFU)).u32() & 0x7FFFFFFFU) % codes;
  secret_bytes code = secret_bytes::with_size(totp_digits);
  for (std::size_t i = totp_digits; i-- > 0; number /= 10)
    code.span()[i] = static_cast<std::uint8_t>('0' + number % 10);
  return code;
}

result<totp_step> verify_totp(const secret_bytes& secret, std::string_view typed, std::chrono::sys_seconds now,
                              std::optional<totp_step> last_used) {
  if (secret.size() < least_secret_bytes) return errc::unreadable_secret;
  auto code = read_code(typed);
  if (!code) return code.error();
  const auto since_1970 = std::max(now.time_since_epoch(), std::chrono::seconds{0});
  const auto present = static_cast<totp_step>(since_1970 / totp_step_length);
  std::optional<totp_step> found;
  // From the latest on: should two steps have one code, the earlier is over with it.
  for (totp_step back = 0; back <= 2 * totp_steps_aside && back <= present + totp_steps_aside; ++back) {
    const totp_step step = present + totp_steps_aside - back;
    const bool is_equal = equal_in_constant_time(totp_code(secret, step).view(), code->view());
    if (is_equal && !found) found = step;
  }
  if (!found) return errc::wrong_code;
  if (last_used && *found <= *last_used) return errc::used_code;
  return *found;
}

secret_bytes otpauth_uri(const secret_bytes& secret, std::string_view issuer, std::string_view account) {
  const std::string issuer_text = escaped(issuer);
  const std::string before = "otpauth://totp/" + issuer_text + ":" + escaped(account) + "?secret=";
  const std::string after = "&issuer=" + issuer_text + "&algorithm=SHA1&digits=6&period=30";
  const secret_bytes key = base32_encoded(secret);
  secret_bytes uri = secret_bytes::with_size(before.size() + key.size() + after.size());
  auto end = std::ranges::copy(before, uri.span().begin()).out;
  end = std::ranges::copy(key.view(), end).out;
  std::ranges::copy(after, end);
  return uri;
}

}  // namespace glasshell::relay::accounts
