// The keys of which one has to have signed: a JWK set (RFC 7517 §5, RFC 8037) or PEM, as an operator puts them into a file.
#pragma once

#include "base/result.hpp"
#include "relay/tokens/verification_key.hpp"

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace glasshell::relay::tokens {

inline constexpr std::size_t most_key_file_bytes = std::size_t{256} * 1024;
inline constexpr std::size_t most_keys = 64;
inline constexpr std::size_t most_key_id_bytes = 256;

/// @par Thread safety  Immutable once made: safe from any thread.
class key_set {
 public:
  key_set() = default;

  /// Reads a JWK set. A key that is for something else, of another kind or damaged is passed over, as RFC 7517 §5 wants it;
  /// a secret or a private key makes the set useless, since whoever could read it can sign.
  ///
  /// @param text  {"keys": […]}
  /// @par Errors  keys_too_long, unreadable_keys, too_many_keys, secret_among_public_keys, duplicate_key_id, no_usable_key
  static result<key_set> from_jwks(std::string_view text);

  /// Reads one or more "PUBLIC KEY" blocks; what stands between them is passed over. They have no names, so that there may
  /// be one for an algorithm.
  /// @par Errors  keys_too_long, unreadable_keys, too_many_keys, private_key_among_public_keys, duplicate_key_id,
  /// unusable_key
  static result<key_set> from_pem(std::string_view pem);

  /// @par Errors  too_many_keys; duplicate_key_id: another with this name (or without one, too) for the same algorithm
  result<void> add(verification_key key);

  /// The one key with which a token has to be signed. A key with the token's "kid" goes before one that has no name, which
  /// answers to any; a token without "kid" is for the one key of its algorithm.
  ///
  /// @param wanted  as the token has it; the key found is for no other
  /// @par Errors  unknown_key, ambiguous_key, wrong_algorithm
  /// @par Lifetime  the key lives as long as the set
  [[nodiscard]] result<const verification_key*> find(algorithm wanted, std::optional<std::string_view> id) const;

  [[nodiscard]] std::size_t size() const noexcept { return keys_.size(); }
  [[nodiscard]] std::size_t passed_over() const noexcept { return passed_over_; }

 private:
  std::vector<verification_key> keys_;
  std::size_t passed_over_ = 0;
};

}  // namespace glasshell::relay::tokens
