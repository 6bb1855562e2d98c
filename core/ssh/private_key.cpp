#include "ssh/private_key.hpp"

#include "base/wire.hpp"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <array>
#include <utility>

namespace glasshell::ssh {

namespace {

struct bignum_deleter {
  void operator()(BIGNUM* number) const noexcept { BN_clear_free(number); }
};
using bignum = std::unique_ptr<BIGNUM, bignum_deleter>;
struct signature_deleter {
  void operator()(ECDSA_SIG* signature) const noexcept { ECDSA_SIG_free(signature); }
};
struct context_deleter {
  void operator()(EVP_MD_CTX* context) const noexcept { EVP_MD_CTX_free(context); }
};

struct curve {
  std::string_view openssl_name;
  std::string_view ssh_name;
  std::string_view type;
};
constexpr std::array<curve, 3> curves = {{{"prime256v1", "nistp256", "ecdsa-sha2-nistp256"},
                                          {"secp384r1", "nistp384", "ecdsa-sha2-nistp384"},
                                          {"secp521r1", "nistp521", "ecdsa-sha2-nistp521"}}};
constexpr std::size_t ed25519_bytes = 32;

/// An mpint (RFC 4251 §5): a zero octet in front keeps it positive.
void append_integer(bytes& out, const BIGNUM* number) {
  bytes octets(static_cast<std::size_t>(BN_num_bytes(number)));
  BN_bn2bin(number, octets.data());
  const bool negative_looking = !octets.empty() && (octets.front() & 0x80) != 0;
  wire_writer to(out);
  to.u32(static_cast<std::uint32_t>(octets.size() + (negative_looking ? 1 : 0)));
  if (negative_looking) to.u8(0);
  to.raw(octets);
}

bignum number_of(const EVP_PKEY* key, const char* name) {
  BIGNUM* number = nullptr;
  EVP_PKEY_get_bn_param(key, name, &number);
  return bignum(number);
}

bytes ed25519_blob(const EVP_PKEY* key) {
  bytes blob;
  bytes point(ed25519_bytes);
  std::size_t size = point.size();
  if (EVP_PKEY_get_raw_public_key(key, point.data(), &size) != 1) return blob;
  wire_writer(blob).string32("ssh-ed25519").string32(point);
  return blob;
}

bytes rsa_blob(const EVP_PKEY* key) {
  bytes blob;
  const bignum exponent = number_of(key, OSSL_PKEY_PARAM_RSA_E);
  const bignum modulus = number_of(key, OSSL_PKEY_PARAM_RSA_N);
  if (!exponent || !modulus) return blob;
  wire_writer(blob).string32("ssh-rsa");
  append_integer(blob, exponent.get());
  append_integer(blob, modulus.get());
  return blob;
}

/// @return the curve and the blob; the blob is empty if the curve is not one of SSH's
std::pair<const curve*, bytes> ecdsa_blob(const EVP_PKEY* key) {
  std::array<char, 64> name{};
  std::size_t size = 0;
  if (EVP_PKEY_get_group_name(key, name.data(), name.size(), &size) != 1) return {};
  for (const curve& one : curves) {
    if (one.openssl_name != name.data()) continue;
    const bignum x = number_of(key, OSSL_PKEY_PARAM_EC_PUB_X);
    const bignum y = number_of(key, OSSL_PKEY_PARAM_EC_PUB_Y);
    if (!x || !y) return {};
    const int coordinate_bytes = (EVP_PKEY_get_bits(key) + 7) / 8;
    bytes point(1 + 2 * static_cast<std::size_t>(coordinate_bytes));
    point[0] = POINT_CONVERSION_UNCOMPRESSED;
    if (BN_bn2binpad(x.get(), &point[1], coordinate_bytes) < 0) return {};
    if (BN_bn2binpad(y.get(), &point[1 + static_cast<std::size_t>(coordinate_bytes)], coordinate_bytes) < 0) return {};
    bytes blob;
    wire_writer(blob).string32(one.type).string32(one.ssh_name).string32(point);
    return {&one, std::move(blob)};
  }
  return {};
}

const EVP_MD* digest_of(std::string_view algorithm) {
  if (algorithm == "rsa-sha2-256" || algorithm == "ecdsa-sha2-nistp256") return EVP_sha256();
  if (algorithm == "ecdsa-sha2-nistp384") return EVP_sha384();
  if (algorithm == "rsa-sha2-512" || algorithm == "ecdsa-sha2-nistp521") return EVP_sha512();
  return nullptr;  // Ed25519 hashes by itself
}

/// RFC 5656 §3.1.2: two mpints instead of OpenSSL's DER.
bytes ecdsa_for_wire(bytes_view der) {
  const unsigned char* from = der.data();
  const std::unique_ptr<ECDSA_SIG, signature_deleter> pair(
      d2i_ECDSA_SIG(nullptr, &from, static_cast<long>(der.size())));
  bytes octets;
  if (!pair) return octets;
  append_integer(octets, ECDSA_SIG_get0_r(pair.get()));
  append_integer(octets, ECDSA_SIG_get0_s(pair.get()));
  return octets;
}

}  // namespace

void evp_key_deleter::operator()(EVP_PKEY* key) const noexcept { EVP_PKEY_free(key); }

private_key::private_key(evp_key key, std::string type, bytes public_blob)
    : key_(std::move(key)), type_(std::move(type)), public_blob_(std::move(public_blob)) {}

std::optional<private_key> private_key::from(evp_key key) {
  std::string type;
  bytes blob;
  if (EVP_PKEY_is_a(key.get(), "ED25519") == 1) {
    type = "ssh-ed25519";
    blob = ed25519_blob(key.get());
  } else if (EVP_PKEY_is_a(key.get(), "RSA") == 1) {
    type = "ssh-rsa";
    blob = rsa_blob(key.get());
  } else if (EVP_PKEY_is_a(key.get(), "EC") == 1) {
    auto [of_curve, made] = ecdsa_blob(key.get());
    if (of_curve != nullptr) type = of_curve->type;
    blob = std::move(made);
  }
  if (blob.empty()) return std::nullopt;
  return private_key(std::move(key), std::move(type), std::move(blob));
}

bytes private_key::sign(std::string_view algorithm, bytes_view data) const {
  const std::unique_ptr<EVP_MD_CTX, context_deleter> context(EVP_MD_CTX_new());
  std::size_t size = 0;
  if (!context || EVP_DigestSignInit(context.get(), nullptr, digest_of(algorithm), nullptr, key_.get()) != 1 ||
      EVP_DigestSign(context.get(), nullptr, &size, data.data(), data.size()) != 1) {
    return {};
  }
  bytes octets(size);
  if (EVP_DigestSign(context.get(), octets.data(), &size, data.data(), data.size()) != 1) return {};
  octets.resize(size);
  if (type_.starts_with("ecdsa-")) octets = ecdsa_for_wire(octets);
  bytes signature;
  if (!octets.empty()) wire_writer(signature).string32(algorithm).string32(octets);
  return signature;
}

}  // namespace glasshell::ssh
