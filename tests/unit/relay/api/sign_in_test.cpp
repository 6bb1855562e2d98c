#include "api_fixture.hpp"

namespace glasshell::relay::api {
namespace {

class signing_in : public with_api {
 protected:
  answer sign_in(std::string_view name, std::string_view password = password_of_all,
                 std::optional<store::token_hash> device = std::nullopt, std::string address = "192.0.2.1") {
    return ask_with({.method = "POST",
                     .path = "/sign-in",
                     .body = secret_bytes(nlohmann::json{{"name", name}, {"password", password}}.dump()),
                     .session = std::nullopt,
                     .device = device,
                     .address = std::move(address),
                     .user_agent = std::string(1000, 'x')});
  }
  static const cookie* cookie_of(const answer& made, cookie::kind which) {
    for (const cookie& each : made.cookies) {
      if (each.what == which) return &each;
    }
    return nullptr;
  }
  static std::optional<store::token_hash> token_of(const answer& made, cookie::kind which) {
    const cookie* const found = cookie_of(made, which);
    return found == nullptr ? std::nullopt : hash_of_token(found->value.text());
  }
};

TEST_F(signing_in, gives_a_session_that_says_who_it_is) {
  const answer made = sign_in("USER");
  ASSERT_EQ(made.status, 200U);
  EXPECT_EQ(made.body.at("name"), "user");
  const auto session = token_of(made, cookie::kind::session);
  ASSERT_TRUE(session.has_value());
  const answer me = ask("GET", "/me", {}, session);
  EXPECT_EQ(me.body.at("name"), "user");
  EXPECT_EQ(me.body.at("role"), "user");
  const auto sessions = ask("GET", "/me/sessions", {}, session).body.at("sessions");
  ASSERT_EQ(sessions.size(), 1U);
  EXPECT_EQ(sessions[0].at("address"), "192.0.2.1");
  EXPECT_EQ(sessions[0].at("user_agent").get<std::string>().size(), 256U);
  EXPECT_EQ(sessions[0].at("current"), true);
  EXPECT_EQ(cookie_of(made, cookie::kind::session)->lifetime, std::chrono::hours(12));
}

TEST_F(signing_in, fails_in_the_same_words_whatever_is_wrong) {
  const auto disabled = add("disabled");
  ASSERT_TRUE(database_->change_user(disabled, {.disabled = true}));
  database_->add_user({.name = "without", .created_at = now_}).value();
  const answer wrong = sign_in("user", "wrong");
  EXPECT_EQ(wrong.status, 401U);
  EXPECT_TRUE(wrong.cookies.empty());
  for (const char* name : {"nobody", "disabled", "without"}) {
    const answer made = sign_in(name);
    EXPECT_EQ(made.status, 401U) << name;
    EXPECT_EQ(made.body, wrong.body) << name;
  }
}

TEST_F(signing_in, takes_a_name_and_a_password) {
  EXPECT_EQ(ask("POST", "/sign-in", {{"name", "user"}}).status, 400U);
  EXPECT_EQ(ask("POST", "/sign-in", {{"name", 1}, {"password", "x"}}).status, 400U);
  EXPECT_EQ(ask("POST", "/sign-in", {{"name", "user"}, {"password", std::string(1025, 'x')}}).status, 400U);
}

TEST_F(signing_in, in_vain_is_slowed_down_and_a_browser_that_was_here_before_is_not_held_up_by_others) {
  const auto device = token_of(sign_in("user"), cookie::kind::device);
  ASSERT_TRUE(device.has_value());
  unsigned last = 0;
  for (int i = 0; i < 30 && last != 429; ++i)
    last = sign_in("user", "wrong", std::nullopt, "198.51.100." + std::to_string(i)).status;
  ASSERT_EQ(last, 429U);
  const answer refused = sign_in("user", password_of_all, std::nullopt, "203.0.113.1");
  EXPECT_EQ(refused.status, 429U) << "an unknown browser, with the right password";
  EXPECT_GE(refused.retry_after.value(), std::chrono::seconds(1));
  EXPECT_EQ(sign_in("user", password_of_all, device, "203.0.113.2").status, 200U);
  EXPECT_EQ(sign_in("admin", password_of_all, device, "203.0.113.3").status, 200U) << "others are not concerned";
  clock_ += std::chrono::hours(24);
  EXPECT_EQ(sign_in("user", password_of_all, std::nullopt, "203.0.113.4").status, 200U);
}

TEST_F(signing_in, with_a_device_of_somebody_else_is_signing_in_without) {
  const auto device = token_of(sign_in("admin"), cookie::kind::device);
  const answer made = sign_in("user", password_of_all, device);
  EXPECT_NE(token_of(made, cookie::kind::device), std::nullopt) << "it gets one of its own";
  EXPECT_EQ(token_of(sign_in("user", password_of_all, token_of(made, cookie::kind::device)), cookie::kind::device),
            std::nullopt);
}

TEST_F(signing_in, again_ends_the_session_that_the_browser_had) {
  const auto first = token_of(sign_in("user"), cookie::kind::session);
  const answer made =
      ask_with({.method = "POST",
                .path = "/sign-in",
                .body = secret_bytes(nlohmann::json{{"name", "user"}, {"password", password_of_all}}.dump()),
                .session = first,
                .device = std::nullopt,
                .address = "",
                .user_agent = ""});
  ASSERT_EQ(made.status, 200U);
  EXPECT_NE(token_of(made, cookie::kind::session), first);
  EXPECT_EQ(ask("GET", "/me", {}, first).status, 401U);
}

TEST_F(signing_in, makes_a_cheap_hash_a_dear_one) {
  ASSERT_TRUE(accounts::needs_rehash(database_->user_named("user").value().password_hash));
  ASSERT_EQ(sign_in("user").status, 200U);
  EXPECT_FALSE(accounts::needs_rehash(database_->user_named("user").value().password_hash));
  EXPECT_EQ(sign_in("user").status, 200U);
}

TEST_F(signing_in, leaves_no_token_in_the_store) {
  const answer made = sign_in("user");
  const std::string token(cookie_of(made, cookie::kind::session)->value.text());
  for (const auto& each : std::filesystem::directory_iterator(folder_.path())) {
    EXPECT_EQ(test::read_file(each.path()).find(token), std::string::npos) << each.path();
  }
}

}  // namespace
}  // namespace glasshell::relay::api
