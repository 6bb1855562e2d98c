#include "ssh/pem_key.hpp"

#include <openssl/asn1.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

namespace glasshell::ssh {

namespace {

// OpenSSL writes 2,048 iterations, the careful ask for a million; more than these take seconds, in which nothing else
// runs: a hostile file may name 2^31.
constexpr long pbkdf2_iterations_limit = 10'000'000;
// N·r·p of scrypt, each unit 128 octets mixed; OpenSSL's default is 2^14 · 8 · 1 = 2^17. Its memory (N·r) OpenSSL bounds.
constexpr double scrypt_work_limit = 1 << 22;

template <auto Free>
struct deleter {
  template <class T>
  void operator()(T* object) const noexcept {
    Free(object);
  }
};
using signed_content = std::unique_ptr<X509_SIG, deleter<X509_SIG_free>>;
using plain_pkcs8 = std::unique_ptr<PKCS8_PRIV_KEY_INFO, deleter<PKCS8_PRIV_KEY_INFO_free>>;

const unsigned char* begin_of(const private_key_envelope& envelope) { return envelope.content.view().data(); }
long size_of(const private_key_envelope& envelope) { return static_cast<long>(envelope.content.size()); }

signed_content encrypted_content(const private_key_envelope& envelope) {
  const unsigned char* from = begin_of(envelope);
  return signed_content(d2i_X509_SIG(nullptr, &from, size_of(envelope)));
}

bool is_bounded(const ASN1_INTEGER* number, long limit) {
  const long value = number == nullptr ? -1 : ASN1_INTEGER_get(number);
  return value > 0 && value <= limit;
}

/// Whether deriving the key takes an acceptable time, by a function that we have.
std::optional<setback> check_key_derivation(const X509_ALGOR* function) {
  const int kind = OBJ_obj2nid(function->algorithm);
  if (kind == NID_id_pbkdf2) {
    const std::unique_ptr<PBKDF2PARAM, deleter<PBKDF2PARAM_free>> parameters(
        static_cast<PBKDF2PARAM*>(ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(PBKDF2PARAM), function->parameter)));
    if (!parameters) return setback::damaged_key;
    if (!is_bounded(parameters->iter, pbkdf2_iterations_limit)) return setback::unsupported_key_cipher;
    return std::nullopt;
  }
  if (kind == NID_id_scrypt) {
    const std::unique_ptr<SCRYPT_PARAMS, deleter<SCRYPT_PARAMS_free>> parameters(
        static_cast<SCRYPT_PARAMS*>(ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(SCRYPT_PARAMS), function->parameter)));
    if (!parameters) return setback::damaged_key;
    const double work = static_cast<double>(ASN1_INTEGER_get(parameters->costParameter)) *
                        static_cast<double>(ASN1_INTEGER_get(parameters->blockSize)) *
                        static_cast<double>(ASN1_INTEGER_get(parameters->parallelizationParameter));
    if (work < 1 || work > scrypt_work_limit) return setback::unsupported_key_cipher;
    return std::nullopt;
  }
  return setback::unsupported_key_cipher;
}

std::optional<setback> check_pkcs8_encryption(const private_key_envelope& envelope) {
  const signed_content content = encrypted_content(envelope);
  if (!content) return setback::damaged_key;
  const X509_ALGOR* algorithm = nullptr;
  X509_SIG_get0(content.get(), &algorithm, nullptr);
  if (OBJ_obj2nid(algorithm->algorithm) != NID_pbes2) return setback::unsupported_key_cipher;
  const std::unique_ptr<PBE2PARAM, deleter<PBE2PARAM_free>> parameters(
      static_cast<PBE2PARAM*>(ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(PBE2PARAM), algorithm->parameter)));
  if (!parameters) return setback::damaged_key;
  if (EVP_get_cipherbyobj(parameters->encryption->algorithm) == nullptr) return setback::unsupported_key_cipher;
  return check_key_derivation(parameters->keyfunc);
}

std::variant<private_key, setback> key_or(setback if_none, EVP_PKEY* raw) {
  evp_key key(raw);
  if (!key) return if_none;
  auto made = private_key::from(std::move(key));
  if (!made) return setback::unsupported_key_type;
  return std::move(*made);
}

std::variant<private_key, setback> open_encrypted_pkcs8(const private_key_envelope& envelope, bytes_view passphrase) {
  const signed_content content = encrypted_content(envelope);
  const std::string_view text = as_text_view(passphrase);
  const plain_pkcs8 plain(content ? PKCS8_decrypt(content.get(), text.data(), static_cast<int>(text.size())) : nullptr);
  // The encryption was seen to be one that we have, and it has no check of its own.
  if (!plain) return setback::wrong_passphrase;
  return key_or(setback::unsupported_key_type, EVP_PKCS82PKEY(plain.get()));
}

std::variant<private_key, setback> open_pkcs8(const private_key_envelope& envelope) {
  const unsigned char* from = begin_of(envelope);
  const plain_pkcs8 plain(d2i_PKCS8_PRIV_KEY_INFO(nullptr, &from, size_of(envelope)));
  if (!plain) return setback::damaged_key;
  return key_or(setback::unsupported_key_type, EVP_PKCS82PKEY(plain.get()));
}

int hand_over_passphrase(char* buffer, int size, int for_writing, void* passphrase) {
  static_cast<void>(for_writing);
  const bytes_view given = *static_cast<const bytes_view*>(passphrase);
  if (given.size() > static_cast<std::size_t>(size)) return -1;
  std::copy(given.begin(), given.end(), buffer);
  return static_cast<int>(given.size());
}

/// @param envelope  its header may be cut up by OpenSSL, so it gets a copy
bool read_cipher(const private_key_envelope& envelope, EVP_CIPHER_INFO& cipher) {
  std::string header = envelope.dek_info;
  return PEM_get_EVP_CIPHER_INFO(header.data(), &cipher) == 1;
}

std::variant<private_key, setback> open_traditional(const private_key_envelope& envelope, bytes_view passphrase) {
  secret_bytes content(envelope.content.view());
  long size = static_cast<long>(content.size());
  if (envelope.encrypted) {
    EVP_CIPHER_INFO cipher{};
    if (!read_cipher(envelope, cipher)) return setback::unsupported_key_cipher;
    if (PEM_do_header(&cipher, content.span().data(), &size, hand_over_passphrase, &passphrase) != 1) {
      return setback::wrong_passphrase;
    }
  }
  const int kind = envelope.kind == private_key_envelope::format::rsa ? EVP_PKEY_RSA : EVP_PKEY_EC;
  const unsigned char* from = content.view().data();
  return key_or(envelope.encrypted ? setback::wrong_passphrase : setback::damaged_key,
                d2i_PrivateKey(kind, nullptr, &from, size));
}

}  // namespace

std::optional<setback> check_pem_envelope(const private_key_envelope& envelope) {
  switch (envelope.kind) {
    case private_key_envelope::format::encrypted_pkcs8:
      return check_pkcs8_encryption(envelope);
    case private_key_envelope::format::rsa:
    case private_key_envelope::format::ec: {
      EVP_CIPHER_INFO cipher{};
      if (envelope.encrypted && !read_cipher(envelope, cipher)) return setback::unsupported_key_cipher;
      return std::nullopt;
    }
    case private_key_envelope::format::pkcs8:
    case private_key_envelope::format::openssh:
      break;
  }
  return std::nullopt;
}

std::variant<private_key, setback> open_pem_key(const private_key_envelope& envelope, bytes_view passphrase) {
  switch (envelope.kind) {
    case private_key_envelope::format::encrypted_pkcs8:
      return open_encrypted_pkcs8(envelope, passphrase);
    case private_key_envelope::format::pkcs8:
      return open_pkcs8(envelope);
    case private_key_envelope::format::rsa:
    case private_key_envelope::format::ec:
      return open_traditional(envelope, passphrase);
    case private_key_envelope::format::openssh:
      break;
  }
  return setback::damaged_key;
}

}  // namespace glasshell::ssh
