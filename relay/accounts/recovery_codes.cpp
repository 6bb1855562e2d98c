#include "relay/accounts/recovery_codes.hpp"

#include "relay/accounts/errc.hpp"
#include "relay/accounts/readable_code.hpp"

#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

namespace glasshell::relay::accounts {

namespace {

std::string sha256_hex(const secret_bytes& code) {
  static constexpr std::string_view digits = "0123456789abcdef";
  std::array<std::uint8_t, SHA256_DIGEST_LENGTH> hash{};
  SHA256(code.view().data(), code.size(), hash.data());
  std::string text;
  for (const std::uint8_t octet : hash) text += {digits[octet >> 4U], digits[octet & 0xFU]};
  return text;
}

}  // namespace

recovery_codes new_recovery_codes(const random_source& random) {
  recovery_codes made;
  for (std::size_t i = 0; i < recovery_code_count; ++i) {
    made.shown.push_back(new_readable_code(random));
    made.kept.push_back(sha256_hex(made.shown.back()));
  }
  return made;
}

result<std::size_t> use_recovery_code(std::span<std::string> kept, std::string_view typed) {
  const auto code = read_readable_code(typed);
  if (!code) return code.error();
  const std::string hash = sha256_hex(*code);
  std::optional<std::size_t> found;
  for (std::size_t i = 0; i < kept.size(); ++i) {
    if (equal_in_constant_time(as_bytes_view(kept[i]), as_bytes_view(hash))) found = i;
  }
  if (!found) return errc::wrong_code;
  kept[*found].clear();
  return *found;
}

std::size_t unused_recovery_codes(std::span<const std::string> kept) noexcept {
  return static_cast<std::size_t>(std::ranges::count_if(kept, [](const std::string& one) { return !one.empty(); }));
}

}  // namespace glasshell::relay::accounts
