// Every format in keys/ opens to the key that it holds, and what it signs is verified by OpenSSL alone.
#include "ssh/private_key.hpp"

#include "key_files.hpp"

#include "base/wire.hpp"
#include "ssh/host_key.hpp"
#include "ssh/key_material.hpp"

#include <gtest/gtest.h>
#include <openssl/bio.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <algorithm>
#include <cctype>
#include <memory>
#include <string>

namespace glasshell::ssh {
namespace {

using test::key_file;
using test::key_passphrase;
using test::open_key;
using test::setback_of;

struct file {
  const char* name;
  const char* key;  ///< whose fingerprint it has
  const char* type;
  bool locked = false;
};
void PrintTo(const file& one, std::ostream* out) { *out << one.name; }

constexpr const char* ecdsa256 = "ecdsa-sha2-nistp256";
const file files[] = {
    {"ed25519", "ed25519", "ssh-ed25519"},
    {"ecdsa256", "ecdsa256", ecdsa256},
    {"ecdsa384", "ecdsa384", "ecdsa-sha2-nistp384"},
    {"ecdsa521", "ecdsa521", "ecdsa-sha2-nistp521"},
    {"rsa2048", "rsa2048", "ssh-rsa"},
    {"ed25519.aes128-ctr", "ed25519", "ssh-ed25519", true},
    {"ed25519.aes192-ctr", "ed25519", "ssh-ed25519", true},
    {"ed25519.aes256-ctr", "ed25519", "ssh-ed25519", true},
    {"ed25519.aes128-cbc", "ed25519", "ssh-ed25519", true},
    {"ed25519.aes192-cbc", "ed25519", "ssh-ed25519", true},
    {"ed25519.aes256-cbc", "ed25519", "ssh-ed25519", true},
    {"ed25519.3des-cbc", "ed25519", "ssh-ed25519", true},
    {"ed25519.aes128-gcm", "ed25519", "ssh-ed25519", true},
    {"ed25519.aes256-gcm", "ed25519", "ssh-ed25519", true},
    {"ecdsa521.aes256-ctr", "ecdsa521", "ecdsa-sha2-nistp521", true},
    {"rsa2048.aes256-ctr", "rsa2048", "ssh-rsa", true},
    {"ed25519-openssl.pkcs8", "ed25519-openssl", "ssh-ed25519"},
    {"ed25519-openssl.pkcs8-locked", "ed25519-openssl", "ssh-ed25519", true},
    {"ecdsa384.pkcs8", "ecdsa384", "ecdsa-sha2-nistp384"},
    {"ecdsa256.pkcs8-locked", "ecdsa256", ecdsa256, true},
    {"ecdsa256.pkcs8-scrypt", "ecdsa256", ecdsa256, true},
    {"ecdsa256.sec1", "ecdsa256", ecdsa256},
    {"ecdsa256.sec1-with-parameters", "ecdsa256", ecdsa256},
    {"ecdsa256.sec1-locked", "ecdsa256", ecdsa256, true},
    {"ecdsa521.sec1", "ecdsa521", "ecdsa-sha2-nistp521"},
    {"rsa2048.pkcs1", "rsa2048", "ssh-rsa"},
    {"rsa2048.pkcs1-locked", "rsa2048", "ssh-rsa", true},
    {"rsa2048.pkcs8", "rsa2048", "ssh-rsa"},
    {"rsa2048.pkcs8-locked", "rsa2048", "ssh-rsa", true},
};

class key_in : public testing::TestWithParam<file> {};

TEST_P(key_in, this_file_opens_and_has_the_fingerprint_that_ssh_keygen_prints) {
  const auto opened = open_key(key_file(GetParam().name), GetParam().locked ? key_passphrase : "");
  ASSERT_EQ(setback_of(opened), setback::none);
  const auto& key = std::get<private_key>(opened);
  EXPECT_EQ(key.type(), GetParam().type);
  EXPECT_EQ(key.public_blob(), test::public_blob(std::string(GetParam().key) + ".pub"));
  const host_key described = describe_host_key(key.public_blob());
  EXPECT_EQ(std::to_string(described.bits) + " " + described.fingerprint,
            test::ssh_keygen_fingerprints().at(GetParam().key));
}

TEST_P(key_in, this_file_needs_its_passphrase_and_no_other) {
  const std::string text = key_file(GetParam().name);
  const auto envelope = test::envelope_of(text);
  ASSERT_EQ(setback_of(envelope), setback::none);
  EXPECT_EQ(std::get<private_key_envelope>(envelope).encrypted, GetParam().locked);
  for (const std::string& wrong :
       {std::string("wrong"), std::string("Phrase"), std::string("phrase "), std::string(), std::string(2000, 'x')}) {
    EXPECT_EQ(setback_of(open_key(text, wrong)), GetParam().locked ? setback::wrong_passphrase : setback::none)
        << wrong;
  }
}

std::string test_name(const testing::TestParamInfo<file>& one) {
  std::string name = one.param.name;
  for (char& letter : name) letter = std::isalnum(static_cast<unsigned char>(letter)) != 0 ? letter : '_';
  return name;
}
INSTANTIATE_TEST_SUITE_P(files, key_in, testing::ValuesIn(files), test_name);

// ---- signatures -----------------------------------------------------------------------------------------------------

struct openssl_deleter {
  void operator()(BIO* stream) const noexcept { BIO_free(stream); }
  void operator()(EVP_MD_CTX* context) const noexcept { EVP_MD_CTX_free(context); }
  void operator()(ECDSA_SIG* pair) const noexcept { ECDSA_SIG_free(pair); }
};

evp_key read_by_openssl(const std::string& name) {
  const std::string text = key_file(name);
  const std::unique_ptr<BIO, openssl_deleter> stream(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  return evp_key(PEM_read_bio_PrivateKey(stream.get(), nullptr, nullptr, nullptr));
}

/// RFC 5656 §3.1.2 back into what OpenSSL wants.
bytes der_of(bytes_view two_integers) {
  wire_reader reader(two_integers);
  const bytes_view r = reader.string32();
  const bytes_view s = reader.string32();
  EXPECT_TRUE(reader.complete());
  EXPECT_LT(r.front(), 0x80) << "an mpint that is not negative";
  EXPECT_LT(s.front(), 0x80);
  const std::unique_ptr<ECDSA_SIG, openssl_deleter> pair(ECDSA_SIG_new());
  ECDSA_SIG_set0(pair.get(), BN_bin2bn(r.data(), static_cast<int>(r.size()), nullptr),
                 BN_bin2bn(s.data(), static_cast<int>(s.size()), nullptr));
  unsigned char* der = nullptr;
  const int size = i2d_ECDSA_SIG(pair.get(), &der);
  bytes octets(der, der + size);
  OPENSSL_free(der);
  return octets;
}

struct signer {
  const char* file;
  const char* algorithm;
  const EVP_MD* (*digest)();
};
void PrintTo(const signer& one, std::ostream* out) { *out << one.algorithm; }
class signature_by : public testing::TestWithParam<signer> {};

TEST_P(signature_by, this_key_is_verified_by_openssl) {
  const auto [name, algorithm, digest] = GetParam();
  const auto key = std::get<private_key>(open_key(key_file(name)));
  const evp_key theirs = read_by_openssl(name);
  ASSERT_NE(theirs, nullptr);
  for (int i = 0; i < 20; ++i) {  // so that ECDSA's integers come with and without a zero in front
    const bytes data(static_cast<std::size_t>(i), 'd');
    const bytes signature = key.sign(algorithm, data);
    wire_reader reader(signature);
    EXPECT_EQ(as_text_view(reader.string32()), algorithm);
    const bytes_view raw = reader.string32();
    EXPECT_TRUE(reader.complete());
    const bytes octets = key.type().starts_with("ecdsa") ? der_of(raw) : bytes(raw.begin(), raw.end());
    const std::unique_ptr<EVP_MD_CTX, openssl_deleter> context(EVP_MD_CTX_new());
    ASSERT_EQ(EVP_DigestVerifyInit(context.get(), nullptr, digest(), nullptr, theirs.get()), 1);
    EXPECT_EQ(EVP_DigestVerify(context.get(), octets.data(), octets.size(), data.data(), data.size()), 1);
  }
}

const EVP_MD* no_digest() { return nullptr; }
INSTANTIATE_TEST_SUITE_P(each, signature_by,
                         testing::Values(signer{"ed25519-openssl.pkcs8", "ssh-ed25519", no_digest},
                                         signer{"ecdsa256.sec1", ecdsa256, EVP_sha256},
                                         signer{"ecdsa384.pkcs8", "ecdsa-sha2-nistp384", EVP_sha384},
                                         signer{"ecdsa521.sec1", "ecdsa-sha2-nistp521", EVP_sha512},
                                         signer{"rsa2048.pkcs1", "rsa-sha2-256", EVP_sha256},
                                         signer{"rsa2048.pkcs1", "rsa-sha2-512", EVP_sha512}),
                         [](const auto& one) {
                           std::string name = one.param.algorithm;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

/// RFC 8032 §7.1, TEST 1.
TEST(private_key, of_ed25519_signs_the_vector_of_the_rfc) {
  const bytes seed = {0x9d, 0x61, 0xb1, 0x9d, 0xef, 0xfd, 0x5a, 0x60, 0xba, 0x84, 0x4a, 0xf4, 0x92, 0xec, 0x2c, 0xc4,
                      0x44, 0x49, 0xc5, 0x69, 0x7b, 0x32, 0x69, 0x19, 0x70, 0x3b, 0xac, 0x03, 0x1c, 0xae, 0x7f, 0x60};
  auto key = private_key::from(ed25519_key(seed));
  ASSERT_TRUE(key.has_value());
  const bytes signature = key->sign("ssh-ed25519", {});
  wire_reader reader(signature);
  reader.string32();
  const bytes_view raw = reader.string32();
  ASSERT_EQ(raw.size(), 64U);
  EXPECT_EQ(bytes(raw.begin(), raw.begin() + 4), (bytes{0xe5, 0x56, 0x43, 0x00}));
  EXPECT_EQ(bytes(raw.end() - 4, raw.end()), (bytes{0x8e, 0x7a, 0x10, 0x0b}));
}

TEST(private_key, is_not_made_of_numbers_that_are_no_key) {
  EXPECT_EQ(ed25519_key(bytes(31, 1)), nullptr);
  EXPECT_EQ(ed25519_key({}), nullptr);
  EXPECT_EQ(ecdsa_key("nistp256", bytes(65, 4), bytes(32, 1)), nullptr) << "a point that is not on the curve";
  EXPECT_EQ(ecdsa_key("nistp255", bytes(65, 4), bytes(32, 1)), nullptr);
  EXPECT_EQ(ecdsa_key("nistp256", {}, {}), nullptr);
  EXPECT_EQ(rsa_key({}), nullptr);
  const bytes huge(3000, 0xff);
  EXPECT_EQ(rsa_key({huge, huge, huge, huge, huge, huge}), nullptr) << "refused before it costs time";
}

}  // namespace
}  // namespace glasshell::ssh
