#include "relay/openssh/key_text.hpp"

#include "public_keys.hpp"

#include "base/wire.hpp"
#include "relay/openssh/padded_base64.hpp"

#include <gtest/gtest.h>

namespace glasshell::relay::openssh {
namespace {

std::string word_of(std::string_view type, std::string_view base64) {
  const auto parsed = parse_key(type, base64);
  if (const auto* why = std::get_if<problem>(&parsed)) return std::string(name_of(*why));
  const auto& key = std::get<ssh::known_host_key>(parsed);
  return key.type + (to_padded_base64(key.blob) == base64 ? " whole" : " changed");
}

std::string word_of(std::string_view type, const bytes& blob) { return word_of(type, to_padded_base64(blob)); }

TEST(key_text, of_each_type_that_ssh_keygen_makes_is_read) {
  for (const std::string name : {"ed25519", "ecdsa256", "ecdsa384", "ecdsa521", "rsa2048"}) {
    const std::string line = test::public_key(name);
    const std::string type = line.substr(0, line.find(' '));
    EXPECT_EQ(word_of(type, line.substr(type.size() + 1)), type + " whole");
  }
}

TEST(key_text, of_keys_that_ssh_knows_and_few_have_is_read) {
  bytes sk;
  wire_writer(sk).string32("sk-ssh-ed25519@openssh.com").string32(bytes(32, 1)).string32("ssh:");
  EXPECT_EQ(word_of("sk-ssh-ed25519@openssh.com", sk), "sk-ssh-ed25519@openssh.com whole");
  bytes dss;
  wire_writer(dss).string32("ssh-dss").string32("p").string32("q").string32("g").string32("y");
  EXPECT_EQ(word_of("ssh-dss", dss), "ssh-dss whole");
  bytes point(65, 1);
  point[0] = 4;
  bytes sk_ecdsa;
  wire_writer(sk_ecdsa)
      .string32("sk-ecdsa-sha2-nistp256@openssh.com")
      .string32("nistp256")
      .string32(point)
      .string32("ssh:");
  EXPECT_EQ(word_of("sk-ecdsa-sha2-nistp256@openssh.com", sk_ecdsa), "sk-ecdsa-sha2-nistp256@openssh.com whole");
}

TEST(key_text, of_another_type_than_it_says_is_refused) {
  const std::string ed25519 = test::public_key("ed25519").substr(12);
  EXPECT_EQ(word_of("ecdsa-sha2-nistp256", ed25519), "other_key_type");
  EXPECT_EQ(word_of("ssh-foo", ed25519), "unknown_key_type");
  EXPECT_EQ(word_of("ed25519", ed25519), "unknown_key_type");
  EXPECT_EQ(word_of("ssh-ed25519-cert-v01@openssh.com", ed25519), "certificate_for_a_key");
  EXPECT_EQ(word_of("ecdsa-sha2-nistp384", test::public_key("ecdsa256").substr(20)), "other_key_type");
}

TEST(key_text, of_another_form_of_base64_is_refused_as_ssh_does) {
  const std::string key = test::public_key("ecdsa256").substr(20);
  ASSERT_TRUE(key.ends_with("="));
  EXPECT_EQ(word_of("ecdsa-sha2-nistp256", key.substr(0, key.find('='))), "not_base64");
  EXPECT_EQ(word_of("ecdsa-sha2-nistp256", key + "="), "not_base64");
  EXPECT_EQ(word_of("ecdsa-sha2-nistp256", "?" + key.substr(1)), "not_base64");
  EXPECT_EQ(word_of("ssh-ed25519", ""), "malformed_key");
}

TEST(key_text, that_is_cut_anywhere_is_refused) {
  for (const std::string name : {"ed25519", "ecdsa521", "rsa2048"}) {
    const std::string line = test::public_key(name);
    const std::string type = line.substr(0, line.find(' '));
    const bytes whole = *from_padded_base64(line.substr(type.size() + 1));
    for (std::size_t size = 0; size < whole.size(); ++size) {
      EXPECT_EQ(word_of(type, bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size))), "malformed_key")
          << name << " " << size;
    }
    bytes longer = whole;
    longer.push_back(0);
    EXPECT_EQ(word_of(type, longer), "malformed_key") << name;
  }
}

TEST(key_text, with_fields_of_the_wrong_size_is_refused) {
  bytes compressed;
  wire_writer(compressed).string32("ecdsa-sha2-nistp256").string32("nistp256").string32(bytes(33, 2));
  EXPECT_EQ(word_of("ecdsa-sha2-nistp256", compressed), "malformed_key");
  bytes other_curve;
  wire_writer(other_curve).string32("ecdsa-sha2-nistp256").string32("nistp384").string32(bytes(65, 4));
  EXPECT_EQ(word_of("ecdsa-sha2-nistp256", other_curve), "malformed_key");
  bytes short_rsa;
  wire_writer(short_rsa).string32("ssh-rsa").string32(bytes{1, 0, 1}).string32(bytes(127, 0x7f));
  EXPECT_EQ(word_of("ssh-rsa", short_rsa), "short_key");
}

}  // namespace
}  // namespace glasshell::relay::openssh
