#include "api_fixture.hpp"

namespace glasshell::relay::api {
namespace {

class rules : public with_api {};

TEST_F(rules, are_added_listed_and_removed) {
  const answer made = ask_as("admin", "POST", "/rules", {{"kind", "group"}, {"subject", "dev"}, {"label", "web"}});
  ASSERT_EQ(made.status, 201U);
  EXPECT_EQ(ask_as("admin", "POST", "/rules", {{"kind", "everyone"}, {"label", "*"}}).status, 201U);
  EXPECT_EQ(ask_as("admin", "GET", "/rules").body.at("rules").size(), 2U);
  const std::string path = "/rules/" + std::to_string(made.body.at("id").get<int>());
  EXPECT_EQ(ask_as("admin", "DELETE", path).status, 204U);
  EXPECT_EQ(ask_as("admin", "DELETE", path).status, 404U);
  EXPECT_EQ(rights_changed_, 1);
}

TEST_F(rules, are_refused_when_they_say_nothing_or_too_much) {
  for (const nlohmann::json& body : {nlohmann::json{{"kind", "user"}, {"label", "web"}},
                                     nlohmann::json{{"kind", "everyone"}, {"subject", "ana"}, {"label", "web"}},
                                     nlohmann::json{{"kind", "user"}, {"subject", "ana"}},
                                     nlohmann::json{{"kind", "users"}, {"subject", "ana"}, {"label", "web"}}}) {
    EXPECT_EQ(ask_as("admin", "POST", "/rules", body).status, 400U) << body;
  }
}

}  // namespace
}  // namespace glasshell::relay::api
