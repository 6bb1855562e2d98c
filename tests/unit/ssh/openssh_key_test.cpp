// OpenSSH's own format (PROTOCOL.key), field by field.
#include "ssh/openssh_key.hpp"

#include "key_files.hpp"

#include "base/wire.hpp"

#include <gtest/gtest.h>

#include <string>

namespace glasshell::ssh {
namespace {

using namespace std::string_view_literals;
using test::key_file;
using test::key_passphrase;
using test::open_key;
using test::openssh_content;
using test::public_blob;
using test::setback_of;

/// A file made of fields, each of which a test can put wrong.
struct fields {
  std::string magic = std::string("openssh-key-v1\0", 15);
  std::string cipher = "none";
  std::string kdf = "none";
  bytes kdf_options = {};
  std::uint32_t keys = 1;
  bytes public_half = public_blob("ed25519.pub");
  bytes section = {};
  bytes rest = {};

  [[nodiscard]] bytes content() const {
    bytes octets;
    wire_writer(octets)
        .raw(as_bytes_view(magic))
        .string32(cipher)
        .string32(kdf)
        .string32(kdf_options)
        .u32(keys)
        .string32(public_half)
        .string32(section)
        .raw(rest);
    return octets;
  }
  [[nodiscard]] setback outcome(std::string_view passphrase = "") const {
    return setback_of(open_key(test::in_openssh_armour(content()), passphrase));
  }
};

/// The file "ed25519" taken apart.
fields honest() {
  const bytes content = openssh_content("ed25519");
  fields made;
  wire_reader reader(bytes_view(content).subspan(made.magic.size()));
  reader.string32();
  reader.string32();
  reader.string32();
  reader.u32();
  reader.string32();
  const bytes_view section = reader.string32();
  made.section = bytes(section.begin(), section.end());
  return made;
}

bytes bcrypt_options(std::uint32_t rounds) {
  bytes options;
  wire_writer(options).string32(bytes(16, 's')).u32(rounds);
  return options;
}

fields locked(std::uint32_t rounds) {
  fields made = honest();
  made.cipher = "aes256-ctr";
  made.kdf = "bcrypt";
  made.kdf_options = bcrypt_options(rounds);
  made.section.resize(made.section.size() / 16 * 16);
  return made;
}

TEST(openssh_key, that_is_taken_apart_and_put_together_still_opens) { EXPECT_EQ(honest().outcome(), setback::none); }

TEST(openssh_key, with_a_cipher_that_we_cannot_read_says_so_even_with_the_right_passphrase) {
  EXPECT_EQ(setback_of(open_key(key_file("ed25519.chacha20-poly1305"), key_passphrase)),
            setback::unsupported_key_cipher);
  EXPECT_EQ(setback_of(open_key(key_file("ed25519.chacha20-poly1305"), "wrong")), setback::unsupported_key_cipher);
  fields made = locked(16);
  made.cipher = "rot13@example";
  EXPECT_EQ(made.outcome("x"), setback::unsupported_key_cipher);
}

TEST(openssh_key, with_a_key_derivation_that_we_cannot_do_says_so) {
  fields made = locked(16);
  made.kdf = "argon2id";
  EXPECT_EQ(made.outcome("x"), setback::unsupported_key_cipher);
  made.kdf = "none";
  EXPECT_EQ(made.outcome("x"), setback::unsupported_key_cipher);
}

TEST(openssh_key, whose_rounds_would_take_minutes_is_refused_at_once) {
  EXPECT_EQ(locked(0xffffffff).outcome("x"), setback::unsupported_key_cipher);
  EXPECT_EQ(locked(2049).outcome("x"), setback::unsupported_key_cipher);
  EXPECT_EQ(locked(0).outcome("x"), setback::unsupported_key_cipher);
  EXPECT_EQ(locked(1).outcome("x"), setback::wrong_passphrase);
}

TEST(openssh_key, whose_envelope_is_damaged_says_so) {
  fields made = honest();
  made.magic = std::string("openssh-key-v2\0", 15);
  EXPECT_EQ(made.outcome(), setback::damaged_key);
  for (const std::uint32_t keys : {0U, 2U, 0xffffffffU}) {
    made = honest();
    made.keys = keys;
    EXPECT_EQ(made.outcome(), setback::damaged_key);
  }
  made = honest();
  made.section.pop_back();
  EXPECT_EQ(made.outcome(), setback::damaged_key) << "not a multiple of the block";
  made = locked(1);
  made.section.resize(made.section.size() - 8);
  EXPECT_EQ(made.outcome("x"), setback::damaged_key) << "not a multiple of the cipher's block";
  made = locked(1);
  made.rest = bytes(16, 0);
  EXPECT_EQ(made.outcome("x"), setback::damaged_key) << "a tag where the cipher has none";
  made.cipher = "aes256-gcm@openssh.com";
  EXPECT_EQ(made.outcome("x"), setback::wrong_passphrase);
  made.rest.pop_back();
  EXPECT_EQ(made.outcome("x"), setback::damaged_key) << "a tag that is cut";
}

TEST(openssh_key, whose_private_half_is_damaged_says_so) {
  fields made = honest();
  made.section[0] ^= 1;
  EXPECT_EQ(made.outcome(), setback::damaged_key) << "the two checks differ";
  made = honest();
  made.section.resize(8);
  EXPECT_EQ(made.outcome(), setback::damaged_key);
  made.section.clear();
  EXPECT_EQ(made.outcome(), setback::damaged_key);
}

TEST(openssh_key, whose_halves_are_of_two_keys_is_damaged) {
  fields made = honest();
  made.public_half = public_blob("ed25519-openssl.pub");
  EXPECT_EQ(made.outcome(), setback::damaged_key);
  made.public_half = public_blob("rsa2048.pub");
  EXPECT_EQ(made.outcome(), setback::damaged_key);
}

TEST(openssh_key, of_a_type_that_we_do_not_sign_with_says_so) {
  for (const auto type : {"ssh-dss"sv, "sk-ssh-ed25519@openssh.com"sv, ""sv}) {
    fields made = honest();
    made.public_half.clear();
    wire_writer(made.public_half).string32(type);
    EXPECT_EQ(made.outcome(), setback::unsupported_key_type) << type;
  }
}

TEST(openssh_key, that_is_cut_anywhere_is_damaged) {
  for (const fields& made : {honest(), locked(1)}) {
    const bytes whole = made.content();
    for (std::size_t size = 1; size < whole.size(); ++size) {
      const auto text = test::in_openssh_armour(bytes_view(whole).first(size));
      EXPECT_EQ(setback_of(open_key(text, "x")), setback::damaged_key) << size;
    }
  }
}

}  // namespace
}  // namespace glasshell::ssh
