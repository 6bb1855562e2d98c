// A decoded private key that can sign for user authentication (RFC 4252 §7): Ed25519, ECDSA and RSA with SHA-2. No OpenSSL
// type leaves.
#pragma once

#include "base/bytes.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct evp_pkey_st;  // OpenSSL's EVP_PKEY

namespace glasshell::ssh {

struct evp_key_deleter {
  void operator()(evp_pkey_st* key) const noexcept;
};
using evp_key = std::unique_ptr<evp_pkey_st, evp_key_deleter>;

/// @par Lifetime  The key is wiped with this object.
/// @par Thread safety  None.
class private_key {
 public:
  /// @return nothing if the key's type is not one that we sign with
  static std::optional<private_key> from(evp_key key);

  /// "ssh-ed25519", "ecdsa-sha2-nistp256" …, "ssh-rsa"
  [[nodiscard]] const std::string& type() const noexcept { return type_; }
  /// As on the wire (RFC 4253 §6.6).
  [[nodiscard]] const bytes& public_blob() const noexcept { return public_blob_; }
  /// @param algorithm  for an RSA key "rsa-sha2-512" or "rsa-sha2-256", else the key's type
  /// @return the signature as on the wire: the algorithm's name and its octets; empty if it cannot be made
  [[nodiscard]] bytes sign(std::string_view algorithm, bytes_view data) const;

 private:
  private_key(evp_key key, std::string type, bytes public_blob);

  evp_key key_;
  std::string type_;
  bytes public_blob_;
};

}  // namespace glasshell::ssh
