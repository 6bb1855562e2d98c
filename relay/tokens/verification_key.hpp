// One key with which a signature is verified. What it is decides the one algorithm that it is good for; what a token says
// never does.
#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "base/secret.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct evp_pkey_st;  // OpenSSL's EVP_PKEY

namespace glasshell::relay::tokens {

/// Those of RFC 7518 §3.1 and RFC 8037 that we have.
enum class algorithm : std::uint8_t {
  eddsa,  ///< Ed25519
  es256,  ///< ECDSA over P-256 with SHA-256
  rs256,  ///< RSA PKCS #1 v1.5 with SHA-256, 2048 to 8192 bits
  hs256,  ///< HMAC with SHA-256
};

/// As "alg" names it.
const char* name_of(algorithm value) noexcept;
std::optional<algorithm> algorithm_named(std::string_view name) noexcept;

/// @par Thread safety  Immutable, but for its name: safe from any thread.
class verification_key {
 public:
  static constexpr std::size_t least_secret_bytes = 32;  // the hash's own length, RFC 7518 §3.2

  /// @param point  the public key's octets, RFC 8032 §5.1.5
  static std::optional<verification_key> ed25519(bytes_view point);
  /// @param x, y  32 octets each
  static std::optional<verification_key> p256(bytes_view x, bytes_view y);
  /// @param modulus, exponent  big-endian
  static std::optional<verification_key> rsa(bytes_view modulus, bytes_view exponent);
  /// A SubjectPublicKeyInfo in DER.
  static std::optional<verification_key> public_key_info(bytes_view der);
  /// For HS256: shared with the backend, which can then be told from the relay by nothing.
  /// @par Errors  short_secret; secret_is_a_key: PEM or JSON, with which everybody who has a public key could sign
  static result<verification_key> hmac_secret(secret_bytes secret);

  [[nodiscard]] tokens::algorithm algorithm() const noexcept { return algorithm_; }
  [[nodiscard]] bool verifies(std::string_view signed_text, bytes_view signature) const;

  /// Its "kid"; empty if it has none.
  [[nodiscard]] const std::string& id() const noexcept { return id_; }
  void set_id(std::string id) { id_ = std::move(id); }

 private:
  struct free_key {
    void operator()(evp_pkey_st* key) const noexcept;
  };
  using public_key = std::unique_ptr<evp_pkey_st, free_key>;

  explicit verification_key(tokens::algorithm its_algorithm) : algorithm_(its_algorithm) {}
  static std::optional<verification_key> of(public_key key);

  tokens::algorithm algorithm_;
  std::string id_;
  public_key key_;       ///< of all but hs256
  secret_bytes secret_;  ///< of hs256
};

}  // namespace glasshell::relay::tokens
