// Tokens of an implementation that is not ours, and of the documents: tests/vectors/embedding-tokens.
#include "relay/strict/base64url.hpp"
#include "relay/tokens/embedding_token.hpp"
#include "relay/tokens/errc.hpp"
#include "relay/tokens/jws.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <fstream>
#include <set>
#include <string>

namespace glasshell::relay::tokens {
namespace {

using nlohmann::json;

json read(const std::string& name) {
  std::ifstream file(GLASSHELL_TOKEN_VECTORS "/" + name);
  return json::parse(file);
}

key_set with_secret(const json& base64url_text) {
  key_set keys;
  const bytes octets = strict::base64url_decoded(base64url_text.get_ref<const std::string&>()).value();
  EXPECT_TRUE(keys.add(verification_key::hmac_secret(secret_bytes(bytes_view(octets))).value()));
  return keys;
}

TEST(the_examples_of_the_documents, are_verified) {
  const json examples = read("documents.json").at("examples");
  EXPECT_EQ(examples.size(), 4U);
  for (const json& example : examples) {
    const key_set keys = example.contains("jwk")
                             ? key_set::from_jwks(json{{"keys", {example.at("jwk")}}}.dump()).value()
                             : with_secret(example.at("secret"));
    const auto payload = verified_payload(example.at("token").get_ref<const std::string&>(), keys);
    ASSERT_TRUE(payload) << example.at("name") << ": " << payload.error().message();
    EXPECT_EQ(*payload, example.at("payload")) << example.at("name");
  }
}

class tokens_of_another_implementation : public testing::Test {
 protected:
  const json vectors_ = read("tokens.json");
  const key_set jwks_ = key_set::from_jwks(vectors_.at("keys").at("jwks").get_ref<const std::string&>()).value();
  const key_set pem_ = key_set::from_pem(vectors_.at("keys").at("pem").get_ref<const std::string&>()).value();
  const key_set secret_ = with_secret(vectors_.at("keys").at("secret"));

  const key_set& keys_of(const json& token) {
    const auto& name = token.at("keys").get_ref<const std::string&>();
    return name == "jwks" ? jwks_ : name == "pem" ? pem_ : secret_;
  }
};

TEST_F(tokens_of_another_implementation, are_judged_as_they_should_be) {
  const embedding_policy policy{.issuer = "https://dashboard.example", .audience = "glasshell"};
  const std::chrono::sys_seconds now(std::chrono::seconds(vectors_.at("now").get<std::int64_t>()));
  std::set<std::string> outcomes;
  for (const json& token : vectors_.at("tokens")) {
    const auto claims =
        verify_embedding_token(token.at("token").get_ref<const std::string&>(), keys_of(token), policy, now);
    const std::string outcome = claims ? "good" : name_of(static_cast<errc>(claims.error().value()));
    EXPECT_EQ(outcome, token.at("outcome")) << token.at("name");
    outcomes.insert(outcome);
    if (!claims) continue;
    EXPECT_EQ(claims->user, "ana");
    EXPECT_EQ(claims->display_name, "Ana J\xC3\xBAlia");
    EXPECT_THAT(claims->nodes, testing::ElementsAre("web-1", "db-1"));
  }
  EXPECT_EQ(outcomes.size(), 10U) << "as many words as the file has";
}

TEST_F(tokens_of_another_implementation, come_with_keys_of_which_some_are_passed_over) {
  EXPECT_EQ(jwks_.size(), 4U);
  EXPECT_EQ(jwks_.passed_over(), 4U);
  EXPECT_EQ(pem_.size(), 3U);
}

}  // namespace
}  // namespace glasshell::relay::tokens
