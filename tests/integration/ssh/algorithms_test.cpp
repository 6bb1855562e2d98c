// Each algorithm that is offered works with OpenSSH, and having none in common is said with both lists.
#include "session_fixture.hpp"

#include "ssh/algorithm_preferences.hpp"

#include <algorithm>

namespace glasshell::test {
namespace {

std::vector<std::string> split(const std::string& list) {
  std::vector<std::string> names;
  for (std::size_t from = 0; from <= list.size();) {
    const std::size_t comma = std::min(list.find(',', from), list.size());
    names.push_back(list.substr(from, comma - from));
    from = comma + 1;
  }
  return names;
}

struct restriction {
  std::string option;
  std::string name;
};
void PrintTo(const restriction& one, std::ostream* out) { *out << one.option << " " << one.name; }

std::vector<restriction> offered_one_by_one() {
  const ssh::algorithm_preferences offered = ssh::preferences_for({});
  std::vector<restriction> all;
  for (const auto& name : split(offered.kex)) all.push_back({"KexAlgorithms", name});
  for (const auto& name : split(offered.cipher)) all.push_back({"Ciphers", name});
  for (const auto& name : split(offered.mac)) all.push_back({"Ciphers aes256-ctr\nMACs", name});
  for (const auto& name : split(offered.host_key)) all.push_back({"HostKeyAlgorithms", name});
  return all;
}

class offered_algorithm : public testing::TestWithParam<restriction> {};

TEST_P(offered_algorithm, works_with_openssh) {
  temporary_directory folder;
  const key_pair key = make_key(folder, "login", {"-t", "ed25519"});
  sshd server({.configuration = {GetParam().option + " " + GetParam().name},
               .authorized = {key.public_key},
               .host_key_types = {"ed25519", "rsa", "ecdsa256", "ecdsa384", "ecdsa521"}});
  ssh::config settings;
  settings.user = server.user();
  engine_driver driver(settings, server.port());
  driver.will_answer(ssh::host_key_decision::accept, key_reply(key));
  ASSERT_TRUE(driver.run_until_said<ssh::shell_started>()) << driver.story() << "\n" << server.log();
  driver.type("stty -echo; seq 1 20000; echo fi''nished\n");
  EXPECT_TRUE(driver.run_until_screen_shows("20000\r\nfinished")) << driver.story();
  const auto* used = driver.last<ssh::negotiated>();
  const std::vector<std::string> names = {used->kex, used->cipher_to_client, used->mac_to_client, used->host_key};
  EXPECT_NE(std::find(names.begin(), names.end(), GetParam().name), names.end());
}

INSTANTIATE_TEST_SUITE_P(each, offered_algorithm, testing::ValuesIn(offered_one_by_one()));

struct mismatch {
  const char* configuration;
  const char* category;
  const char* theirs;
};
void PrintTo(const mismatch& one, std::ostream* out) { *out << one.configuration; }

class no_common_algorithm : public testing::TestWithParam<mismatch> {};

TEST_P(no_common_algorithm, is_said_with_both_lists) {
  sshd server({.configuration = {GetParam().configuration}, .host_key_types = {"ed25519", "rsa"}});
  engine_driver driver(config_for(server), server.port());
  driver.run_to_end();
  const auto* failed = driver.last<ssh::failed>();
  ASSERT_NE(failed, nullptr) << driver.story();
  EXPECT_EQ(failed->why.stage, ssh::stage::key_exchange);
  EXPECT_EQ(failed->why.cause, ssh::cause::no_common_algorithm) << driver.story();
  ASSERT_TRUE(failed->why.mismatch.has_value());
  EXPECT_EQ(failed->why.mismatch->category, GetParam().category);
  EXPECT_EQ(failed->why.mismatch->theirs, split(GetParam().theirs));
  EXPECT_FALSE(failed->why.mismatch->ours.empty());
  EXPECT_NE(describe(failed->why).find(split(GetParam().theirs).front()), std::string::npos) << describe(failed->why);
}

INSTANTIATE_TEST_SUITE_P(each, no_common_algorithm,
                         testing::Values(mismatch{"KexAlgorithms sntrup761x25519-sha512@openssh.com", "key exchange",
                                                  "sntrup761x25519-sha512@openssh.com"},
                                         mismatch{"HostKeyAlgorithms ssh-rsa", "host key", "ssh-rsa"},
                                         mismatch{"Ciphers aes256-cbc,3des-cbc", "cipher to server",
                                                  "aes256-cbc,3des-cbc"},
                                         mismatch{"Ciphers aes256-ctr\nMACs umac-64@openssh.com,hmac-md5",
                                                  "MAC to server", "umac-64@openssh.com,hmac-md5"}));

}  // namespace
}  // namespace glasshell::test
