#include "api_fixture.hpp"

namespace glasshell::relay::api {
namespace {

class an_account : public with_api {};

TEST_F(an_account, signs_out_and_its_cookie_goes) {
  const token session = session_of("user");
  const answer made = ask("POST", "/sign-out", {}, session.hash);
  EXPECT_EQ(made.status, 204U);
  ASSERT_EQ(made.cookies.size(), 1U);
  EXPECT_TRUE(made.cookies[0].value.empty());
  EXPECT_EQ(rights_changed_, 1);
  EXPECT_EQ(ask("GET", "/me", {}, session.hash).status, 401U);
}

TEST_F(an_account, changes_its_password_by_the_one_that_it_has) {
  const token session = session_of("user");
  const token other = session_of("user");
  const auto change = [&](std::string_view current, std::string_view wanted) {
    return ask("PUT", "/me/password", {{"current", current}, {"new", wanted}}, session.hash);
  };
  EXPECT_EQ(change("wrong", "battery staple").body.at("error"), "wrong_password");
  EXPECT_EQ(change(password_of_all, "short").body.at("error"), "password_too_short");
  EXPECT_EQ(change(password_of_all, std::string(1025, 'x')).body.at("error"), "password_unusable");
  EXPECT_EQ(change(password_of_all, password_of_all).body.at("error"), "password_unchanged");
  EXPECT_EQ(rights_changed_, 0);
  EXPECT_EQ(change(password_of_all, "battery staple").status, 204U);
  EXPECT_EQ(rights_changed_, 1);
  EXPECT_EQ(ask("GET", "/me", {}, session.hash).status, 200U);
  EXPECT_EQ(ask("GET", "/me", {}, other.hash).status, 401U) << "who knew the old one is out";
  EXPECT_EQ(ask("POST", "/sign-in", {{"name", "user"}, {"password", "battery staple"}}).status, 200U);
  EXPECT_EQ(ask("POST", "/sign-in", {{"name", "user"}, {"password", password_of_all}}).status, 401U);
}

TEST_F(an_account, that_must_choose_a_password_does_nothing_before) {
  add("new", store::role::user, true);
  const token session = session_of("new");
  EXPECT_EQ(ask("GET", "/me", {}, session.hash).body.at("password_must_change"), true);
  EXPECT_EQ(ask("GET", "/me/sessions", {}, session.hash).body.at("error"), "password_must_change");
  ASSERT_EQ(ask("PUT", "/me/password", {{"current", password_of_all}, {"new", "battery staple"}}, session.hash).status,
            204U);
  EXPECT_EQ(ask("GET", "/me/sessions", {}, session.hash).status, 200U);
}

TEST_F(an_account, cannot_guess_its_own_password_for_ever_from_a_session_that_was_left_open) {
  const token session = session_of("user");
  unsigned last = 0;
  for (int i = 0; i < 30 && last != 429; ++i) {
    last = ask("PUT", "/me/password", {{"current", "wrong"}, {"new", "battery staple"}}, session.hash).status;
  }
  EXPECT_EQ(last, 429U);
}

TEST_F(an_account, lists_its_sessions_and_ends_them) {
  const token here = session_of("user");
  const token there = session_of("user");
  session_of("admin");
  auto sessions = ask("GET", "/me/sessions", {}, here.hash).body.at("sessions");
  ASSERT_EQ(sessions.size(), 2U);
  for (const auto& each : sessions) {
    if (each.at("current").get<bool>()) continue;
    EXPECT_EQ(ask("DELETE", "/me/sessions/" + std::to_string(each.at("id").get<int>()), {}, here.hash).status, 204U);
  }
  EXPECT_EQ(rights_changed_, 1);
  EXPECT_EQ(ask("GET", "/me", {}, there.hash).status, 401U);
  EXPECT_EQ(ask("GET", "/me", {}, here.hash).status, 200U);
  EXPECT_EQ(ask("DELETE", "/me/sessions/x", {}, here.hash).status, 404U);
}

}  // namespace
}  // namespace glasshell::relay::api
