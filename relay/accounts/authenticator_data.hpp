// What an authenticator says of itself and signs (WebAuthn §6.1).
#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>

namespace glasshell::relay::accounts {

inline constexpr std::size_t most_credential_id_bytes = 1023;  // WebAuthn §4, "Credential ID"
inline constexpr std::size_t model_bytes = 16;

/// A credential that was just made.
struct attested_credential {
  bytes_view model;  ///< AAGUID: zeroes where the authenticator does not say
  bytes_view id;
  bytes_view key;  ///< a COSE key (RFC 9052 §7): one item of CBOR, not looked into
};

/// @par Lifetime  Views live as long as the octets that it was read from.
struct authenticator_data {
  bytes_view relying_party_hash;  ///< SHA-256 of the relying party's id
  std::uint8_t flags = 0;
  std::uint32_t counter = 0;
  std::optional<attested_credential> credential;

  [[nodiscard]] bool user_present() const noexcept { return (flags & 0x01U) != 0; }
  [[nodiscard]] bool user_verified() const noexcept { return (flags & 0x04U) != 0; }
  /// Whether it is copied to the user's other devices.
  [[nodiscard]] bool backed_up() const noexcept { return (flags & 0x10U) != 0; }
};

/// @par Errors  unreadable_passkey: cut short, left over, or CBOR that `cbor_reader` does not read
result<authenticator_data> read_authenticator_data(bytes_view octets);

}  // namespace glasshell::relay::accounts
