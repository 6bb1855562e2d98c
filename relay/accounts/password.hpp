// Passwords of accounts: argon2id (RFC 9106), kept as the PHC string "$argon2id$v=19$m=…,t=…,p=…$salt$hash". Passwords are
// octets, as a browser sends UTF-8: nothing is normalised, cut or trimmed.
#pragma once

#include "base/random.hpp"
#include "base/result.hpp"
#include "base/secret.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace glasshell::relay::accounts {

inline constexpr std::size_t least_password_bytes = 8;
inline constexpr std::size_t most_password_bytes = 1024;

/// What computing one hash takes, from everybody who tries a password.
struct password_cost {
  std::uint32_t memory_kib = 0;
  std::uint32_t passes = 0;
  std::uint32_t lanes = 0;

  friend bool operator==(const password_cost&, const password_cost&) = default;
};

/// OWASP's least is 19 MiB in two passes. This is 1.7 times that, and takes about 100 ms of one busy core of a small server:
/// a person does not notice it, and a relay with two cores still does twenty sign-ins in a second, in 32 MiB each.
inline constexpr password_cost present_cost{.memory_kib = 32 * 1024, .passes = 2, .lanes = 1};

/// The most that a kept hash may ask for: whoever can write the store must not be able to halt the relay with it.
inline constexpr password_cost most_password_cost{.memory_kib = 256 * 1024, .passes = 16, .lanes = 4};

/// Whether a password may be set.
/// @par Errors  password_too_short, password_too_long, password_has_nul
result<void> check_new_password(const secret_bytes& password);

/// @param random  for the salt
/// @return the PHC string, which is all that is to be kept
/// @par Errors  those of `check_new_password`; out_of_memory
result<std::string> hash_password(const secret_bytes& password, const random_source& random,
                                  const password_cost& cost = present_cost);

/// Takes the time of one hash, except for what nobody can have as a password, and compares in constant time.
///
/// @param kept  a PHC string
/// @par Errors  wrong_password; unreadable_hash, out_of_memory
result<void> verify_password(const secret_bytes& password, std::string_view kept);

/// The same for a user who does not exist: never succeeds, and takes as long as `verify_password` for one who does.
/// @par Errors  wrong_password; out_of_memory
result<void> verify_password_of_nobody(const secret_bytes& password);

/// Whether a hash was made at another cost than `present_cost`, so that it is to be made anew when its password is next
/// known.
bool needs_rehash(std::string_view kept);

/// What a PHC string says about itself.
/// @par Errors  unreadable_hash: not argon2id of version 19, or dearer than `most_password_cost`
result<password_cost> cost_of(std::string_view kept);

/// The hash of a password that nobody knows, at `present_cost`.
std::string_view decoy_hash() noexcept;

/// A password of 80 bits for somebody's first sign-in, which can be read out on the telephone.
secret_bytes new_one_time_password(const random_source& random);

}  // namespace glasshell::relay::accounts
