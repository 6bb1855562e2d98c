// Keys that do not do, in a running session: each is told apart, and another answer may follow.
#include "session_fixture.hpp"

namespace glasshell::test {
namespace {

class unusable_key : public session_test {
 protected:
  /// What the next prompt says about a key, and whether the right one still works after it.
  void expect(ssh::setback why, ssh::public_key_reply key) {
    engine_driver driver(config_for(server_), server_.port());
    driver.will_answer(std::move(key));
    driver.run_to_end();
    const auto* prompt = driver.last<ssh::authentication_prompt>();
    ASSERT_NE(prompt, nullptr) << driver.story();
    EXPECT_EQ(prompt->last, why) << ssh::name_of(prompt->last);
    EXPECT_EQ(prompt->last_method, "publickey");
    reach_shell(driver, server_);
  }
  sshd server_{with_key()};
};

TEST_F(unusable_key, of_somebody_else_is_not_accepted) {
  expect(ssh::setback::key_not_accepted, key_reply(make_key(folder_, "stranger", {"-t", "ed25519"})));
}

TEST_F(unusable_key, that_is_no_key_is_told_so) {
  expect(ssh::setback::not_a_private_key, {.private_key = secret_bytes(std::string_view("hello")), .certificate = ""});
}

TEST_F(unusable_key, that_is_the_public_half_is_told_so) {
  expect(ssh::setback::public_key_given,
         {.private_key = secret_bytes(std::string_view(key_.public_key)), .certificate = ""});
}

TEST_F(unusable_key, that_is_damaged_is_told_so) {
  std::string text = key_.private_key;
  text.erase(text.find("\n-----END") - 30, 30);  // cut off while it was copied
  expect(ssh::setback::damaged_key, {.private_key = secret_bytes(std::string_view(text)), .certificate = ""});
}

TEST_F(unusable_key, whose_cipher_we_cannot_read_is_told_so) {
  expect(ssh::setback::unsupported_key_cipher,
         key_reply(make_key(folder_, "chacha", {"-t", "ed25519", "-Z", "chacha20-poly1305@openssh.com"}, "phrase")));
}

TEST_F(unusable_key, whose_passphrase_is_not_known_can_be_given_up) {
  const key_pair locked = make_key(folder_, "locked", {"-t", "ed25519"}, "phrase");
  sshd server({.authorized = {key_.public_key, locked.public_key}});
  engine_driver driver(config_for(server), server.port());
  driver.will_answer(key_reply(locked), ssh::cancel_reply{});
  driver.run_to_end();
  ASSERT_NE(driver.last<ssh::passphrase_prompt>(), nullptr) << driver.story();
  EXPECT_EQ(driver.last<ssh::passphrase_prompt>()->key_type, "ssh-ed25519");
  reach_shell(driver, server);
}

}  // namespace
}  // namespace glasshell::test
