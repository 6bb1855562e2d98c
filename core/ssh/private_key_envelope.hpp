// What a pasted or dropped private key is, before anything in it is decrypted: its format, whether it wants a passphrase and
// which. Reading the envelope first keeps "wrong passphrase", "a cipher we cannot read" and "damaged" three different answers.
#pragma once

#include "base/bytes.hpp"
#include "base/secret.hpp"
#include "ssh/action.hpp"
#include "ssh/private_key.hpp"

#include <cstdint>
#include <string>
#include <variant>

namespace glasshell::ssh {

struct private_key_envelope {
  enum class format : std::uint8_t {
    openssh,          ///< "BEGIN OPENSSH PRIVATE KEY"
    pkcs8,            ///< "BEGIN PRIVATE KEY" (RFC 5958)
    encrypted_pkcs8,  ///< "BEGIN ENCRYPTED PRIVATE KEY"
    rsa,              ///< "BEGIN RSA PRIVATE KEY"
    ec,               ///< "BEGIN EC PRIVATE KEY"
  };
  format kind = format::openssh;
  bool encrypted = false;
  std::string key_type;  ///< as far as it can be told without the passphrase; else empty
  bytes public_blob;     ///< the same
  secret_bytes content;  ///< what the armour holds
  std::string dek_info;  ///< of an encrypted traditional PEM (RFC 1421 §4.6.1.3), with its name
};

/// @param text  a whole file; white space around its lines does not matter
std::variant<private_key_envelope, setback> read_envelope(bytes_view text);

/// @param passphrase  ignored if the envelope says that the key is not encrypted
/// @return the key, or `wrong_passphrase`, `unsupported_key_cipher`, `unsupported_key_type` or `damaged_key`
std::variant<private_key, setback> open_envelope(const private_key_envelope& envelope, bytes_view passphrase);

}  // namespace glasshell::ssh
