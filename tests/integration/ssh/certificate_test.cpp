// Signing in with a user certificate beside the key (OpenSSH PROTOCOL.certkeys).
#include "session_fixture.hpp"

namespace glasshell::test {
namespace {

class certificate_login : public testing::TestWithParam<const char*> {
 protected:
  std::string certify(const key_pair& key, const std::vector<std::string>& options) {
    std::vector<std::string> command = {"ssh-keygen", "-q", "-s", authority_.path, "-I", "test"};
    command.insert(command.end(), options.begin(), options.end());
    command.push_back(key.path + ".pub");
    run(command);
    return read_file(key.path + "-cert.pub");
  }
  temporary_directory folder_;
  key_pair authority_ = make_key(folder_, "authority", {"-t", "ed25519"});
  key_pair key_ = make_key(folder_, "login", {"-t", GetParam()});
  sshd server_{{.configuration = {"TrustedUserCAKeys " + authority_.path + ".pub"}}};
};

TEST_P(certificate_login, reaches_the_shell_though_the_key_itself_is_not_authorized) {
  const std::string certificate = certify(key_, {"-n", server_.user()});
  engine_driver driver(config_for(server_), server_.port());
  driver.will_answer(key_reply(key_, certificate));
  EXPECT_TRUE(driver.run_until_said<ssh::shell_started>()) << driver.story() << "\n" << server_.log();
}

TEST_P(certificate_login, for_another_user_is_not_accepted) {
  const std::string certificate = certify(key_, {"-n", "nobody-here"});
  engine_driver driver(config_for(server_), server_.port());
  driver.will_answer(key_reply(key_, certificate));
  driver.run_to_end();
  ASSERT_NE(driver.last<ssh::authentication_prompt>(), nullptr);
  EXPECT_EQ(driver.last<ssh::authentication_prompt>()->last, ssh::setback::key_not_accepted) << driver.story();
}

TEST_P(certificate_login, of_another_key_is_told_so_before_anything_is_sent) {
  const key_pair other = make_key(folder_, "other", {"-t", GetParam()});
  const std::string certificate = certify(other, {"-n", server_.user()});
  engine_driver driver(config_for(server_), server_.port());
  driver.will_answer(key_reply(key_, certificate));
  driver.run_to_end();
  EXPECT_EQ(driver.last<ssh::authentication_prompt>()->last, ssh::setback::certificate_mismatch) << driver.story();
}

TEST_P(certificate_login, with_a_hosts_certificate_is_told_so) {
  const std::string certificate = certify(key_, {"-h", "-n", "host.example"});
  engine_driver driver(config_for(server_), server_.port());
  driver.will_answer(key_reply(key_, certificate));
  driver.run_to_end();
  EXPECT_EQ(driver.last<ssh::authentication_prompt>()->last, ssh::setback::certificate_mismatch) << driver.story();
}

INSTANTIATE_TEST_SUITE_P(key_types, certificate_login, testing::Values("ed25519", "ecdsa", "rsa"),
                         [](const auto& one) { return std::string(one.param); });

}  // namespace
}  // namespace glasshell::test
