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

  // Passkeys.
  unreadable_client_data,  ///< JSON of the browser about the page that asked: none, too long, or a member missing
  wrong_ceremony,          ///< an answer to a registration where a sign-in was asked for, or the other way round
  wrong_challenge,
  wrong_origin,         ///< asked by a page that is not ours
  in_a_frame,           ///< asked by our page inside another site's
  unreadable_passkey,   ///< data of the authenticator that is none, too long, or not asked for
  wrong_relying_party,  ///< made for another host
  user_absent,          ///< nobody touched the authenticator
  user_not_verified,    ///< it was not asked who it is, where that is required
  no_credential,        ///< a registration without one
  unusable_key,         ///< of another algorithm than we asked for, damaged, or not on its curve
  unknown_passkey,      ///< none of the user's
  wrong_user_handle,    ///< the passkey says that it is another user's
  wrong_signature,
  cloned_passkey,  ///< right, but its counter did not go on: two authenticators have one key
};

const boost::system::error_category& accounts_category() noexcept;
inline error_code make_error_code(errc what) noexcept { return {static_cast<int>(what), accounts_category()}; }

}  // namespace glasshell::relay::accounts

template <>
struct boost::system::is_error_code_enum<glasshell::relay::accounts::errc> : std::true_type {};
