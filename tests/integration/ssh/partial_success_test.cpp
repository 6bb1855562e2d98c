// Several methods in a row (RFC 4252 §5.1): the server accepts one and wants another too.
#include "session_fixture.hpp"

namespace glasshell::test {
namespace {

sshd::options key_and(const key_pair& key, std::string second) {
  return {.configuration = {"AuthenticationMethods publickey," + second},
          .authorized = {key.public_key},
          .private_user = "glass",
          .password = "correct horse"};
}

TEST_F(session_test, a_key_and_then_a_password_reach_the_shell) {
  sshd server(key_and(key_, "password"));
  engine_driver driver(config_for(server), server.port());
  driver.will_answer(key_reply(key_), ssh::password_reply{secret_bytes(std::string_view("correct horse"))});
  ASSERT_TRUE(driver.run_until_said<ssh::shell_started>()) << driver.story() << "\n" << server.log();
  const auto prompts = driver.all<ssh::authentication_prompt>();
  ASSERT_EQ(prompts.size(), 2U);
  EXPECT_EQ(prompts[0].methods, std::vector<std::string>{"publickey"});
  EXPECT_EQ(prompts[1].last, ssh::setback::partial_success);
  EXPECT_EQ(prompts[1].last_method, "publickey");
  EXPECT_EQ(prompts[1].methods, std::vector<std::string>{"password"});
}

TEST_F(session_test, a_key_and_then_questions_reach_the_shell) {
  sshd server(key_and(key_, "keyboard-interactive"));
  engine_driver driver(config_for(server), server.port());
  ssh::interactive_reply reply;
  reply.answers.emplace_back(std::string_view("correct horse"));
  driver.will_answer(key_reply(key_), ssh::keyboard_interactive_reply{}, std::move(reply));
  ASSERT_TRUE(driver.run_until_said<ssh::shell_started>()) << driver.story() << "\n" << server.log();
  EXPECT_EQ(driver.last<ssh::authenticated>()->method, "keyboard-interactive");
}

TEST_F(session_test, a_key_and_then_another_key_reach_the_shell) {
  const key_pair second = make_key(folder_, "second", {"-t", "ecdsa"});
  sshd server({.configuration = {"AuthenticationMethods publickey,publickey"},
               .authorized = {key_.public_key, second.public_key}});
  engine_driver driver(config_for(server), server.port());
  driver.will_answer(key_reply(key_), key_reply(second));
  ASSERT_TRUE(driver.run_until_said<ssh::shell_started>()) << driver.story() << "\n" << server.log();
}

}  // namespace
}  // namespace glasshell::test
