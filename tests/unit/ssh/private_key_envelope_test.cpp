// What is said of a pasted key before anything in it is decrypted.
#include "ssh/private_key_envelope.hpp"

#include "key_files.hpp"
#include "memory_watch.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace glasshell::ssh {
namespace {

using test::envelope_of;
using test::key_file;
using test::key_passphrase;
using test::open_key;
using test::setback_of;

setback refused(std::string_view text) { return setback_of(envelope_of(text)); }

std::string replaced(std::string text, std::string_view what, std::string_view by) {
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += by.size()) {
    text.replace(at, what.size(), by);
  }
  return text;
}

TEST(private_key_envelope, tells_format_encryption_and_public_half) {
  using format = private_key_envelope::format;
  struct expectation {
    const char* name;
    format kind;
    bool encrypted;
    const char* key_type;
  };
  for (const auto& [name, kind, encrypted, key_type] : {
           expectation{"ed25519", format::openssh, false, "ssh-ed25519"},
           expectation{"rsa2048.aes256-ctr", format::openssh, true, "ssh-rsa"},
           expectation{"ecdsa384.pkcs8", format::pkcs8, false, ""},
           expectation{"rsa2048.pkcs8-locked", format::encrypted_pkcs8, true, ""},
           expectation{"rsa2048.pkcs1", format::rsa, false, "ssh-rsa"},
           expectation{"rsa2048.pkcs1-locked", format::rsa, true, "ssh-rsa"},
           expectation{"ecdsa256.sec1", format::ec, false, ""},
           expectation{"ecdsa256.sec1-locked", format::ec, true, ""},
       }) {
    const auto read = envelope_of(key_file(name));
    ASSERT_EQ(setback_of(read), setback::none) << name;
    const auto& envelope = std::get<private_key_envelope>(read);
    EXPECT_EQ(envelope.kind, kind) << name;
    EXPECT_EQ(envelope.encrypted, encrypted) << name;
    EXPECT_EQ(envelope.key_type, key_type) << name;
    EXPECT_EQ(envelope.public_blob.empty(), kind != format::openssh) << name;
  }
  const auto locked = std::get<private_key_envelope>(envelope_of(key_file("ed25519.aes256-ctr")));
  EXPECT_EQ(locked.public_blob, test::public_blob("ed25519.pub")) << "known without the passphrase";
}

TEST(private_key_envelope, of_what_is_not_a_key_says_so) {
  for (const std::string& text :
       {std::string(), std::string("hello"), std::string("\n\n \t\n"), std::string(70'000, 'x'),
        std::string("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"), std::string("\0\1\2", 3)}) {
    EXPECT_EQ(refused(text), setback::not_a_private_key) << text.substr(0, 80);
  }
}

TEST(private_key_envelope, of_a_public_key_says_so) {
  for (const char* name : {"ed25519.pub", "rsa2048.pub", "ecdsa521.pub", "ed25519-cert.pub", "ecdsa256-cert.pub"}) {
    EXPECT_EQ(refused(key_file(name)), setback::public_key_given) << name;
  }
  EXPECT_EQ(refused("  \n ssh-ed25519 AAAA me@here\n"), setback::public_key_given);
  EXPECT_EQ(refused("-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA\n-----END PUBLIC KEY-----\n"),
            setback::public_key_given);
  EXPECT_EQ(refused("---- BEGIN SSH2 PUBLIC KEY ----\nAAAA\n"), setback::public_key_given);
}

TEST(private_key_envelope, of_a_key_type_that_we_do_not_sign_with_says_so) {
  EXPECT_EQ(refused(key_file("dsa.traditional")), setback::unsupported_key_type);
  EXPECT_EQ(refused("PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\n"), setback::unsupported_key_type);
  EXPECT_EQ(setback_of(open_key(key_file("ed448.pkcs8"))), setback::unsupported_key_type);
  EXPECT_EQ(setback_of(open_key(key_file("secp256k1.sec1"))), setback::unsupported_key_type);
}

TEST(private_key_envelope, does_not_mind_how_the_text_was_pasted) {
  for (const char* name : {"ed25519", "rsa2048.pkcs1", "rsa2048.pkcs1-locked", "ecdsa256.sec1-with-parameters"}) {
    const std::string text = key_file(name);
    std::string without_last_line_feed = text;
    without_last_line_feed.pop_back();
    for (const std::string& pasted :
         {replaced(text, "\n", "\r\n"), "    " + replaced(text, "\n", "\n    "), replaced(text, "\n", " \t\n"),
          "\n\n" + text, "Here is my key:\n" + text, text + "\nand more text\n", without_last_line_feed}) {
      EXPECT_EQ(setback_of(open_key(pasted, key_passphrase)), setback::none) << name << "\n" << pasted;
    }
  }
}

class damaged_file : public testing::TestWithParam<const char*> {
 protected:
  std::string text_ = key_file(GetParam());
  static bool is_fair(setback why) {
    return why == setback::damaged_key || why == setback::not_a_private_key || why == setback::wrong_passphrase ||
           why == setback::unsupported_key_cipher || why == setback::unsupported_key_type;
  }
};

TEST_P(damaged_file, cut_off_anywhere_never_opens) {
  const std::size_t whole = text_.find("-----END") + 1;
  for (std::size_t size = 0; size < whole; ++size) {
    const setback why = setback_of(open_key(std::string_view(text_).substr(0, size), key_passphrase));
    EXPECT_TRUE(why == setback::damaged_key || why == setback::not_a_private_key) << size << " " << name_of(why);
    if (size > 60) {
      EXPECT_EQ(why, setback::damaged_key) << size;
    }
  }
}

/// A changed letter may go unnoticed (a comment, padding bits), but never ends in anything but a fair answer.
TEST_P(damaged_file, with_any_letter_changed_gets_a_fair_answer) {
  for (std::size_t i = 0; i < text_.size(); i += 3) {
    std::string changed = text_;
    changed[i] = changed[i] == 'B' ? 'C' : 'B';
    const setback why = setback_of(open_key(changed, key_passphrase));
    EXPECT_TRUE(why == setback::none || is_fair(why)) << i << " " << name_of(why);
  }
}

INSTANTIATE_TEST_SUITE_P(files, damaged_file,
                         testing::Values("ed25519", "rsa2048.pkcs1", "ecdsa384.pkcs8", "ecdsa256.sec1",
                                         "ecdsa256.pkcs8-locked", "ecdsa256.sec1-locked"));

TEST(private_key_envelope, of_ec_parameters_without_a_key_is_damaged) {
  const std::string text = key_file("ecdsa256.sec1-with-parameters");
  EXPECT_EQ(refused(text.substr(0, text.find("-----BEGIN EC PRIVATE"))), setback::damaged_key);
}

/// The decoded octets of a key pass through OpenSSL and our own containers, and none of them keeps a copy.
TEST(private_key_envelope, leaves_no_private_key_behind) {
  if (!test::memory_watch::available()) GTEST_SKIP() << "this build cannot look into freed memory";
  const std::string text = key_file("ed25519");
  const bytes content = test::openssh_content("ed25519");
  const bytes public_half = test::public_blob("ed25519.pub");
  // The seed stands before the public half's second copy in the private section.
  const std::string_view all = as_text_view(content);
  const std::string_view point = as_text_view(public_half).substr(public_half.size() - 32);
  const std::size_t second = all.rfind(point);
  const std::string_view seed = all.substr(second - 32, 32);
  test::memory_watch watch(seed);
  {
    const auto key = open_key(text);
    ASSERT_EQ(setback_of(key), setback::none);
    EXPECT_FALSE(std::get<private_key>(key).sign("ssh-ed25519", as_bytes_view("data")).empty());
  }
  EXPECT_GT(watch.freed_blocks(), 0U);
  EXPECT_EQ(watch.finds(), 0U);
}

}  // namespace
}  // namespace glasshell::ssh
