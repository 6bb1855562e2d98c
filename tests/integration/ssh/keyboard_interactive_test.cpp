// Signing in by questions and answers (RFC 4256), as PAM asks them: a password, a one-time code, a new password.
#include "session_fixture.hpp"

namespace glasshell::test {
namespace {

constexpr const char* emergency_code = "12345678";
/// What google-authenticator writes: a secret, options, and codes that work once.
const std::string code_file = "ABCDEFGHIJKLMNOP\n\" TOTP_AUTH\n12345678\n87654321\n";

ssh::interactive_reply answers(std::initializer_list<std::string_view> texts) {
  ssh::interactive_reply reply;
  for (const std::string_view text : texts) reply.answers.emplace_back(text);
  return reply;
}

sshd::options by_questions(std::vector<std::string> pam_lines) {
  return {.configuration = {"PasswordAuthentication no", "MaxAuthTries 4"},
          .private_user = "glass",
          .password = "correct horse",
          .pam_lines = std::move(pam_lines),
          .home_files = {{".google_authenticator", code_file}}};
}

const std::vector<std::string> password_then_code = {"auth required pam_unix.so nodelay",
                                                     "auth required pam_google_authenticator.so no_increment_hotp",
                                                     "account required pam_unix.so", "session required pam_permit.so"};

TEST(keyboard_interactive, asks_for_the_password_without_echo) {
  sshd server(by_questions(sshd::default_pam_lines()));
  engine_driver driver(config_for(server), server.port());
  driver.will_answer(ssh::keyboard_interactive_reply{}, answers({"correct horse"}));
  ASSERT_TRUE(driver.run_until_said<ssh::shell_started>()) << driver.story() << "\n" << server.log();
  const auto* prompt = driver.last<ssh::interactive_prompt>();
  ASSERT_EQ(prompt->questions.size(), 1U);
  EXPECT_EQ(prompt->questions[0].text, "Password: ");
  EXPECT_FALSE(prompt->questions[0].echo);
  EXPECT_EQ(driver.last<ssh::authenticated>()->method, "keyboard-interactive");
}

TEST(keyboard_interactive, asks_one_round_after_another) {
  sshd server(by_questions(password_then_code));
  engine_driver driver(config_for(server), server.port());
  driver.will_answer(ssh::keyboard_interactive_reply{}, answers({"correct horse"}), answers({emergency_code}));
  ASSERT_TRUE(driver.run_until_said<ssh::shell_started>()) << driver.story() << "\n" << server.log();
  const auto prompts = driver.all<ssh::interactive_prompt>();
  ASSERT_EQ(prompts.size(), 2U);
  EXPECT_NE(prompts[0].questions[0].text.find("Password"), std::string::npos);
  EXPECT_NE(prompts[1].questions[0].text.find("Verification code"), std::string::npos);
}

TEST(keyboard_interactive, with_a_wrong_code_starts_again_from_the_choice_of_method) {
  sshd server(by_questions(password_then_code));
  engine_driver driver(config_for(server), server.port());
  driver.will_answer(ssh::keyboard_interactive_reply{}, answers({"correct horse"}), answers({"000000"}));
  driver.run_to_end();
  // sshd asks again by itself, in a new round of the same request or after a failure.
  if (driver.last<ssh::authentication_prompt>()->last == ssh::setback::denied) {
    driver.will_answer(ssh::keyboard_interactive_reply{});
  }
  driver.will_answer(answers({"correct horse"}), answers({emergency_code}));
  ASSERT_TRUE(driver.run_until_said<ssh::shell_started>()) << driver.story() << "\n" << server.log();
}

TEST(keyboard_interactive, that_is_cancelled_goes_back_to_the_choice_of_method) {
  sshd server(by_questions(password_then_code));
  engine_driver driver(config_for(server), server.port());
  driver.will_answer(ssh::keyboard_interactive_reply{}, answers({"correct horse"}), ssh::cancel_reply{},
                     ssh::keyboard_interactive_reply{}, answers({"correct horse"}), answers({emergency_code}));
  ASSERT_TRUE(driver.run_until_said<ssh::shell_started>()) << driver.story() << "\n" << server.log();
  EXPECT_EQ(driver.all<ssh::authentication_prompt>().size(), 2U);
}

TEST(keyboard_interactive, asks_for_a_new_password_when_the_old_one_has_expired) {
  sshd::options options = by_questions(sshd::default_pam_lines());
  options.age = sshd::options::password_age::expired;
  sshd server(options);
  engine_driver driver(config_for(server), server.port());
  driver.will_answer(ssh::keyboard_interactive_reply{}, answers({"correct horse"}));
  driver.will_answer(answers({"correct horse"}), answers({"battery staple 9"}), answers({"battery staple 9"}));
  ASSERT_TRUE(driver.run_until_said<ssh::shell_started>()) << driver.story() << "\n" << server.log();
  const auto prompts = driver.all<ssh::interactive_prompt>();
  ASSERT_GE(prompts.size(), 3U);
  EXPECT_NE(prompts.back().questions[0].text.find("new password"), std::string::npos)
      << prompts.back().questions[0].text;

  engine_driver again(config_for(server), server.port());
  again.will_answer(ssh::keyboard_interactive_reply{}, answers({"battery staple 9"}));
  EXPECT_TRUE(again.run_until_said<ssh::shell_started>()) << again.story() << "\n" << server.log();
}

TEST(keyboard_interactive, takes_as_many_answers_as_there_are_questions_and_no_other_number) {
  sshd server(by_questions(sshd::default_pam_lines()));
  engine_driver driver(config_for(server), server.port());
  driver.will_answer(ssh::keyboard_interactive_reply{});
  driver.run_to_end();
  const auto* prompt = driver.last<ssh::interactive_prompt>();
  ASSERT_NE(prompt, nullptr) << driver.story();
  EXPECT_FALSE(driver.answer(prompt->id, answers({})));
  EXPECT_FALSE(driver.answer(prompt->id, answers({"one", "two"})));
  EXPECT_TRUE(driver.answer(prompt->id, answers({"correct horse"})));
  EXPECT_TRUE(driver.run_until_said<ssh::shell_started>()) << driver.story();
}

}  // namespace
}  // namespace glasshell::test
