// What a backend says of its user, and what it forgot to say.
#include "relay/tokens/embedding_token.hpp"

#include "relay/tokens/errc.hpp"
#include "signer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <string>

namespace glasshell::relay::tokens {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

constexpr std::chrono::sys_seconds now{1'800'000'000s};
constexpr std::int64_t now_number = 1'800'000'000;

class embedding : public testing::Test {
 protected:
  json claims_ = {{"iss", "https://dashboard.example"},
                  {"aud", "glasshell"},
                  {"sub", "ana"},
                  {"jti", "1"},
                  {"iat", now_number},
                  {"exp", now_number + 300},
                  {"nodes", {"web-1", "db-1"}}};
  embedding_policy policy_{.issuer = "https://dashboard.example", .audience = "glasshell"};

  static const signer& backend() {
    static const signer key = signer::ed25519();
    return key;
  }
  result<embedding_claims> verify_text(std::string_view payload) const {
    static const key_set keys = key_set::from_jwks(jwk_set({backend().jwk()})).value();
    return verify_embedding_token(backend().token(R"({"alg": "EdDSA"})", payload), keys, policy_, now);
  }
  result<embedding_claims> verify() const { return verify_text(claims_.dump()); }
  /// "good", or the word of the error.
  std::string verdict() const {
    const auto claims = verify();
    return claims ? "good" : name_of(static_cast<errc>(claims.error().value()));
  }
  std::string with(const char* name, const json& value) {
    const json before = claims_;
    claims_[name] = value;
    const std::string said = verdict();
    claims_ = before;
    return said;
  }
  std::string without(const char* name) {
    const json before = claims_;
    claims_.erase(name);
    const std::string said = verdict();
    claims_ = before;
    return said;
  }
};

TEST_F(embedding, tells_who_may_do_what_until_when) {
  claims_["name"] = "Ana J\xC3\xBAlia";
  claims_["session_until"] = now_number + 3600;
  const auto claims = verify();
  ASSERT_TRUE(claims);
  EXPECT_EQ(claims->user, "ana");
  EXPECT_EQ(claims->display_name, "Ana J\xC3\xBAlia");
  EXPECT_EQ(claims->id, "1");
  EXPECT_EQ(claims->expiry, now + 300s);
  EXPECT_THAT(claims->nodes, testing::ElementsAre("web-1", "db-1"));
  EXPECT_EQ(claims->session_until, now + 1h);
}

TEST_F(embedding, is_refused_when_it_is_not_signed_as_it_should_be) {
  EXPECT_EQ(verify_embedding_token(signer::ed25519().token(R"({"alg": "EdDSA"})", claims_.dump()),
                                   key_set::from_jwks(jwk_set({backend().jwk()})).value(), policy_, now)
                .error(),
            errc::wrong_signature);
}

TEST_F(embedding, is_refused_when_its_claims_are_no_object_or_say_one_thing_twice) {
  EXPECT_EQ(verify_text("").error(), errc::unreadable_claims);
  EXPECT_EQ(verify_text("[]").error(), errc::unreadable_claims);
  const std::string text = claims_.dump();
  EXPECT_EQ(verify_text(R"({"sub": "root",)" + text.substr(1)).error(), errc::unreadable_claims);
}

TEST_F(embedding, comes_from_the_one_issuer) {
  EXPECT_EQ(without("iss"), "wrong_issuer");
  EXPECT_EQ(with("iss", "https://dashboard.example/"), "wrong_issuer");
  EXPECT_EQ(with("iss", json::array({"https://dashboard.example"})), "wrong_issuer");
}

TEST_F(embedding, is_for_this_relay) {
  EXPECT_EQ(without("aud"), "wrong_audience");
  EXPECT_EQ(with("aud", "grafana"), "wrong_audience");
  EXPECT_EQ(with("aud", "glasshell\n"), "wrong_audience");
  EXPECT_EQ(with("aud", json::array()), "wrong_audience");
  EXPECT_EQ(with("aud", json::array({"grafana"})), "wrong_audience");
  EXPECT_EQ(with("aud", json::array({"grafana", "glasshell"})), "good");
  EXPECT_EQ(with("aud", json::array({json::array({"glasshell"})})), "wrong_audience");
  EXPECT_EQ(with("aud", json::object({{"glasshell", "glasshell"}})), "wrong_audience");
  EXPECT_EQ(with("aud", nullptr), "wrong_audience");
}

TEST_F(embedding, names_the_user) {
  EXPECT_EQ(without("sub"), "no_user");
  EXPECT_EQ(with("sub", ""), "no_user");
  EXPECT_EQ(with("sub", 7), "no_user");
  EXPECT_EQ(with("sub", std::string(most_user_bytes, 'a')), "good");
  EXPECT_EQ(with("sub", std::string(most_user_bytes + 1, 'a')), "no_user");
  EXPECT_EQ(with("sub", "ana@example.org"), "good");
  EXPECT_EQ(with("sub", "ana\nroot"), "no_user");
  EXPECT_EQ(with("sub", std::string("ana\0", 4)), "no_user");
  EXPECT_EQ(with("sub", "ana\xE2\x80\xAE"), "no_user") << "what turns the text around";
}

TEST_F(embedding, is_over_at_its_expiry_without_leeway) {
  EXPECT_EQ(without("exp"), "no_expiry");
  claims_["iat"] = now_number - 300;
  EXPECT_EQ(with("exp", now_number), "expired");
  EXPECT_EQ(with("exp", now_number - 1), "expired");
  EXPECT_EQ(with("exp", now_number + 0.9), "expired") << "a fraction makes no second more";
  EXPECT_EQ(with("exp", 0), "expired");
  claims_["iat"] = now_number;
  EXPECT_EQ(with("exp", now_number + 1), "good");
}

TEST_F(embedding, lives_for_a_bounded_time) {
  EXPECT_EQ(without("iat"), "no_issue_time");
  EXPECT_EQ(with("exp", now_number + 301), "lives_too_long");
  EXPECT_EQ(with("iat", now_number - 1), "lives_too_long");
  policy_.longest_life = 1h;
  EXPECT_EQ(with("exp", now_number + 3600), "good");
  EXPECT_EQ(with("exp", 9'007'199'254'740'991), "lives_too_long");
}

TEST_F(embedding, is_taken_from_a_clock_that_is_a_little_ahead) {
  claims_["exp"] = now_number + 100;
  EXPECT_EQ(with("iat", now_number + 30), "good");
  EXPECT_EQ(with("iat", now_number + 31), "issued_in_the_future");
  EXPECT_EQ(with("nbf", now_number + 30), "good");
  EXPECT_EQ(with("nbf", now_number + 31), "not_yet_valid");
  EXPECT_EQ(with("nbf", 0), "good");
}

TEST_F(embedding, that_was_over_before_it_was_issued_lives_no_longer_for_it) {
  claims_["iat"] = now_number + 20;
  claims_["exp"] = now_number + 10;
  EXPECT_EQ(verdict(), "good");
  claims_["exp"] = now_number;
  EXPECT_EQ(verdict(), "expired");
}

TEST_F(embedding, has_times_that_are_numbers_of_seconds) {
  for (const char* name : {"exp", "iat", "nbf", "session_until"}) {
    EXPECT_EQ(with(name, std::to_string(now_number)), "impossible_time") << name;
    EXPECT_EQ(with(name, -1), "impossible_time") << name;
    EXPECT_EQ(with(name, 1e300), "impossible_time") << name;
    EXPECT_EQ(with(name, 18'446'744'073'709'551'615ULL), "impossible_time") << name;
    EXPECT_EQ(with(name, nullptr), "impossible_time") << name;
    EXPECT_EQ(with(name, true), "impossible_time") << name;
  }
  EXPECT_EQ(with("iat", now_number + 0.5), "good") << "RFC 7519 allows a fraction";
}

TEST_F(embedding, has_an_id) {
  EXPECT_EQ(without("jti"), "no_id");
  EXPECT_EQ(with("jti", ""), "no_id");
  EXPECT_EQ(with("jti", 1), "no_id");
  EXPECT_EQ(with("jti", std::string(most_token_id_bytes, 'j')), "good");
  EXPECT_EQ(with("jti", std::string(most_token_id_bytes + 1, 'j')), "no_id");
}

TEST_F(embedding, grants_nothing_that_it_does_not_name) {
  const auto claims = verify();
  EXPECT_TRUE(claims->grants("web-1"));
  EXPECT_FALSE(claims->grants("web-2"));
  EXPECT_FALSE(claims->grants("web-"));
  EXPECT_FALSE(claims->grants(""));
  claims_.erase("nodes");
  EXPECT_TRUE(verify()->nodes.empty());
  EXPECT_FALSE(verify()->grants("web-1"));
}

TEST_F(embedding, names_nodes_one_by_one) {
  EXPECT_EQ(with("nodes", json::array()), "good");
  EXPECT_EQ(with("nodes", "web-1"), "unreadable_nodes");
  EXPECT_EQ(with("nodes", "*"), "unreadable_nodes");
  EXPECT_EQ(with("nodes", json::array({"*"})), "unreadable_nodes");
  EXPECT_EQ(with("nodes", json::array({"web-*"})), "unreadable_nodes");
  EXPECT_EQ(with("nodes", json::array({""})), "unreadable_nodes");
  EXPECT_EQ(with("nodes", json::array({1})), "unreadable_nodes");
  EXPECT_EQ(with("nodes", nullptr), "unreadable_nodes");
  EXPECT_EQ(with("nodes", json::array({std::string(most_granted_node_bytes, 'n')})), "good");
  EXPECT_EQ(with("nodes", json::array({std::string(most_granted_node_bytes + 1, 'n')})), "unreadable_nodes");
  EXPECT_EQ(with("nodes", std::vector<std::string>(most_granted_nodes, "n")), "good");
  EXPECT_EQ(with("nodes", std::vector<std::string>(most_granted_nodes + 1, "n")), "unreadable_nodes");
}

TEST_F(embedding, shows_the_user_under_a_name_that_is_printable) {
  EXPECT_EQ(verify()->display_name, "ana");
  claims_["name"] = "";
  EXPECT_EQ(verify()->display_name, "ana");
  claims_["name"] = "Ana\x1B[31m";
  EXPECT_EQ(verify()->display_name, "Ana\xEF\xBF\xBD[31m");
  claims_["name"] = std::string(1000, 'a');
  EXPECT_LE(verify()->display_name.size(), most_display_name_bytes);
  EXPECT_EQ(with("name", 1), "unreadable_display_name");
}

TEST_F(embedding, may_say_when_the_shell_has_to_end) {
  EXPECT_FALSE(verify()->session_until);
  EXPECT_EQ(with("session_until", now_number + 1), "good");
  EXPECT_EQ(with("session_until", now_number), "session_over");
}

}  // namespace
}  // namespace glasshell::relay::tokens
