#include "relay/accounts/password.hpp"

#include "relay/accounts/errc.hpp"
#include "relay/accounts/readable_code.hpp"

#include <argon2.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <stdexcept>

namespace glasshell::relay::accounts {

namespace {

constexpr std::size_t salt_bytes = 16;  // RFC 9106 §4
constexpr std::size_t hash_bytes = 32;
constexpr std::size_t most_kept_bytes = 256;

bool is_possible(bytes_view password) {
  return password.size() >= least_password_bytes && password.size() <= most_password_bytes &&
         std::ranges::find(password, 0) == password.end();
}

bool skip(std::string_view& rest, std::string_view expected) {
  if (!rest.starts_with(expected)) return false;
  rest.remove_prefix(expected.size());
  return true;
}

/// A decimal number between 1 and `most`, in the one way to write it.
std::optional<std::uint32_t> take_number(std::string_view& rest, std::uint32_t most) {
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
  if (error != std::errc() || rest.front() == '0' || number > most) return std::nullopt;
  rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
  return number;
}

}  // namespace

result<void> check_new_password(const secret_bytes& password) {
  if (password.size() < least_password_bytes) return errc::password_too_short;
  if (password.size() > most_password_bytes) return errc::password_too_long;
  if (!is_possible(password.view())) return errc::password_has_nul;
  return {};
}

result<std::string> hash_password(const secret_bytes& password, const random_source& random,
                                  const password_cost& cost) {
  if (const auto checked = check_new_password(password); !checked) return checked.error();
  std::array<std::uint8_t, salt_bytes> salt{};
  random(salt);
  std::string kept(argon2_encodedlen(cost.passes, cost.memory_kib, cost.lanes, salt_bytes, hash_bytes, Argon2_id),
                   '\0');
  const int status =
      argon2id_hash_encoded(cost.passes, cost.memory_kib, cost.lanes, password.view().data(), password.size(),
                            salt.data(), salt.size(), hash_bytes, kept.data(), kept.size());
  if (status == ARGON2_MEMORY_ALLOCATION_ERROR) return errc::out_of_memory;
  if (status != ARGON2_OK) throw std::invalid_argument(argon2_error_message(status));
  kept.resize(kept.find('\0'));
  return kept;
}

result<password_cost> cost_of(std::string_view kept) {
  if (kept.size() > most_kept_bytes || kept.find('\0') != std::string_view::npos) return errc::unreadable_hash;
  if (!skip(kept, "$argon2id$v=19$m=")) return errc::unreadable_hash;
  const auto memory = take_number(kept, most_password_cost.memory_kib);
  if (!memory || !skip(kept, ",t=")) return errc::unreadable_hash;
  const auto passes = take_number(kept, most_password_cost.passes);
  if (!passes || !skip(kept, ",p=")) return errc::unreadable_hash;
  const auto lanes = take_number(kept, most_password_cost.lanes);
  if (!lanes || !skip(kept, "$")) return errc::unreadable_hash;
  return password_cost{.memory_kib = *memory, .passes = *passes, .lanes = *lanes};
}

result<void> verify_password(const secret_bytes& password, std::string_view kept) {
  if (const auto cost = cost_of(kept); !cost) return cost.error();
  if (!is_possible(password.view())) return errc::wrong_password;
  const int status = argon2id_verify(std::string(kept).c_str(), password.view().data(), password.size());
  if (status == ARGON2_OK) return {};
  if (status == ARGON2_VERIFY_MISMATCH) return errc::wrong_password;
  return status == ARGON2_MEMORY_ALLOCATION_ERROR ? errc::out_of_memory : errc::unreadable_hash;
}

result<void> verify_password_of_nobody(const secret_bytes& password) {
  const auto verified = verify_password(password, decoy_hash());
  return verified ? result<void>(errc::wrong_password) : verified;
}

bool needs_rehash(std::string_view kept) {
  const auto cost = cost_of(kept);
  return !cost || *cost != present_cost;
}

std::string_view decoy_hash() noexcept {
  // Salt and hash were drawn at random: no password is known that leads from the one to the other.
  return "$argon2id$v=19$m=32768,t=2,p=1$sMn/D+jW1VeptMYVOpc/rw$6nUuTGS/GguOAIyMVFATjTVtM9ervc2SDfJ5sE8iAZ0";
}

secret_bytes new_one_time_password(const random_source& random) { return new_readable_code(random); }

}  // namespace glasshell::relay::accounts
