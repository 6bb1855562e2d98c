// The public key of a passkey, through libfido2: the one place that sees it. It reads the key and verifies the signature;
// what it has for a whole registration wants an attestation, of which there mostly is none, and none that we trust.
#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"

#include <cstdint>
#include <string>

namespace glasshell::relay::accounts {

/// As COSE numbers them (RFC 9053, RFC 8812), which is how they are kept.
enum class passkey_algorithm : std::int16_t { es256 = -7, eddsa = -8, rs256 = -257 };

/// @par Thread safety  A value.
struct passkey_key {
  passkey_algorithm algorithm = passkey_algorithm::es256;
  /// As libfido2 has it: both coordinates (64 octets), the point (32), or modulus and exponent (256 and 3).
  bytes octets;

  friend bool operator==(const passkey_key&, const passkey_key&) = default;
};

/// The key of the credential that was made.
/// @param authenticator_data  with a credential, read before by `read_authenticator_data`
/// @par Errors  unusable_key: of another algorithm, damaged, or not on its curve
result<passkey_key> key_of_new_credential(bytes_view authenticator_data);

/// Whether a key signed this: `authenticator_data` followed by the SHA-256 of `client_data`.
/// @param relying_party  the id whose hash the data begins with
/// @par Errors  wrong_signature; unreadable_passkey: an answer to "hmac-secret", which nobody asked for; unusable_key: what
/// is kept is none
result<void> verify_passkey_signature(const passkey_key& key, const std::string& relying_party, bytes_view client_data,
                                      bytes_view authenticator_data, bytes_view signature);

}  // namespace glasshell::relay::accounts
