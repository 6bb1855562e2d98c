// RFC 4252 §7 and RFC 8332 by script: the key is shown, wanted, unlocked, and signs.
#include "authentication_script.hpp"
#include "key_files.hpp"

#include "base/wire.hpp"

#include <algorithm>

namespace glasshell::test {
namespace {

using ssh::cause;
using ssh::setback;

class public_key_authentication : public authentication_script {
 protected:
  static ssh::public_key_reply key(std::string_view file, std::string certificate = "") {
    return {.private_key = secret_bytes(key_file(file)), .certificate = std::move(certificate)};
  }
  void expect_query(std::string_view algorithm, bytes_view blob) {
    expect_sent(request("publickey").u8(0).string(algorithm).string(blob));
  }
  void hear_wanted(std::string_view algorithm, bytes_view blob) {
    EXPECT_TRUE(hear(packet_builder(60).string(algorithm).string(blob)));
  }
  /// The request with a signature, of which the head is checked. @return the signature's octets
  bytes expect_signed(std::string_view algorithm, bytes_view blob) {
    const bytes packet = sent_.take();
    const bytes head = octets(request("publickey").u8(1).string(algorithm).string(blob));
    const bytes_view all(packet);
    const std::size_t size = std::min(head.size(), all.size());
    EXPECT_TRUE(std::ranges::equal(head, all.first(size)));
    return octets(all.subspan(size));
  }
  setback setback_with(ssh::public_key_reply reply) {
    EXPECT_TRUE(answer(begin_with("publickey"), std::move(reply)));
    const auto prompt = expect<ssh::authentication_prompt>();
    EXPECT_EQ(prompt.last_method, "publickey");
    expect_silence();
    return prompt.last;
  }

  bytes ed25519_ = public_blob("ed25519.pub");
};

TEST_F(public_key_authentication, shows_the_key_and_signs_when_it_is_wanted) {
  EXPECT_TRUE(answer(begin_with("publickey"), key("ed25519")));
  expect_query("ssh-ed25519", ed25519_);
  EXPECT_TRUE(machine_.awaits_server());
  hear_wanted("ssh-ed25519", ed25519_);
  const bytes signature = expect_signed("ssh-ed25519", ed25519_);
  EXPECT_EQ(signature.size(), 4U + 4 + 11 + 4 + 64);
  hear(packet_builder(52));
  EXPECT_EQ(expect<ssh::authenticated>().method, "publickey");
}

/// What is signed is the session's identifier and the request (RFC 4252 §7): another session, another signature.
TEST_F(public_key_authentication, signs_the_session_and_the_request) {
  const auto key_of = std::get<ssh::private_key>(open_key(key_file("ed25519")));
  EXPECT_TRUE(answer(begin_with("publickey"), key("ed25519")));
  sent_.clear();
  hear_wanted("ssh-ed25519", ed25519_);
  const bytes signature = expect_signed("ssh-ed25519", ed25519_);
  bytes data;
  wire_writer(data)
      .string32(bytes{1, 2, 3})
      .raw(octets(request("publickey").u8(1).string("ssh-ed25519").string(ed25519_)));
  bytes expected;
  wire_writer(expected).string32(key_of.sign("ssh-ed25519", data));
  EXPECT_EQ(signature, expected) << "Ed25519 signs without randomness";
}

TEST_F(public_key_authentication, asks_for_the_passphrase_only_of_a_wanted_key) {
  EXPECT_TRUE(answer(begin_with("publickey"), key("ed25519.aes256-ctr")));
  expect_query("ssh-ed25519", ed25519_);
  expect_silence();
  hear_wanted("ssh-ed25519", ed25519_);
  const auto prompt = expect<ssh::passphrase_prompt>();
  EXPECT_EQ(prompt.key_type, "ssh-ed25519");
  EXPECT_EQ(prompt.last, setback::none);
  EXPECT_TRUE(answer(prompt.id, passphrase("wrong")));
  const auto again = expect<ssh::passphrase_prompt>();
  EXPECT_EQ(again.last, setback::wrong_passphrase);
  EXPECT_EQ(sent_.waiting(), 0U) << "a wrong passphrase costs no try at the server";
  EXPECT_TRUE(answer(again.id, passphrase(key_passphrase)));
  expect_signed("ssh-ed25519", ed25519_);
}

TEST_F(public_key_authentication, asks_first_of_a_key_whose_public_half_is_encrypted_too) {
  EXPECT_TRUE(answer(begin_with("publickey"), key("ecdsa256.pkcs8-locked")));
  const auto prompt = expect<ssh::passphrase_prompt>();
  expect_silence();
  EXPECT_TRUE(answer(prompt.id, passphrase(key_passphrase)));
  expect_query("ecdsa-sha2-nistp256", public_blob("ecdsa256.pub"));
  hear_wanted("ecdsa-sha2-nistp256", public_blob("ecdsa256.pub"));
  expect_signed("ecdsa-sha2-nistp256", public_blob("ecdsa256.pub"));
}

TEST_F(public_key_authentication, whose_passphrase_is_given_up_goes_back_to_the_choice) {
  EXPECT_TRUE(answer(begin_with("publickey,password"), key("ecdsa256.pkcs8-locked")));
  EXPECT_TRUE(answer(expect<ssh::passphrase_prompt>().id, ssh::cancel_reply{}));
  const auto prompt = expect<ssh::authentication_prompt>();
  EXPECT_EQ(prompt.last, setback::none);
  EXPECT_TRUE(answer(prompt.id, password("x")));
}

TEST_F(public_key_authentication, with_a_key_that_the_server_does_not_want_says_so) {
  EXPECT_TRUE(answer(begin_with("publickey"), key("ed25519")));
  sent_.clear();
  hear_failure("publickey");
  const auto prompt = expect<ssh::authentication_prompt>();
  EXPECT_EQ(prompt.last, setback::key_not_accepted);
  EXPECT_TRUE(answer(prompt.id, key("ecdsa256"))) << "another key may follow";
  expect_query("ecdsa-sha2-nistp256", public_blob("ecdsa256.pub"));
}

TEST_F(public_key_authentication, whose_signature_is_refused_is_denied) {
  EXPECT_TRUE(answer(begin_with("publickey"), key("ed25519")));
  hear_wanted("ssh-ed25519", ed25519_);
  sent_.clear();
  hear_failure("publickey");
  EXPECT_EQ(expect<ssh::authentication_prompt>().last, setback::denied);
}

/// A server that says yes to another key than the one it was shown must not get a signature.
TEST_F(public_key_authentication, ends_if_the_server_wants_another_key_than_the_one_shown) {
  EXPECT_TRUE(answer(begin_with("publickey"), key("ed25519")));
  sent_.clear();
  hear_wanted("ssh-ed25519", public_blob("ecdsa256.pub"));
  expect_failed(cause::protocol_error);
  expect_silence();
}

TEST_F(public_key_authentication, ends_if_the_server_wants_a_key_that_is_cut) {
  EXPECT_TRUE(answer(begin_with("publickey"), key("ed25519")));
  sent_.clear();
  hear(packet_builder(60).string("ssh-ed25519").u32(0xfffffff0).u8(0));
  expect_failed(cause::protocol_error);
  expect_silence();
}

TEST_F(public_key_authentication, takes_an_answer_that_names_the_algorithm_differently) {
  EXPECT_TRUE(answer(begin_with("publickey"), key("rsa2048")));
  expect_query("rsa-sha2-512", public_blob("rsa2048.pub"));
  hear_wanted("ssh-rsa", public_blob("rsa2048.pub"));
  expect_signed("rsa-sha2-512", public_blob("rsa2048.pub"));
}

TEST_F(public_key_authentication, signs_with_an_rsa_key_as_the_servers_list_allows_and_never_with_sha1) {
  signature_algorithms_ = "ssh-ed25519,rsa-sha2-256,ssh-rsa";
  EXPECT_TRUE(answer(begin_with("publickey"), key("rsa2048")));
  expect_query("rsa-sha2-256", public_blob("rsa2048.pub"));
  hear_wanted("rsa-sha2-256", public_blob("rsa2048.pub"));
  expect_signed("rsa-sha2-256", public_blob("rsa2048.pub"));
}

TEST_F(public_key_authentication, does_not_sign_with_an_rsa_key_for_a_server_that_knows_sha1_only) {
  signature_algorithms_ = "ssh-rsa,ssh-dss";
  EXPECT_EQ(setback_with(key("rsa2048")), setback::key_not_accepted);
}

TEST_F(public_key_authentication, by_certificate_shows_the_certificate_and_signs_with_the_key) {
  const bytes certificate = public_blob("ed25519-cert.pub");
  EXPECT_TRUE(answer(begin_with("publickey"), key("ed25519", key_file("ed25519-cert.pub"))));
  expect_query("ssh-ed25519-cert-v01@openssh.com", certificate);
  hear_wanted("ssh-ed25519-cert-v01@openssh.com", certificate);
  const bytes signature = expect_signed("ssh-ed25519-cert-v01@openssh.com", certificate);
  wire_reader reader(signature);
  wire_reader inner(reader.string32());
  EXPECT_EQ(as_text_view(inner.string32()), "ssh-ed25519") << "the signature itself is the key's (PROTOCOL.certkeys)";
}

TEST_F(public_key_authentication, by_rsa_certificate_signs_with_sha2) {
  EXPECT_TRUE(answer(begin_with("publickey"), key("rsa2048", key_file("rsa2048-cert.pub"))));
  expect_query("rsa-sha2-512-cert-v01@openssh.com", public_blob("rsa2048-cert.pub"));
}

TEST_F(public_key_authentication, names_what_is_wrong_with_a_key_and_sends_nothing) {
  EXPECT_EQ(setback_with({secret_bytes(std::string_view("hello")), ""}), setback::not_a_private_key);
}
TEST_F(public_key_authentication, names_a_public_key) {
  EXPECT_EQ(setback_with(key("ed25519.pub")), setback::public_key_given);
}
TEST_F(public_key_authentication, names_a_cipher_that_it_cannot_read) {
  EXPECT_EQ(setback_with(key("ed25519.chacha20-poly1305")), setback::unsupported_key_cipher);
}
TEST_F(public_key_authentication, names_a_key_type_that_it_does_not_sign_with) {
  EXPECT_EQ(setback_with(key("dsa.traditional")), setback::unsupported_key_type);
}
TEST_F(public_key_authentication, names_a_damaged_key) {
  const std::string text = key_file("ed25519");
  EXPECT_EQ(setback_with({secret_bytes(std::string_view(text).substr(0, 200)), ""}), setback::damaged_key);
}
TEST_F(public_key_authentication, names_a_certificate_of_another_key) {
  EXPECT_EQ(setback_with(key("ed25519", key_file("ecdsa256-cert.pub"))), setback::certificate_mismatch);
}
TEST_F(public_key_authentication, names_a_certificate_of_another_key_when_the_key_is_opened) {
  EXPECT_TRUE(answer(begin_with("publickey"), key("ecdsa256.pkcs8-locked", key_file("ed25519-cert.pub"))));
  EXPECT_TRUE(answer(expect<ssh::passphrase_prompt>().id, passphrase(key_passphrase)));
  EXPECT_EQ(expect<ssh::authentication_prompt>().last, setback::certificate_mismatch);
  expect_silence();
}

TEST_F(public_key_authentication, then_a_second_factor_by_partial_success) {
  EXPECT_TRUE(answer(begin_with("publickey"), key("ed25519")));
  hear_wanted("ssh-ed25519", ed25519_);
  sent_.clear();
  hear_failure("keyboard-interactive", true);
  const auto prompt = expect<ssh::authentication_prompt>();
  EXPECT_EQ(prompt.last, setback::partial_success);
  EXPECT_EQ(prompt.last_method, "publickey");
  EXPECT_TRUE(answer(prompt.id, ssh::keyboard_interactive_reply{}));
  expect_sent(request("keyboard-interactive").string("").string(""));
}

}  // namespace
}  // namespace glasshell::test
