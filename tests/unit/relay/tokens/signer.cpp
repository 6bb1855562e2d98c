#include "signer.hpp"

#include "relay/strict/base64url.hpp"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>

#include <array>
#include <stdexcept>

namespace glasshell::relay::tokens {

namespace {

struct bio_deleter {
  void operator()(BIO* file) const noexcept { BIO_free_all(file); }
};
using bio = std::unique_ptr<BIO, bio_deleter>;

std::string text_of(BIO* file) {
  char* start = nullptr;
  const long size = BIO_get_mem_data(file, &start);
  return {start, static_cast<std::size_t>(size)};
}

std::string number(const EVP_PKEY* key, const char* name, std::size_t size = 0) {
  BIGNUM* value = nullptr;
  if (EVP_PKEY_get_bn_param(key, name, &value) != 1) throw std::runtime_error(name);
  std::string octets(size == 0 ? static_cast<std::size_t>(BN_num_bytes(value)) : size, '\0');
  BN_bn2binpad(value, reinterpret_cast<unsigned char*>(octets.data()), static_cast<int>(octets.size()));
  BN_free(value);
  return base64url(octets);
}

/// From ASN.1 to both numbers one after the other.
std::string as_jose(const std::string& der) {
  const auto* from = reinterpret_cast<const unsigned char*>(der.data());
  ECDSA_SIG* numbers = d2i_ECDSA_SIG(nullptr, &from, static_cast<long>(der.size()));
  std::string octets(64, '\0');
  auto* to = reinterpret_cast<unsigned char*>(octets.data());
  BN_bn2binpad(ECDSA_SIG_get0_r(numbers), to, 32);
  BN_bn2binpad(ECDSA_SIG_get0_s(numbers), to + 32, 32);
  ECDSA_SIG_free(numbers);
  return octets;
}

}  // namespace

std::string base64url(std::string_view octets) { return strict::base64url_encoded(as_bytes_view(octets)); }

void signer::free_key::operator()(evp_pkey_st* key) const noexcept { EVP_PKEY_free(key); }

signer signer::ed25519() {
  signer made;
  made.key_ = {EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"), free_key()};
  return made;
}

signer signer::ec(const char* curve) {
  signer made;
  made.key_ = {EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", curve), free_key()};
  return made;
}

signer signer::rsa(unsigned bits) {
  signer made;
  made.key_ = {EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t{bits}), free_key()};
  return made;
}

signer signer::hmac(std::string_view secret) {
  signer made;
  made.secret_ = secret;
  return made;
}

std::string signer::signature(std::string_view signed_text) const {
  const auto* text = reinterpret_cast<const unsigned char*>(signed_text.data());
  if (!key_) {
    std::array<unsigned char, 32> code{};
    HMAC(EVP_sha256(), secret_.data(), static_cast<int>(secret_.size()), text, signed_text.size(), code.data(),
         nullptr);
    return {reinterpret_cast<const char*>(code.data()), code.size()};
  }
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  const bool hashes_itself = EVP_PKEY_get_base_id(key_.get()) == EVP_PKEY_ED25519;
  EVP_DigestSignInit(context, nullptr, hashes_itself ? nullptr : EVP_sha256(), nullptr, key_.get());
  std::size_t size = 0;
  EVP_DigestSign(context, nullptr, &size, text, signed_text.size());
  std::string made(size, '\0');
  EVP_DigestSign(context, reinterpret_cast<unsigned char*>(made.data()), &size, text, signed_text.size());
  EVP_MD_CTX_free(context);
  made.resize(size);
  return EVP_PKEY_get_base_id(key_.get()) == EVP_PKEY_EC ? as_jose(made) : made;
}

std::string signer::token(std::string_view header, std::string_view payload) const {
  const std::string signed_text = base64url(header) + "." + base64url(payload);
  return signed_text + "." + base64url(signature(signed_text));
}

std::string signer::public_pem() const {
  const bio file(BIO_new(BIO_s_mem()));
  PEM_write_bio_PUBKEY(file.get(), key_.get());
  return text_of(file.get());
}

std::string signer::private_pem() const {
  const bio file(BIO_new(BIO_s_mem()));
  PEM_write_bio_PrivateKey(file.get(), key_.get(), nullptr, nullptr, 0, nullptr, nullptr);
  return text_of(file.get());
}

std::string signer::jwk(std::string_view more) const {
  std::string members;
  const auto member = [&](const char* name, const std::string& value) {
    members += std::string(members.empty() ? "" : ", ") + '"' + name + R"(": ")" + value + '"';
  };
  switch (EVP_PKEY_get_base_id(key_.get())) {
    case EVP_PKEY_ED25519: {
      std::string point(32, '\0');
      std::size_t size = point.size();
      EVP_PKEY_get_raw_public_key(key_.get(), reinterpret_cast<unsigned char*>(point.data()), &size);
      member("kty", "OKP");
      member("crv", "Ed25519");
      member("x", base64url(point));
      break;
    }
    case EVP_PKEY_EC:
      member("kty", "EC");
      member("crv", "P-256");
      member("x", number(key_.get(), OSSL_PKEY_PARAM_EC_PUB_X, 32));
      member("y", number(key_.get(), OSSL_PKEY_PARAM_EC_PUB_Y, 32));
      break;
    default:
      member("kty", "RSA");
      member("n", number(key_.get(), OSSL_PKEY_PARAM_RSA_N));
      member("e", number(key_.get(), OSSL_PKEY_PARAM_RSA_E));
  }
  return "{" + members + std::string(more) + "}";
}

std::string jwk_set(const std::initializer_list<std::string>& keys) {
  std::string list;
  for (const std::string& key : keys) list += (list.empty() ? "" : ", ") + key;
  return R"({"keys": [)" + list + "]}";
}

}  // namespace glasshell::relay::tokens
