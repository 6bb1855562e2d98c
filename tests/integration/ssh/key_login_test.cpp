// Signing in with each kind of key, in each format, with and without a passphrase.
#include "session_fixture.hpp"

namespace glasshell::test {
namespace {

struct key_kind {
  const char* name;
  std::vector<std::string> arguments;
  const char* passphrase;
};
void PrintTo(const key_kind& kind, std::ostream* out) { *out << kind.name; }

class key_login : public testing::TestWithParam<key_kind> {};

TEST_P(key_login, reaches_the_shell) {
  temporary_directory folder;
  const key_pair key = make_key(folder, "key", GetParam().arguments, GetParam().passphrase);
  sshd server({.authorized = {key.public_key}});
  engine_driver driver(config_for(server), server.port());
  driver.will_answer(key_reply(key));
  const std::string_view passphrase = GetParam().passphrase;
  if (!passphrase.empty()) {
    driver.will_answer(ssh::passphrase_reply{secret_bytes(std::string_view("not it"))},
                       ssh::passphrase_reply{secret_bytes(passphrase)});
  }
  ASSERT_TRUE(driver.run_until_said<ssh::shell_started>()) << driver.story() << "\n" << server.log();
  EXPECT_EQ(driver.last<ssh::authenticated>()->method, "publickey");
  const auto prompts = driver.all<ssh::passphrase_prompt>();
  ASSERT_EQ(prompts.size(), passphrase.empty() ? 0U : 2U);
  if (!passphrase.empty()) {
    EXPECT_EQ(prompts[0].last, ssh::setback::none);
    EXPECT_EQ(prompts[1].last, ssh::setback::wrong_passphrase);
  }
}

INSTANTIATE_TEST_SUITE_P(
    kinds, key_login,
    testing::Values(key_kind{"ed25519", {"-t", "ed25519"}, ""}, key_kind{"ed25519_locked", {"-t", "ed25519"}, "phrase"},
                    key_kind{"ecdsa256", {"-t", "ecdsa", "-b", "256"}, ""},
                    key_kind{"ecdsa384", {"-t", "ecdsa", "-b", "384"}, ""},
                    key_kind{"ecdsa521", {"-t", "ecdsa", "-b", "521"}, "phrase"},
                    key_kind{"rsa2048", {"-t", "rsa", "-b", "2048"}, ""},
                    key_kind{"rsa4096_locked", {"-t", "rsa", "-b", "4096"}, "phrase"},
                    key_kind{"rsa_pem", {"-t", "rsa", "-b", "2048", "-m", "PEM"}, ""},
                    key_kind{"rsa_pem_locked", {"-t", "rsa", "-b", "2048", "-m", "PEM"}, "phrase"},
                    key_kind{"rsa_pkcs8", {"-t", "rsa", "-b", "2048", "-m", "PKCS8"}, ""},
                    key_kind{"rsa_pkcs8_locked", {"-t", "rsa", "-b", "2048", "-m", "PKCS8"}, "phrase"},
                    key_kind{"ecdsa_pem", {"-t", "ecdsa", "-m", "PEM"}, ""},
                    key_kind{"ecdsa_pem_locked", {"-t", "ecdsa", "-m", "PEM"}, "phrase"},
                    key_kind{"ecdsa_pkcs8_locked", {"-t", "ecdsa", "-m", "PKCS8"}, "phrase"},
                    key_kind{"aes256_cbc", {"-t", "ed25519", "-Z", "aes256-cbc"}, "phrase"},
                    key_kind{"aes128_ctr", {"-t", "ed25519", "-Z", "aes128-ctr"}, "phrase"},
                    key_kind{"des3_cbc", {"-t", "ed25519", "-Z", "3des-cbc"}, "phrase"},
                    key_kind{"aes256_gcm", {"-t", "ed25519", "-Z", "aes256-gcm@openssh.com"}, "phrase"},
                    key_kind{"many_rounds", {"-t", "ed25519", "-a", "100"}, "phrase"}),
    [](const auto& one) { return std::string(one.param.name); });

TEST_F(session_test, an_ed25519_key_of_openssl_reaches_the_shell) {
  const std::string path = folder_ / "pkcs8";
  run({"openssl", "genpkey", "-algorithm", "ed25519", "-out", path});
  // ssh-keygen cannot convert it, so the public half comes from its DER: the last 32 octets.
  const std::string der = run({"openssl", "pkey", "-in", path, "-pubout", "-outform", "DER"});
  const std::string_view point = std::string_view(der).substr(der.size() - 32);
  const std::string raw = std::string("\0\0\0\x0bssh-ed25519\0\0\0\x20", 19) + std::string(point);
  const std::string file = folder_.write("raw", raw);
  std::string base64 = run({"base64", "-w0", file});
  sshd server({.authorized = {"ssh-ed25519 " + base64}});
  engine_driver driver(config_for(server), server.port());
  driver.will_answer(ssh::public_key_reply{secret_bytes(read_file(path)), ""});
  EXPECT_TRUE(driver.run_until_said<ssh::shell_started>()) << driver.story() << "\n" << server.log();
}

TEST_F(session_test, an_rsa_key_never_signs_with_sha1) {
  const key_pair rsa = make_key(folder_, "rsa", {"-t", "rsa", "-b", "2048"});
  sshd server({.configuration = {"PubkeyAcceptedAlgorithms ssh-rsa,ssh-ed25519"}, .authorized = {rsa.public_key}});
  engine_driver driver(config_for(server), server.port());
  driver.will_answer(key_reply(rsa));
  driver.run_to_end();
  const auto* prompt = driver.last<ssh::authentication_prompt>();
  ASSERT_NE(prompt, nullptr);
  EXPECT_EQ(prompt->last, ssh::setback::key_not_accepted) << driver.story();
}

TEST_F(session_test, an_encrypted_key_is_shown_to_the_server_before_the_passphrase_is_asked) {
  const key_pair stranger = make_key(folder_, "stranger", {"-t", "ed25519"}, "phrase");
  sshd server(with_key());
  engine_driver driver(config_for(server), server.port());
  driver.will_answer(key_reply(stranger));
  driver.run_to_end();
  EXPECT_EQ(driver.last<ssh::passphrase_prompt>(), nullptr) << "for a key that the server does not want";
  ASSERT_NE(driver.last<ssh::authentication_prompt>(), nullptr);
  EXPECT_EQ(driver.last<ssh::authentication_prompt>()->last, ssh::setback::key_not_accepted);
}

}  // namespace
}  // namespace glasshell::test
