// Signing in by password (RFC 4252 §8), against PAM.
#include "session_fixture.hpp"

namespace glasshell::test {
namespace {

ssh::password_reply password(std::string_view text) { return {.password = secret_bytes(text)}; }

class password_login : public testing::Test {
 protected:
  sshd server_{{.configuration = {"MaxAuthTries 3", "Banner " + banner_file_, "KbdInteractiveAuthentication no"},
                .private_user = "glass",
                .password = "correct horse"}};
  engine_driver driver_{config_for(server_), server_.port()};

 private:
  static inline temporary_directory banner_folder_;
  static inline std::string banner_file_ = banner_folder_.write("banner", "Authorised staff only.\nÄrger sonst!\n");
};

TEST_F(password_login, with_the_right_password_reaches_the_shell) {
  driver_.will_answer(password("correct horse"));
  ASSERT_TRUE(driver_.run_until_said<ssh::shell_started>()) << driver_.story() << "\n" << server_.log();
  EXPECT_EQ(driver_.last<ssh::authenticated>()->method, "password");
  driver_.type("echo I am $(id -un)\n");
  EXPECT_TRUE(driver_.run_until_screen_shows("I am glass")) << driver_.screen();
}

TEST_F(password_login, shows_the_servers_banner_before_it_asks) {
  driver_.run_to_end();
  const auto banners = driver_.all<ssh::banner>();
  ASSERT_EQ(banners.size(), 1U);
  EXPECT_EQ(banners[0].text, "Authorised staff only.\nÄrger sonst!\n");
  ASSERT_NE(driver_.last<ssh::authentication_prompt>(), nullptr);
  EXPECT_EQ(driver_.last<ssh::authentication_prompt>()->user, "glass");
  EXPECT_EQ(driver_.last<ssh::authentication_prompt>()->methods, (std::vector<std::string>{"publickey", "password"}));
}

TEST_F(session_test, a_banner_that_is_not_utf8_is_made_printable) {
  sshd server(with_key({"Banner " + folder_.write("banner", "caf\xe9 \xff\xc3(\xf0\x9f\x98\x80 \x1b]0;title\x07\n")}));
  engine_driver driver(config_for(server), server.port());
  reach_shell(driver, server);
  ASSERT_EQ(driver.all<ssh::banner>().size(), 1U);
  const std::string replaced = "\xef\xbf\xbd";
  // sshd itself escapes what it takes for controls, so that only the text around them is sure.
  const std::string text = driver.last<ssh::banner>()->text;
  EXPECT_EQ(text.find_first_of("\xff\xe9\x1b\x07"), std::string::npos) << text;
  EXPECT_NE(text.find("caf" + replaced), std::string::npos) << text;
}

TEST_F(password_login, with_a_wrong_password_asks_again_and_says_why) {
  driver_.will_answer(password("wrong"), password("correct horse"));
  ASSERT_TRUE(driver_.run_until_said<ssh::shell_started>()) << driver_.story() << "\n" << server_.log();
  const auto prompts = driver_.all<ssh::authentication_prompt>();
  ASSERT_EQ(prompts.size(), 2U);
  EXPECT_EQ(prompts[0].last, ssh::setback::none);
  EXPECT_EQ(prompts[1].last, ssh::setback::denied);
  EXPECT_EQ(prompts[1].last_method, "password");
  EXPECT_NE(prompts[0].id, prompts[1].id);
}

TEST_F(password_login, with_too_many_wrong_passwords_ends_by_the_servers_limit) {
  for (int i = 0; i < 5; ++i) driver_.will_answer(password("wrong"));
  driver_.run_to_end();
  const auto* failed = driver_.last<ssh::failed>();
  ASSERT_NE(failed, nullptr) << driver_.story();
  EXPECT_EQ(failed->why.stage, ssh::stage::authentication);
  EXPECT_EQ(failed->why.cause, ssh::cause::too_many_attempts);
  EXPECT_NE(failed->why.peer_text.find("Too many authentication failures"), std::string::npos) << failed->why.peer_text;
}

TEST_F(password_login, that_is_cancelled_ends_the_session) {
  driver_.will_answer(ssh::cancel_reply{});
  driver_.run_to_end();
  ASSERT_NE(driver_.last<ssh::failed>(), nullptr);
  EXPECT_EQ(driver_.last<ssh::failed>()->why.cause, ssh::cause::authentication_cancelled);
}

TEST_F(password_login, sends_an_empty_and_a_very_long_password_without_harm) {
  driver_.will_answer(password(""), password(std::string(100'000, 'x')), password("correct horse"));
  ASSERT_TRUE(driver_.run_until_said<ssh::shell_started>()) << driver_.story() << "\n" << server_.log();
}

TEST_F(password_login, asks_who_the_user_is_if_nobody_is_named) {
  ssh::config settings = config_for(server_);
  settings.user.clear();
  engine_driver driver(settings, server_.port());
  driver.will_answer(ssh::user_reply{"glass"}, password("correct horse"));
  ASSERT_TRUE(driver.run_until_said<ssh::shell_started>()) << driver.story();
  ASSERT_NE(driver.last<ssh::user_prompt>(), nullptr);
}

}  // namespace
}  // namespace glasshell::test
