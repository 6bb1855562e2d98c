// Why a token or a key was refused. Each has a sentence for whoever runs the dashboard's backend: what to change there.
#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <type_traits>

namespace glasshell::relay::tokens {

enum class errc : std::uint8_t {
  // The token's form (RFC 7515).
  token_too_long = 1,  ///< more than `most_token_bytes`
  not_compact,         ///< not three parts with dots between
  not_base64url,       ///< a part with padding, white space, another alphabet, or bits left over
  unreadable_header,   ///< no JSON object, a name in it twice, or a member of the wrong type
  unsupported_algorithm,
  unsigned_token,   ///< "none"
  critical_header,  ///< "crit" or "b64", which change what is signed or how it is read
  wrong_type,       ///< "typ" says that it is a token for something else

  // Which key (RFC 7517).
  unknown_key,
  ambiguous_key,    ///< no "kid", and several keys for its algorithm
  wrong_algorithm,  ///< not that of the key
  wrong_signature,

  // Its claims (RFC 7519).
  unreadable_claims,  ///< no JSON object, or a name in it twice
  wrong_issuer,
  wrong_audience,
  no_user,
  no_expiry,
  no_issue_time,
  impossible_time,  ///< a time that is no number of seconds since 1970
  expired,
  not_yet_valid,
  issued_in_the_future,
  lives_too_long,
  no_id,
  unreadable_nodes,
  unreadable_display_name,
  session_over,  ///< "session_until" has passed

  // Used before.
  used_token,
  too_many_tokens,  ///< the memory of used ones is full

  // Keys, as the relay is configured with them.
  keys_too_long,  ///< more than `most_key_file_bytes`
  unreadable_keys,
  too_many_keys,
  secret_among_public_keys,       ///< a set with a secret or a private key in it, which is a secret no longer
  private_key_among_public_keys,  ///< the same in a PEM file
  duplicate_key_id,
  unusable_key,   ///< in a PEM file: not Ed25519, P-256 or RSA of 2048 to 8192 bits
  no_usable_key,  ///< none in a whole set, where others are passed over
  short_secret,
  secret_is_a_key,  ///< a secret for HS256 that is the text of a key
};

/// A stable word for each, by which a catalogue or a metric finds it.
const char* name_of(errc what) noexcept;

const boost::system::error_category& tokens_category() noexcept;
inline error_code make_error_code(errc what) noexcept { return {static_cast<int>(what), tokens_category()}; }

}  // namespace glasshell::relay::tokens

template <>
struct boost::system::is_error_code_enum<glasshell::relay::tokens::errc> : std::true_type {};
