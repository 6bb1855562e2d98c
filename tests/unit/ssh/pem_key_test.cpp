// OpenSSL's formats: PKCS#8 (RFC 5958, RFC 8018, RFC 7914) and the traditional ones (RFC 1421 §4.6).
#include "ssh/pem_key.hpp"

#include "key_files.hpp"

#include <gtest/gtest.h>
#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>

#include <memory>
#include <string>

namespace glasshell::ssh {
namespace {

using test::key_file;
using test::key_passphrase;
using test::open_key;
using test::setback_of;

struct openssl_deleter {
  void operator()(BIO* stream) const noexcept { BIO_free(stream); }
  void operator()(X509_SIG* content) const noexcept { X509_SIG_free(content); }
  void operator()(X509_ALGOR* algorithm) const noexcept { X509_ALGOR_free(algorithm); }
  void operator()(PKCS8_PRIV_KEY_INFO* plain) const noexcept { PKCS8_PRIV_KEY_INFO_free(plain); }
};

std::string in_armour(X509_SIG* envelope) {
  const std::unique_ptr<BIO, openssl_deleter> out(BIO_new(BIO_s_mem()));
  EXPECT_EQ(PEM_write_bio_PKCS8(out.get(), envelope), 1);
  char* octets = nullptr;
  const long size = BIO_get_mem_data(out.get(), &octets);
  return {octets, static_cast<std::size_t>(size)};
}

/// The key of "ecdsa384.pkcs8", locked by an algorithm of the test's choice, which becomes a part of it.
std::string locked_by(X509_ALGOR* algorithm) {
  const std::string text = key_file("ecdsa384.pkcs8");
  const std::unique_ptr<BIO, openssl_deleter> in(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  const std::unique_ptr<PKCS8_PRIV_KEY_INFO, openssl_deleter> plain(
      PEM_read_bio_PKCS8_PRIV_KEY_INFO(in.get(), nullptr, nullptr, nullptr));
  const std::unique_ptr<X509_SIG, openssl_deleter> locked(
      PKCS8_set0_pbe(key_passphrase.data(), static_cast<int>(key_passphrase.size()), plain.get(), algorithm));
  EXPECT_NE(locked, nullptr);
  return in_armour(locked.get());
}

/// An envelope that names an algorithm, around octets that it never locked: for work that nobody wants to do, not even here.
std::string claimed_to_be_locked_by(X509_ALGOR* algorithm) {
  const std::unique_ptr<X509_ALGOR, openssl_deleter> owned(algorithm);
  const std::unique_ptr<X509_SIG, openssl_deleter> envelope(X509_SIG_new());
  X509_ALGOR* named = nullptr;
  ASN1_OCTET_STRING* content = nullptr;
  X509_SIG_getm(envelope.get(), &named, &content);
  EXPECT_EQ(X509_ALGOR_copy(named, owned.get()), 1);
  const bytes octets(64, 'x');
  EXPECT_EQ(ASN1_OCTET_STRING_set(content, octets.data(), static_cast<int>(octets.size())), 1);
  return in_armour(envelope.get());
}

TEST(pem_key, encrypted_by_a_scheme_that_is_out_of_date_says_so_even_with_the_right_passphrase) {
  EXPECT_EQ(setback_of(open_key(key_file("ecdsa256.pkcs8-pbes1"), key_passphrase)), setback::unsupported_key_cipher);
  EXPECT_EQ(setback_of(open_key(key_file("ecdsa256.pkcs8-pbes1"), "wrong")), setback::unsupported_key_cipher);
}

TEST(pem_key, encrypted_by_any_of_todays_schemes_opens) {
  for (const EVP_CIPHER* cipher : {EVP_aes_128_cbc(), EVP_aes_256_cbc(), EVP_des_ede3_cbc()}) {
    const std::string text = locked_by(PKCS5_pbe2_set(cipher, 1000, nullptr, 0));
    EXPECT_EQ(setback_of(open_key(text, key_passphrase)), setback::none) << EVP_CIPHER_get0_name(cipher);
    EXPECT_EQ(setback_of(open_key(text, "wrong")), setback::wrong_passphrase);
  }
}

TEST(pem_key, whose_passphrase_check_would_take_minutes_is_refused_at_once) {
  const auto outcome_of = [](X509_ALGOR* algorithm) {
    return setback_of(open_key(claimed_to_be_locked_by(algorithm), key_passphrase));
  };
  EXPECT_EQ(outcome_of(PKCS5_pbe2_set(EVP_aes_128_cbc(), 2048, nullptr, 0)), setback::wrong_passphrase);
  for (const int iterations : {10'000'001, 0x7fffffff}) {
    EXPECT_EQ(outcome_of(PKCS5_pbe2_set(EVP_aes_128_cbc(), iterations, nullptr, 0)), setback::unsupported_key_cipher);
  }
  const auto scrypt = [](std::uint64_t cost, std::uint64_t block, std::uint64_t lanes) {
    return PKCS5_pbe2_set_scrypt(EVP_aes_128_cbc(), nullptr, 0, nullptr, cost, block, lanes);
  };
  EXPECT_EQ(outcome_of(scrypt(1 << 10, 8, 1)), setback::wrong_passphrase);
  EXPECT_EQ(outcome_of(scrypt(1 << 14, 8, 64)), setback::unsupported_key_cipher);
}

TEST(pem_key, of_the_traditional_kind_names_an_encryption_that_we_cannot_read) {
  std::string text = key_file("rsa2048.pkcs1-locked");
  const std::size_t at = text.find("AES-128-CBC");
  ASSERT_NE(at, std::string::npos);
  for (const char* cipher : {"ROT-013-CBC", "AES-128-XYZ"}) {
    text.replace(at, 11, cipher);
    EXPECT_EQ(setback_of(open_key(text, key_passphrase)), setback::unsupported_key_cipher) << cipher;
  }
}

TEST(pem_key, of_one_kind_in_the_armour_of_another_is_damaged) {
  std::string text = key_file("ecdsa256.sec1");
  for (std::size_t at = 0; (at = text.find("EC PRIVATE", at)) != std::string::npos;) text.replace(at, 2, "RSA");
  EXPECT_EQ(setback_of(open_key(text)), setback::damaged_key);
}

}  // namespace
}  // namespace glasshell::ssh
