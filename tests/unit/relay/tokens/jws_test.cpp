// Signatures: what counts as one, and nothing that looks like it.
#include "relay/tokens/jws.hpp"

#include "relay/tokens/errc.hpp"
#include "signer.hpp"

#include <gtest/gtest.h>

#include <string>

namespace glasshell::relay::tokens {
namespace {

constexpr std::string_view payload = R"({"sub": "ana"})";

class a_token : public testing::Test {
 protected:
  static const signer& ed25519() {
    static const signer key = signer::ed25519();
    return key;
  }
  static const signer& p256() {
    static const signer key = signer::ec("P-256");
    return key;
  }
  static const signer& rsa() {
    static const signer key = signer::rsa(2048);
    return key;
  }
  static const key_set& keys() {
    static const key_set all =
        key_set::from_jwks(jwk_set({ed25519().jwk(R"(, "kid": "ed")"), p256().jwk(R"(, "kid": "ec")"),
                                    rsa().jwk(R"(, "kid": "rsa")")}))
            .value();
    return all;
  }
  /// "good", or the word of the error.
  static std::string verdict(std::string_view token) {
    const auto verified = verified_payload(token, keys());
    if (!verified) return name_of(static_cast<errc>(verified.error().value()));
    EXPECT_EQ(*verified, payload);
    return "good";
  }
  static std::string with_header(const std::string& header) { return verdict(ed25519().token(header, payload)); }
};

TEST_F(a_token, is_good_when_it_is_signed_by_a_key_of_ours) {
  EXPECT_EQ(verdict(ed25519().token(R"({"alg": "EdDSA"})", payload)), "good");
  EXPECT_EQ(verdict(p256().token(R"({"alg": "ES256"})", payload)), "good");
  EXPECT_EQ(verdict(rsa().token(R"({"alg": "RS256"})", payload)), "good");
  EXPECT_EQ(verdict(rsa().token(R"({"typ": "JWT", "kid": "rsa", "alg": "RS256", "x": {"y": []}})", payload)), "good");
  EXPECT_EQ(with_header(R"({"alg": "EdDSA", "typ": "jwt"})"), "good");
}

TEST_F(a_token, is_refused_with_one_bit_changed_anywhere) {
  const std::string token = ed25519().token(R"({"alg": "EdDSA"})", payload);
  for (std::size_t i = 0; i < token.size(); ++i) {
    for (const unsigned bit : {1U, 4U, 32U}) {
      std::string changed = token;
      changed[i] = static_cast<char>(static_cast<unsigned char>(changed[i]) ^ bit);
      EXPECT_FALSE(verified_payload(changed, keys())) << changed;
    }
  }
}

TEST_F(a_token, is_refused_when_a_part_is_missing_or_too_many) {
  const std::string token = ed25519().token(R"({"alg": "EdDSA"})", payload);
  EXPECT_EQ(verdict(""), "not_compact");
  EXPECT_EQ(verdict("."), "not_compact");
  EXPECT_EQ(verdict(token.substr(0, token.rfind('.'))), "not_compact");
  EXPECT_EQ(verdict(token + "."), "not_compact");
  EXPECT_EQ(verdict(".."), "unreadable_header");
  EXPECT_EQ(verdict(token.substr(0, token.rfind('.') + 1)), "wrong_signature");
}

TEST_F(a_token, is_refused_in_another_base_64) {
  const std::string token = ed25519().token(R"({"alg": "EdDSA"})", payload);
  EXPECT_EQ(verdict(token + "="), "not_base64url");
  EXPECT_EQ(verdict(token + "\n"), "not_base64url");
  EXPECT_EQ(verdict(" " + token), "not_base64url");
  // 64 octets end in four bits that mean nothing: set, they would be another text for the same signature.
  std::string other = token;
  other.back() = static_cast<char>(other.back() + 1);
  EXPECT_EQ(verdict(other), "not_base64url");
}

TEST_F(a_token, is_refused_when_it_is_too_long) {
  const auto token_of = [](std::size_t payload_bytes) {
    return ed25519().token(R"({"alg": "EdDSA"})", std::string(payload_bytes, ' '));
  };
  const std::size_t most = (most_token_bytes - token_of(0).size()) / 4 * 3;
  EXPECT_TRUE(verified_payload(token_of(most), keys()));
  EXPECT_EQ(verdict(token_of(most + 3)), "token_too_long");
}

TEST_F(a_token, is_refused_without_a_signature_that_counts) {
  EXPECT_EQ(with_header(R"({"alg": "none"})"), "unsigned_token");
  EXPECT_EQ(with_header(R"({"alg": "NoNe"})"), "unsigned_token");
  EXPECT_EQ(with_header(R"({"alg": "none", "kid": "ed"})"), "unsigned_token");
  EXPECT_EQ(with_header(R"({"alg": "ES512"})"), "unsupported_algorithm");
  EXPECT_EQ(with_header(R"({"alg": ""})"), "unsupported_algorithm");
  EXPECT_EQ(with_header(R"({"alg": "eddsa"})"), "unsupported_algorithm");
  EXPECT_EQ(with_header(R"({"alg": "Ed448"})"), "unsupported_algorithm");
}

TEST_F(a_token, is_never_verified_as_its_header_would_like) {
  const signer confused = signer::hmac(rsa().public_pem());
  EXPECT_EQ(verdict(confused.token(R"({"alg": "HS256"})", payload)), "wrong_algorithm");
  EXPECT_EQ(verdict(confused.token(R"({"alg": "HS256", "kid": "rsa"})", payload)), "wrong_algorithm");
  EXPECT_EQ(verdict(signer::hmac("").token(R"({"alg": "HS256", "kid": "rsa"})", payload)), "wrong_algorithm");
  EXPECT_EQ(verdict(ed25519().token(R"({"alg": "RS256"})", payload)), "wrong_signature");
  EXPECT_EQ(verdict(p256().token(R"({"alg": "EdDSA"})", payload)), "wrong_signature");
  EXPECT_EQ(verdict(p256().token(R"({"alg": "EdDSA", "kid": "ec"})", payload)), "wrong_algorithm");
}

TEST_F(a_token, is_never_verified_with_a_key_that_it_brings) {
  const signer mallory = signer::ed25519();
  EXPECT_EQ(verdict(mallory.token(R"({"alg": "EdDSA", "jwk": )" + mallory.jwk() + "}", payload)), "wrong_signature");
  EXPECT_EQ(verdict(mallory.token(
                R"({"alg": "EdDSA", "jku": "https://mallory.example", "x5u": "https://mallory.example"})", payload)),
            "wrong_signature");
}

TEST_F(a_token, is_refused_with_a_header_that_two_readers_read_differently) {
  EXPECT_EQ(with_header(R"({"alg": "EdDSA", "alg": "none"})"), "unreadable_header");
  EXPECT_EQ(with_header(R"({"alg": "EdDSA", "x": {"y": 1, "y": 2}})"), "unreadable_header");
  EXPECT_EQ(with_header(R"({"alg": "EdDSA", "\u0061lg": "EdDSA"})"), "unreadable_header");
  EXPECT_EQ(with_header(R"({"alg": "EdDSA"} {})"), "unreadable_header");
  EXPECT_EQ(with_header(R"({"alg": "EdDSA",})"), "unreadable_header");
  EXPECT_EQ(with_header("{\"alg\": \"EdDSA\", \"x\": \"\xff\"}"), "unreadable_header");
  EXPECT_EQ(with_header(R"({"alg": "EdDSA", "x": [[[[[[[[[[]]]]]]]]]]})"), "unreadable_header");
}

TEST_F(a_token, is_refused_with_a_header_of_another_form) {
  EXPECT_EQ(with_header("{}"), "unreadable_header");
  EXPECT_EQ(with_header(R"(["EdDSA"])"), "unreadable_header");
  EXPECT_EQ(with_header(R"({"alg": ["EdDSA"]})"), "unreadable_header");
  EXPECT_EQ(with_header(R"({"alg": "EdDSA", "kid": 1})"), "unreadable_header");
  EXPECT_EQ(with_header(R"({"alg": "EdDSA", "kid": ")" + std::string(most_key_id_bytes + 1, 'k') + "\"}"),
            "unreadable_header");
  EXPECT_EQ(with_header(""), "unreadable_header");
}

TEST_F(a_token, is_refused_with_extensions) {
  EXPECT_EQ(with_header(R"({"alg": "EdDSA", "crit": ["exp"], "exp": 1})"), "critical_header");
  EXPECT_EQ(with_header(R"({"alg": "EdDSA", "crit": []})"), "critical_header");
  EXPECT_EQ(with_header(R"({"alg": "EdDSA", "b64": false})"), "critical_header");
  EXPECT_EQ(with_header(R"({"alg": "EdDSA", "b64": true})"), "critical_header");
}

TEST_F(a_token, is_refused_when_it_says_that_it_is_for_something_else) {
  EXPECT_EQ(with_header(R"({"alg": "EdDSA", "typ": "at+jwt"})"), "wrong_type");
  EXPECT_EQ(with_header(R"({"alg": "EdDSA", "typ": 1})"), "wrong_type");
}

TEST_F(a_token, is_refused_with_an_ecdsa_signature_of_another_form) {
  const std::string signed_text = base64url(R"({"alg": "ES256"})") + "." + base64url(payload);
  const auto with_signature = [&](const std::string& signature) {
    return verdict(signed_text + "." + base64url(signature));
  };
  EXPECT_EQ(with_signature(p256().signature(signed_text)), "good");
  EXPECT_EQ(with_signature(std::string(64, '\0')), "wrong_signature");
  EXPECT_EQ(with_signature(std::string(64, '\xff')), "wrong_signature");
  EXPECT_EQ(with_signature("\x30" + p256().signature(signed_text)), "wrong_signature");
  EXPECT_EQ(with_signature(""), "wrong_signature");
}

TEST(a_token_with_a_secret, is_good_when_it_is_signed_with_the_whole_of_it) {
  const std::string secret(32, 's');
  key_set keys;
  ASSERT_TRUE(keys.add(verification_key::hmac_secret(secret_bytes(secret)).value()));
  EXPECT_TRUE(verified_payload(signer::hmac(secret).token(R"({"alg": "HS256"})", payload), keys));
  EXPECT_EQ(verified_payload(signer::hmac(secret + "s").token(R"({"alg": "HS256"})", payload), keys).error(),
            errc::wrong_signature);
  const std::string signed_text = base64url(R"({"alg": "HS256"})") + "." + base64url(payload);
  const std::string code = signer::hmac(secret).signature(signed_text);
  for (std::size_t size = 0; size < code.size(); ++size) {
    EXPECT_EQ(verified_payload(signed_text + "." + base64url(code.substr(0, size)), keys).error(),
              errc::wrong_signature);
  }
}

TEST(a_token_without_any_key, is_refused) {
  EXPECT_EQ(verified_payload(signer::ed25519().token(R"({"alg": "EdDSA"})", payload), key_set()).error(),
            errc::wrong_algorithm);
}

}  // namespace
}  // namespace glasshell::relay::tokens
