#include "relay/tokens/verification_key.hpp"

#include "relay/tokens/errc.hpp"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/param_build.h>
#include <openssl/x509.h>

#include <array>
#include <new>
#include <utility>

namespace glasshell::relay::tokens {

namespace {

template <auto Free>
struct deleter {
  template <class T>
  void operator()(T* object) const noexcept {
    Free(object);
  }
};
using bignum = std::unique_ptr<BIGNUM, deleter<BN_free>>;
using key_context = std::unique_ptr<EVP_PKEY_CTX, deleter<EVP_PKEY_CTX_free>>;
using digest_context = std::unique_ptr<EVP_MD_CTX, deleter<EVP_MD_CTX_free>>;
using param_builder = std::unique_ptr<OSSL_PARAM_BLD, deleter<OSSL_PARAM_BLD_free>>;
using params = std::unique_ptr<OSSL_PARAM, deleter<OSSL_PARAM_free>>;
using ecdsa_signature = std::unique_ptr<ECDSA_SIG, deleter<ECDSA_SIG_free>>;

constexpr std::size_t coordinate_bytes = 32;
constexpr std::size_t ed25519_bytes = 32;
constexpr std::size_t hash_bytes = 32;
constexpr int least_rsa_bits = 2048;  // RFC 7518 §3.3
constexpr int most_rsa_bits = 8192;   // a larger one costs milliseconds for each token
constexpr std::size_t most_exponent_bytes = 4;
constexpr std::size_t most_der_bytes = 4096;

bignum number_from(bytes_view big_endian) {
  return bignum(BN_bin2bn(big_endian.data(), static_cast<int>(big_endian.size()), nullptr));
}

EVP_PKEY* key_from(const char* kind, OSSL_PARAM_BLD* fields) {
  const params list(OSSL_PARAM_BLD_to_param(fields));
  const key_context context(EVP_PKEY_CTX_new_from_name(nullptr, kind, nullptr));
  EVP_PKEY* key = nullptr;
  if (!list || !context || EVP_PKEY_fromdata_init(context.get()) <= 0 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, list.get()) <= 0) {
    return nullptr;
  }
  return key;
}

bool is_p256(const EVP_PKEY* key) {
  std::array<char, 32> group{};
  std::size_t size = 0;
  return EVP_PKEY_get_group_name(key, group.data(), group.size(), &size) == 1 &&
         std::string_view(group.data(), size) == SN_X9_62_prime256v1;
}

bool is_good_rsa(const EVP_PKEY* key) {
  const int bits = EVP_PKEY_get_bits(key);
  if (bits < least_rsa_bits || bits > most_rsa_bits) return false;
  BIGNUM* number = nullptr;
  if (EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_E, &number) != 1) return false;
  const bignum exponent(number);
  // With an exponent of 1 anything is its own signature.
  return BN_is_odd(exponent.get()) == 1 && BN_is_one(exponent.get()) == 0 &&
         BN_num_bytes(exponent.get()) <= static_cast<int>(most_exponent_bytes);
}

/// RFC 7518 §3.4 has both numbers one after the other; OpenSSL takes them as ASN.1.
std::optional<bytes> as_asn1(bytes_view signature) {
  if (signature.size() != 2 * coordinate_bytes) return std::nullopt;
  const ecdsa_signature numbers(ECDSA_SIG_new());
  bignum r = number_from(signature.first(coordinate_bytes));
  bignum s = number_from(signature.last(coordinate_bytes));
  if (!numbers || !r || !s || ECDSA_SIG_set0(numbers.get(), r.get(), s.get()) != 1) return std::nullopt;
  (void)r.release();  // the signature's own now
  (void)s.release();
  unsigned char* octets = nullptr;
  const int size = i2d_ECDSA_SIG(numbers.get(), &octets);
  if (size <= 0) return std::nullopt;
  bytes encoded(octets, octets + size);
  OPENSSL_free(octets);
  return encoded;
}

bool looks_like_a_key(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  return text.find("-----BEGIN ") != std::string_view::npos || (first != std::string_view::npos && text[first] == '{');
}

}  // namespace

const char* name_of(algorithm value) noexcept {
  switch (value) {
    case algorithm::eddsa:
      return "EdDSA";
    case algorithm::es256:
      return "ES256";
    case algorithm::rs256:
      return "RS256";
    case algorithm::hs256:
      return "HS256";
  }
  return "";
}

std::optional<algorithm> algorithm_named(std::string_view name) noexcept {
  for (const auto each : {algorithm::eddsa, algorithm::es256, algorithm::rs256, algorithm::hs256}) {
    if (name == name_of(each)) return each;
  }
  if (name == "Ed25519") return algorithm::eddsa;  // RFC 9864 §2.2
  return std::nullopt;
}

void verification_key::free_key::operator()(evp_pkey_st* key) const noexcept { EVP_PKEY_free(key); }

std::optional<verification_key> verification_key::of(public_key key) {
  ERR_clear_error();
  if (!key) return std::nullopt;
  const auto its_algorithm = [&]() -> std::optional<tokens::algorithm> {
    const int kind = EVP_PKEY_get_base_id(key.get());
    if (kind == EVP_PKEY_ED25519) return algorithm::eddsa;
    if (kind == EVP_PKEY_EC && is_p256(key.get())) return algorithm::es256;
    if (kind == EVP_PKEY_RSA && is_good_rsa(key.get())) return algorithm::rs256;
    return std::nullopt;
  }();
  if (!its_algorithm) return std::nullopt;
  verification_key made(*its_algorithm);
  made.key_ = std::move(key);
  return made;
}

std::optional<verification_key> verification_key::ed25519(bytes_view point) {
  if (point.size() != ed25519_bytes) return std::nullopt;
  return of(public_key(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, point.data(), point.size())));
}

std::optional<verification_key> verification_key::p256(bytes_view x, bytes_view y) {
  if (x.size() != coordinate_bytes || y.size() != coordinate_bytes) return std::nullopt;
  bytes point = {0x04};  // uncompressed, SEC 1 §2.3.3
  point.insert(point.end(), x.begin(), x.end());
  point.insert(point.end(), y.begin(), y.end());
  const param_builder fields(OSSL_PARAM_BLD_new());
  if (!fields ||
      OSSL_PARAM_BLD_push_utf8_string(fields.get(), OSSL_PKEY_PARAM_GROUP_NAME, SN_X9_62_prime256v1, 0) != 1 ||
      OSSL_PARAM_BLD_push_octet_string(fields.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()) != 1) {
    return std::nullopt;
  }
  return of(public_key(key_from("EC", fields.get())));
}

std::optional<verification_key> verification_key::rsa(bytes_view modulus, bytes_view exponent) {
  if (modulus.size() > most_rsa_bits / 8 || exponent.size() > most_exponent_bytes) return std::nullopt;
  const bignum n = number_from(modulus);
  const bignum e = number_from(exponent);
  const param_builder fields(OSSL_PARAM_BLD_new());
  if (!n || !e || !fields || OSSL_PARAM_BLD_push_BN(fields.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) != 1 ||
      OSSL_PARAM_BLD_push_BN(fields.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) != 1) {
    return std::nullopt;
  }
  return of(public_key(key_from("RSA", fields.get())));
}

std::optional<verification_key> verification_key::public_key_info(bytes_view der) {
  if (der.size() > most_der_bytes) return std::nullopt;
  const unsigned char* from = der.data();
  public_key key(d2i_PUBKEY(nullptr, &from, static_cast<long>(der.size())));
  if (!key || from != der.data() + der.size()) key.reset();
  return of(std::move(key));
}

result<verification_key> verification_key::hmac_secret(secret_bytes secret) {
  if (looks_like_a_key(secret.text())) return errc::secret_is_a_key;
  if (secret.size() < least_secret_bytes) return errc::short_secret;
  verification_key made(tokens::algorithm::hs256);
  made.secret_ = std::move(secret);
  return made;
}

bool verification_key::verifies(std::string_view signed_text, bytes_view signature) const {
  const bytes_view text = as_bytes_view(signed_text);
  std::optional<bytes> encoded;
  switch (algorithm_) {
    case algorithm::hs256: {
      std::array<std::uint8_t, hash_bytes> expected{};
      if (HMAC(EVP_sha256(), secret_.view().data(), static_cast<int>(secret_.size()), text.data(), text.size(),
               expected.data(), nullptr) == nullptr) {
        throw std::bad_alloc();
      }
      return equal_in_constant_time(expected, signature);
    }
    case algorithm::es256:
      encoded = as_asn1(signature);
      if (!encoded) return false;
      signature = *encoded;
      break;
    case algorithm::eddsa:
    case algorithm::rs256:
      break;
  }
  const EVP_MD* hash = algorithm_ == algorithm::eddsa ? nullptr : EVP_sha256();
  const digest_context context(EVP_MD_CTX_new());
  const bool is_good =
      context && EVP_DigestVerifyInit(context.get(), nullptr, hash, nullptr, key_.get()) == 1 &&
      EVP_DigestVerify(context.get(), signature.data(), signature.size(), text.data(), text.size()) == 1;
  ERR_clear_error();  // a signature that is wrong is none of this thread's errors
  return is_good;
}

}  // namespace glasshell::relay::tokens
