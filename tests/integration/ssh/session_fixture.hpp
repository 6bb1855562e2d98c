// What the tests of whole sessions share: a folder with a key, a server that takes it, and an engine that reaches its shell.
#pragma once

#include "support/engine_driver.hpp"
#include "support/sshd.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace glasshell::test {

inline ssh::public_key_reply key_reply(const key_pair& key, std::string certificate = "") {
  return {.private_key = secret_bytes(key.private_key), .certificate = std::move(certificate)};
}

inline ssh::config config_for(const sshd& server) {
  ssh::config settings;
  settings.user = server.user();
  settings.known_hosts = {server.host_key()};
  return settings;
}

class session_test : public testing::Test {
 protected:
  sshd::options with_key(std::vector<std::string> configuration = {}) {
    return {.configuration = std::move(configuration), .authorized = {key_.public_key}};
  }
  /// Signs in with the folder's key. Fails the test if there is no shell at the end.
  void reach_shell(engine_driver& driver, const sshd& server) {
    driver.will_answer(key_reply(key_));
    ASSERT_TRUE(driver.run_until_said<ssh::shell_started>()) << driver.story() << "\n" << server.log();
  }

  temporary_directory folder_;
  key_pair key_ = make_key(folder_, "login", {"-t", "ed25519"});
};

}  // namespace glasshell::test
