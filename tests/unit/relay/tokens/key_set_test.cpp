// Which keys are taken from a file, and which one a token is for.
#include "relay/tokens/key_set.hpp"

#include "relay/tokens/errc.hpp"
#include "signer.hpp"

#include <gtest/gtest.h>

#include <string>

namespace glasshell::relay::tokens {
namespace {

const signer& ed25519() {
  static const signer key = signer::ed25519();
  return key;
}
const signer& p256() {
  static const signer key = signer::ec("P-256");
  return key;
}
const signer& rsa() {
  static const signer key = signer::rsa(2048);
  return key;
}

error_code error_of_set(const std::string& json) { return key_set::from_jwks(json).error(); }
error_code error_of_pem(const std::string& pem) { return key_set::from_pem(pem).error(); }

/// How many of the keys are taken.
std::size_t taken(const std::initializer_list<std::string>& keys) {
  const auto set = key_set::from_jwks(jwk_set(keys));
  if (!set) return 0;
  EXPECT_EQ(set->size() + set->passed_over(), keys.size());
  return set->size();
}

TEST(a_jwk_set, is_read) {
  const auto set =
      key_set::from_jwks(jwk_set({ed25519().jwk(R"(, "kid": "1", "use": "sig", "alg": "EdDSA")"),
                                  p256().jwk(R"(, "kid": "2", "key_ops": ["verify"], "alg": "ES256")"),
                                  rsa().jwk(R"(, "kid": "3", "key_ops": ["sign", "verify"], "alg": "RS256")"),
                                  ed25519().jwk(R"(, "kid": "4", "alg": "Ed25519", "x5c": ["AA"], "more": {})")}));
  ASSERT_TRUE(set);
  EXPECT_EQ(set->size(), 4U);
  EXPECT_EQ(set->find(algorithm::es256, "2").value()->id(), "2");
}

TEST(a_jwk_set, is_taken_without_what_is_for_something_else) {
  EXPECT_EQ(taken({ed25519().jwk(R"(, "use": "enc")"), p256().jwk()}), 1U);
  EXPECT_EQ(taken({ed25519().jwk(R"(, "use": ["sig"])"), p256().jwk()}), 1U);
  EXPECT_EQ(taken({ed25519().jwk(R"(, "key_ops": ["deriveKey"])"), p256().jwk()}), 1U);
  EXPECT_EQ(taken({ed25519().jwk(R"(, "key_ops": "verify")"), p256().jwk()}), 1U);
  EXPECT_EQ(taken({rsa().jwk(R"(, "alg": "PS256")"), p256().jwk()}), 1U);
  EXPECT_EQ(taken({rsa().jwk(R"(, "alg": "HS256")"), p256().jwk()}), 1U);
  EXPECT_EQ(taken({rsa().jwk(R"(, "alg": 1)"), p256().jwk()}), 1U);
  EXPECT_EQ(taken({ed25519().jwk(R"(, "kid": 1)"), p256().jwk()}), 1U);
  EXPECT_EQ(taken({ed25519().jwk(R"(, "kid": "")"), p256().jwk()}), 1U);
  EXPECT_EQ(taken({ed25519().jwk(R"(, "kid": ")" + std::string(most_key_id_bytes + 1, 'k') + "\""), p256().jwk()}), 1U);
  EXPECT_EQ(taken({"{}", R"({"kty": 1})", R"({"kty": "XYZ", "x": "AA"})", p256().jwk()}), 1U);
}

TEST(a_jwk_set, is_taken_without_keys_that_are_damaged_or_too_weak) {
  const std::string zeroes = base64url(std::string(32, '\0'));
  EXPECT_EQ(taken({R"({"kty": "OKP", "crv": "Ed25519", "x": "AA"})", p256().jwk()}), 1U);
  EXPECT_EQ(taken({R"({"kty": "OKP", "crv": "Ed25519"})", p256().jwk()}), 1U);
  EXPECT_EQ(taken({R"({"kty": "OKP", "crv": "X25519", "x": ")" + zeroes + "\"}", p256().jwk()}), 1U);
  EXPECT_EQ(
      taken({R"({"kty": "EC", "crv": "P-256", "x": ")" + zeroes + R"(", "y": ")" + zeroes + "\"}", ed25519().jwk()}),
      1U)
      << "not on the curve";
  EXPECT_EQ(taken({R"({"kty": "EC", "crv": "P-256", "x": ")" + zeroes + "\"}", ed25519().jwk()}), 1U);
  EXPECT_EQ(
      taken({R"({"kty": "EC", "crv": "P-384", "x": ")" + zeroes + R"(", "y": ")" + zeroes + "\"}", ed25519().jwk()}),
      1U);
  EXPECT_EQ(taken({signer::rsa(1024).jwk(), p256().jwk()}), 1U);
  const auto rsa_with = [](std::size_t modulus_bytes, std::string_view exponent) {
    return R"({"kty": "RSA", "n": ")" + base64url(std::string(modulus_bytes, '\xff')) + R"(", "e": ")" +
           std::string(exponent) + "\"}";
  };
  EXPECT_EQ(taken({rsa_with(256, "AQAB"), p256().jwk()}), 2U) << "the rule that the next ones break";
  EXPECT_EQ(taken({rsa_with(256, "AQ"), p256().jwk()}), 1U) << "anything is its own signature";
  EXPECT_EQ(taken({rsa_with(256, "AQAA"), p256().jwk()}), 1U) << "even";
  EXPECT_EQ(taken({rsa_with(256, "AQAAAAE"), p256().jwk()}), 1U) << "an exponent of 33 bits";
  EXPECT_EQ(taken({rsa_with(256, ""), p256().jwk()}), 1U);
  EXPECT_EQ(taken({rsa_with(1025, "AQAB"), p256().jwk()}), 1U) << "a modulus of more than 8192 bits";
  EXPECT_EQ(taken({rsa_with(0, "AQAB"), p256().jwk()}), 1U);
}

TEST(a_jwk_set, of_which_nothing_is_left_is_refused) {
  EXPECT_EQ(error_of_set(jwk_set({ed25519().jwk(R"(, "use": "enc")")})), errc::no_usable_key);
  EXPECT_EQ(error_of_set(jwk_set({})), errc::no_usable_key);
}

TEST(a_jwk_set, with_a_secret_in_it_is_refused_as_a_whole) {
  EXPECT_EQ(error_of_set(jwk_set({ed25519().jwk(), R"({"kty": "oct", "k": "AAAA"})"})), errc::secret_among_public_keys);
  EXPECT_EQ(error_of_set(jwk_set({ed25519().jwk(), R"({"kty": "oct"})"})), errc::secret_among_public_keys);
  EXPECT_EQ(error_of_set(jwk_set({ed25519().jwk(R"(, "d": "AAAA")")})), errc::secret_among_public_keys);
  EXPECT_EQ(error_of_set(jwk_set({ed25519().jwk(), rsa().jwk(R"(, "use": "enc", "d": "AAAA")")})),
            errc::secret_among_public_keys);
}

TEST(a_jwk_set, that_is_none_is_refused) {
  for (const std::string& text :
       {std::string(), std::string("[]"), std::string("{}"), std::string(R"({"keys": {}})"),
        std::string(R"({"keys": ["a"]})"), ed25519().jwk(), std::string(R"({"keys": [], "keys": []})"),
        R"({"keys": [{"kty": "OKP", "kty": "OKP"})" + std::string("]}"), std::string("{\"keys\": [\"\xff\"]}"),
        std::string(R"({"keys": [[[[[[[[[[]]]]]]]]]]})")}) {
    EXPECT_EQ(error_of_set(text), errc::unreadable_keys) << text;
  }
}

TEST(a_jwk_set, has_bounds) {
  std::string list;
  for (std::size_t i = 0; i <= most_keys; ++i)
    list += (i == 0 ? "" : ",") + ed25519().jwk(R"(, "kid": ")" + std::to_string(i) + "\"");
  EXPECT_EQ(error_of_set(R"({"keys": [)" + list + "]}"), errc::too_many_keys);
  const std::string one = jwk_set({ed25519().jwk()});
  EXPECT_TRUE(key_set::from_jwks(one + std::string(most_key_file_bytes - one.size(), ' ')));
  EXPECT_EQ(error_of_set(one + std::string(most_key_file_bytes - one.size() + 1, ' ')), errc::keys_too_long);
}

TEST(a_jwk_set, with_two_keys_that_cannot_be_told_apart_is_refused) {
  EXPECT_EQ(error_of_set(jwk_set({ed25519().jwk(R"(, "kid": "1")"), signer::ed25519().jwk(R"(, "kid": "1")")})),
            errc::duplicate_key_id);
  EXPECT_EQ(error_of_set(jwk_set({ed25519().jwk(), signer::ed25519().jwk()})), errc::duplicate_key_id);
  EXPECT_EQ(taken({ed25519().jwk(R"(, "kid": "1")"), p256().jwk(R"(, "kid": "1")")}), 2U)
      << "RFC 7517 §4.5 allows this";
}

TEST(a_pem_file, may_have_several_keys_and_other_text) {
  const auto set =
      key_set::from_pem("# ours\n" + ed25519().public_pem() + "\n\nand\n" + p256().public_pem() + rsa().public_pem());
  ASSERT_TRUE(set);
  EXPECT_EQ(set->size(), 3U);
  for (const auto each : {algorithm::eddsa, algorithm::es256, algorithm::rs256}) {
    EXPECT_EQ(set->find(each, std::nullopt).value()->algorithm(), each);
  }
}

TEST(a_pem_file, with_a_private_key_is_refused) {
  EXPECT_EQ(error_of_pem(ed25519().private_pem()), errc::private_key_among_public_keys);
  EXPECT_EQ(error_of_pem(ed25519().public_pem() + rsa().private_pem()), errc::private_key_among_public_keys);
  EXPECT_EQ(error_of_pem("-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n"), errc::private_key_among_public_keys);
}

TEST(a_pem_file, with_a_key_that_is_not_ours_to_use_is_refused) {
  EXPECT_EQ(error_of_pem(signer::ec("P-384").public_pem()), errc::unusable_key);
  EXPECT_EQ(error_of_pem(signer::ec("secp256k1").public_pem()), errc::unusable_key);
  EXPECT_EQ(error_of_pem(ed25519().public_pem() + signer::rsa(1024).public_pem()), errc::unusable_key);
  EXPECT_EQ(error_of_pem("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"), errc::unusable_key);
  EXPECT_EQ(error_of_pem("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"), errc::unusable_key);
}

TEST(a_pem_file, that_is_none_or_damaged_is_refused) {
  EXPECT_EQ(error_of_pem(""), errc::unreadable_keys);
  EXPECT_EQ(error_of_pem("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI"), errc::unreadable_keys);
  EXPECT_EQ(error_of_pem(ed25519().public_pem() + "-----BEGIN PUBLIC KEY-----\nMCow"), errc::unreadable_keys);
  EXPECT_EQ(error_of_pem("-----BEGIN PUBLIC KEY-----\n!!!!\n-----END PUBLIC KEY-----\n"), errc::unreadable_keys);
}

TEST(a_pem_file, has_bounds) {
  const std::string one = ed25519().public_pem();
  EXPECT_TRUE(key_set::from_pem(one + std::string(most_key_file_bytes - one.size(), '\n')));
  EXPECT_EQ(error_of_pem(one + std::string(most_key_file_bytes - one.size() + 1, '\n')), errc::keys_too_long);
  EXPECT_EQ(error_of_pem(one + one), errc::duplicate_key_id) << "two without a name, for one algorithm";
}

class finding_a_key : public testing::Test {
 protected:
  key_set keys_ = key_set::from_jwks(jwk_set({ed25519().jwk(R"(, "kid": "1")"), p256().jwk(R"(, "kid": "1")"),
                                              rsa().jwk(R"(, "kid": "2")"), signer::rsa(2048).jwk(R"(, "kid": "3")"),
                                              signer::ec("P-256").jwk()}))
                      .value();
};

TEST_F(finding_a_key, goes_by_its_name_and_algorithm) {
  EXPECT_EQ(keys_.find(algorithm::eddsa, "1").value()->algorithm(), algorithm::eddsa);
  EXPECT_EQ(keys_.find(algorithm::es256, "1").value()->algorithm(), algorithm::es256);
  EXPECT_EQ(keys_.find(algorithm::rs256, "3").value()->id(), "3");
}

TEST_F(finding_a_key, never_gives_one_for_another_algorithm) {
  EXPECT_EQ(keys_.find(algorithm::es256, "2").error(), errc::wrong_algorithm);
  EXPECT_EQ(keys_.find(algorithm::hs256, "2").error(), errc::wrong_algorithm);
  EXPECT_EQ(keys_.find(algorithm::hs256, std::nullopt).error(), errc::wrong_algorithm);
  EXPECT_EQ(keys_.find(algorithm::hs256, "x").error(), errc::wrong_algorithm);
}

TEST_F(finding_a_key, without_a_name_works_where_one_fits) {
  EXPECT_EQ(keys_.find(algorithm::eddsa, std::nullopt).value()->id(), "1");
  EXPECT_EQ(keys_.find(algorithm::rs256, std::nullopt).error(), errc::ambiguous_key);
  EXPECT_EQ(keys_.find(algorithm::es256, std::nullopt).error(), errc::ambiguous_key);
}

TEST_F(finding_a_key, by_a_name_that_nobody_has_gives_the_one_without) {
  EXPECT_EQ(keys_.find(algorithm::es256, "x").value()->id(), "");
  EXPECT_EQ(keys_.find(algorithm::es256, "").value()->id(), "");
}

TEST(finding_a_key_where_all_have_names, by_another_is_in_vain) {
  const key_set keys = key_set::from_jwks(jwk_set({ed25519().jwk(R"(, "kid": "1")")})).value();
  EXPECT_EQ(keys.find(algorithm::eddsa, "x").error(), errc::unknown_key);
  EXPECT_EQ(keys.find(algorithm::eddsa, "").error(), errc::unknown_key);
  EXPECT_EQ(key_set().find(algorithm::eddsa, "x").error(), errc::unknown_key);
}

TEST(a_secret, has_at_least_as_many_octets_as_the_hash) {
  EXPECT_EQ(verification_key::hmac_secret(secret_bytes(std::string(31, 's'))).error(), errc::short_secret);
  EXPECT_EQ(verification_key::hmac_secret(secret_bytes(std::string(32, 's')))->algorithm(), algorithm::hs256);
}

TEST(a_secret, is_no_text_of_a_key) {
  EXPECT_EQ(verification_key::hmac_secret(secret_bytes(rsa().public_pem())).error(), errc::secret_is_a_key);
  EXPECT_EQ(verification_key::hmac_secret(secret_bytes("\n " + rsa().jwk())).error(), errc::secret_is_a_key);
  EXPECT_EQ(verification_key::hmac_secret(secret_bytes(jwk_set({rsa().jwk()}))).error(), errc::secret_is_a_key);
}

TEST(a_secret, stands_beside_public_keys) {
  key_set keys = key_set::from_jwks(jwk_set({ed25519().jwk()})).value();
  EXPECT_TRUE(keys.add(verification_key::hmac_secret(secret_bytes(std::string(32, 's'))).value()));
  EXPECT_EQ(keys.add(verification_key::hmac_secret(secret_bytes(std::string(32, 't'))).value()).error(),
            errc::duplicate_key_id);
  EXPECT_EQ(keys.find(algorithm::hs256, std::nullopt).value()->algorithm(), algorithm::hs256);
}

}  // namespace
}  // namespace glasshell::relay::tokens
