#include "ssh/key_material.hpp"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/params.h>

#include <memory>

namespace glasshell::ssh {

namespace {

// OpenSSL's own limit for a modulus; larger numbers are refused before they cost time.
constexpr std::size_t number_limit_bytes = 16384 / 8 + 1;

struct bignum_deleter {
  void operator()(BIGNUM* number) const noexcept { BN_clear_free(number); }
};
using bignum = std::unique_ptr<BIGNUM, bignum_deleter>;
struct bignum_context_deleter {
  void operator()(BN_CTX* context) const noexcept { BN_CTX_free(context); }
};
struct builder_deleter {
  void operator()(OSSL_PARAM_BLD* builder) const noexcept { OSSL_PARAM_BLD_free(builder); }
};
using param_builder = std::unique_ptr<OSSL_PARAM_BLD, builder_deleter>;
struct params_deleter {
  void operator()(OSSL_PARAM* params) const noexcept { OSSL_PARAM_free(params); }
};
struct key_context_deleter {
  void operator()(EVP_PKEY_CTX* context) const noexcept { EVP_PKEY_CTX_free(context); }
};

bignum number_from(bytes_view big_endian) {
  if (big_endian.size() > number_limit_bytes) return nullptr;
  bignum number(BN_bin2bn(big_endian.data(), static_cast<int>(big_endian.size()), nullptr));
  // Kept out of the way of OpenSSL's variable-time code, and wiped with its copies.
  if (number) BN_set_flags(number.get(), BN_FLG_CONSTTIME);
  return number;
}

evp_key key_of(const char* kind, OSSL_PARAM_BLD* builder) {
  const std::unique_ptr<OSSL_PARAM, params_deleter> params(OSSL_PARAM_BLD_to_param(builder));
  const std::unique_ptr<EVP_PKEY_CTX, key_context_deleter> context(EVP_PKEY_CTX_new_from_name(nullptr, kind, nullptr));
  EVP_PKEY* key = nullptr;
  if (params && context && EVP_PKEY_fromdata_init(context.get()) == 1) {
    EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_KEYPAIR, params.get());
  }
  return evp_key(key);
}

/// d mod (p - 1), which lets OpenSSL use the Chinese remainder theorem: four times faster.
bignum reduced_exponent(const BIGNUM* exponent, const BIGNUM* prime) {
  const std::unique_ptr<BN_CTX, bignum_context_deleter> context(BN_CTX_secure_new());
  bignum reduced(BN_new());
  bignum less_one(BN_dup(prime));
  if (!context || !reduced || !less_one || BN_sub_word(less_one.get(), 1) != 1 ||
      BN_mod(reduced.get(), exponent, less_one.get(), context.get()) != 1) {
    return nullptr;
  }
  return reduced;
}

}  // namespace

evp_key ed25519_key(bytes_view seed) {
  return evp_key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed.data(), seed.size()));
}

evp_key ecdsa_key(std::string_view curve, bytes_view point, bytes_view scalar) {
  const char* name = curve == "nistp256"   ? "prime256v1"
                     : curve == "nistp384" ? "secp384r1"
                     : curve == "nistp521" ? "secp521r1"
                                           : nullptr;
  const bignum secret = number_from(scalar);
  const param_builder builder(OSSL_PARAM_BLD_new());
  if (name == nullptr || !secret || !builder ||
      OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, name, 0) != 1 ||
      OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()) != 1 ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_PRIV_KEY, secret.get()) != 1) {
    return nullptr;
  }
  return key_of("EC", builder.get());
}

evp_key rsa_key(const rsa_numbers& numbers) {
  const bignum n = number_from(numbers.modulus);
  const bignum e = number_from(numbers.public_exponent);
  const bignum d = number_from(numbers.private_exponent);
  const bignum p = number_from(numbers.prime_1);
  const bignum q = number_from(numbers.prime_2);
  const bignum inverse = number_from(numbers.coefficient);
  if (!n || !e || !d || !p || !q || !inverse || BN_is_zero(p.get()) || BN_is_zero(q.get())) return nullptr;
  const bignum d_p = reduced_exponent(d.get(), p.get());
  const bignum d_q = reduced_exponent(d.get(), q.get());
  const param_builder builder(OSSL_PARAM_BLD_new());
  const auto push = [&](const char* name, const bignum& number) {
    return number && OSSL_PARAM_BLD_push_BN(builder.get(), name, number.get()) == 1;
  };
  if (!builder || !push(OSSL_PKEY_PARAM_RSA_N, n) || !push(OSSL_PKEY_PARAM_RSA_E, e) ||
      !push(OSSL_PKEY_PARAM_RSA_D, d) || !push(OSSL_PKEY_PARAM_RSA_FACTOR1, p) ||
      !push(OSSL_PKEY_PARAM_RSA_FACTOR2, q) || !push(OSSL_PKEY_PARAM_RSA_EXPONENT1, d_p) ||
      !push(OSSL_PKEY_PARAM_RSA_EXPONENT2, d_q) || !push(OSSL_PKEY_PARAM_RSA_COEFFICIENT1, inverse)) {
    return nullptr;
  }
  return key_of("RSA", builder.get());
}

}  // namespace glasshell::ssh
