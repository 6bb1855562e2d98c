// What can be wrong with what somebody presents to sign in, or with what is kept of it.
#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <type_traits>

namespace glasshell::relay::accounts {

/// For logs and for the caller's decision. What a person at the door is told is one sentence for all of them: which part was
/// wrong is what a guesser asks for.
enum class errc : std::uint8_t {
  password_too_short = 1,  ///< fewer than `least_password_bytes`
  password_too_long,       ///< more than `most_password_bytes`
  password_has_nul,        ///< a NUL in it, behind which other programs would see nothing
  wrong_password,
  unreadable_hash,  ///< what is kept is no argon2id hash, or one that would cost more than `most_password_cost`
  out_of_memory,    ///< for a hash; try again when fewer are computed at once
  unreadable_code,  ///< not a code of that kind, whatever its value
  wrong_code,
  used_code,          ///< a right one whose time is over because it, or a later one, was used
  unreadable_secret,  ///< what is kept of an authenticator app is no key
};

const boost::system::error_category& accounts_category() noexcept;
inline error_code make_error_code(errc what) noexcept { return {static_cast<int>(what), accounts_category()}; }

}  // namespace glasshell::relay::accounts

template <>
struct boost::system::is_error_code_enum<glasshell::relay::accounts::errc> : std::true_type {};
