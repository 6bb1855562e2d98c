#include "api_fixture.hpp"

namespace glasshell::relay::api {
namespace {

class other_peoples_accounts : public with_api {};

TEST_F(other_peoples_accounts, are_added_with_a_password_that_works_once_to_choose_another) {
  const answer made =
      ask_as("admin", "POST", "/users",
             {{"name", "Ana"}, {"display_name", "Ana M."}, {"role", "operator"}, {"groups", {"dev", "ops"}}});
  ASSERT_EQ(made.status, 201U);
  EXPECT_EQ(made.body.at("groups"), nlohmann::json({"dev", "ops"}));
  EXPECT_EQ(made.body.at("role"), "operator");
  const auto password = made.body.at("one_time_password").get<std::string>();
  const answer signed_in = ask("POST", "/sign-in", {{"name", "ana"}, {"password", password}});
  ASSERT_EQ(signed_in.status, 200U);
  EXPECT_EQ(signed_in.body.at("password_must_change"), true);
}

TEST_F(other_peoples_accounts, have_names_roles_and_groups_that_are_in_order) {
  const auto error_of = [&](const nlohmann::json& body) {
    return ask_as("admin", "POST", "/users", body).body.value("error", "");
  };
  EXPECT_EQ(error_of({{"name", "a b"}}), "malformed");
  EXPECT_EQ(error_of({{"name", ""}}), "malformed");
  EXPECT_EQ(error_of({{"name", "ana"}, {"role", "root"}}), "malformed");
  EXPECT_EQ(error_of({{"name", "ana"}, {"groups", {""}}}), "malformed");
  EXPECT_EQ(error_of({{"name", "ana"}, {"groups", "dev"}}), "malformed");
  EXPECT_EQ(error_of({{"name", "ana"}, {"display_name", "a\nb"}}), "malformed");
  EXPECT_EQ(error_of({{"name", "USER"}}), "name_taken");
}

TEST_F(other_peoples_accounts, are_told_changed_and_removed_by_name) {
  EXPECT_EQ(ask_as("admin", "GET", "/users").body.at("users").size(), 3U);
  EXPECT_EQ(ask_as("admin", "PATCH", "/users/user", {{"role", "operator"}, {"disabled", true}}).body.at("disabled"),
            true);
  EXPECT_EQ(ask_as("admin", "GET", "/users/user").body.at("role"), "operator");
  EXPECT_EQ(ask_as("admin", "DELETE", "/users/user").status, 204U);
  EXPECT_EQ(ask_as("admin", "GET", "/users/user").status, 404U);
  EXPECT_EQ(ask_as("admin", "PATCH", "/users/user", {{"disabled", true}}).status, 404U);
  EXPECT_EQ(rights_changed_, 2);
}

TEST_F(other_peoples_accounts, never_show_a_hash) {
  EXPECT_EQ(ask_as("admin", "GET", "/users").body.dump().find("argon2"), std::string::npos);
}

TEST_F(other_peoples_accounts, keep_one_admin) {
  EXPECT_EQ(ask_as("admin", "PATCH", "/users/admin", {{"role", "user"}}).body.at("error"), "last_admin");
  EXPECT_EQ(ask_as("admin", "DELETE", "/users/admin").body.at("error"), "last_admin");
}

TEST_F(other_peoples_accounts, get_another_one_time_password_and_are_signed_out) {
  const token session = session_of("user");
  const answer made = ask_as("admin", "POST", "/users/user/password");
  ASSERT_EQ(made.status, 200U);
  EXPECT_EQ(ask("GET", "/me", {}, session.hash).status, 401U);
  const auto password = made.body.at("one_time_password").get<std::string>();
  EXPECT_EQ(ask("POST", "/sign-in", {{"name", "user"}, {"password", password}}).status, 200U);
}

}  // namespace
}  // namespace glasshell::relay::api
