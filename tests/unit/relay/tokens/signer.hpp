// A backend of the tests' own: signs whatever it is given, in order or not.
#pragma once

#include "base/bytes.hpp"
#include "relay/tokens/key_set.hpp"

#include <memory>
#include <string>
#include <string_view>

struct evp_pkey_st;

namespace glasshell::relay::tokens {

std::string base64url(std::string_view octets);

class signer {
 public:
  static signer ed25519();
  static signer ec(const char* curve);
  static signer rsa(unsigned bits);
  /// HS256, with any octets as the secret.
  static signer hmac(std::string_view secret);

  /// The two parts as they are, signed as this key signs.
  [[nodiscard]] std::string token(std::string_view header, std::string_view payload) const;
  [[nodiscard]] std::string signature(std::string_view signed_text) const;

  [[nodiscard]] std::string public_pem() const;
  [[nodiscard]] std::string private_pem() const;
  /// As JSON, with other members behind its own: R"(, "kid": "1")".
  [[nodiscard]] std::string jwk(std::string_view more = {}) const;

 private:
  struct free_key {
    void operator()(evp_pkey_st* key) const noexcept;
  };
  std::shared_ptr<evp_pkey_st> key_;
  std::string secret_;
};

/// {"keys": […]}
std::string jwk_set(const std::initializer_list<std::string>& keys);

}  // namespace glasshell::relay::tokens
