#include "ssh/host_key.hpp"

#include "key_files.hpp"

#include "base/wire.hpp"

#include <gtest/gtest.h>

namespace glasshell::ssh {
namespace {

using test::public_blob;

TEST(host_key, is_described_as_ssh_keygen_does) {
  const auto expected = test::ssh_keygen_fingerprints();
  ASSERT_EQ(expected.size(), 6U);
  for (const auto& [name, line] : expected) {
    const host_key described = describe_host_key(public_blob(name + ".pub"));
    EXPECT_EQ(std::to_string(described.bits) + " " + described.fingerprint, line);
    EXPECT_EQ(described.blob, public_blob(name + ".pub"));
  }
  EXPECT_EQ(describe_host_key(public_blob("ed25519.pub")).type, "ssh-ed25519");
  EXPECT_EQ(describe_host_key(public_blob("ecdsa521.pub")).type, "ecdsa-sha2-nistp521");
}

TEST(host_key, that_is_nonsense_is_described_without_harm) {
  const host_key nothing = describe_host_key({});
  EXPECT_EQ(nothing.type, "");
  EXPECT_EQ(nothing.bits, 0U);
  EXPECT_TRUE(nothing.fingerprint.starts_with("SHA256:"));
  bytes lying;
  wire_writer(lying).u32(0xffffffff).u8('x');
  EXPECT_EQ(describe_host_key(lying).type, "");
  bytes hostile;
  wire_writer(hostile).string32("\x1b]0;title\x07" + std::string(1000, 'x'));
  const std::string type = describe_host_key(hostile).type;
  EXPECT_LE(type.size(), 64U);
  EXPECT_EQ(type.find('\x1b'), std::string::npos);
}

TEST(host_key, of_rsa_has_the_bits_of_its_modulus) {
  const auto bits_of = [](bytes modulus) {
    bytes blob;
    wire_writer(blob).string32("ssh-rsa").string32(bytes{1, 0, 1}).string32(modulus);
    return describe_host_key(blob).bits;
  };
  EXPECT_EQ(bits_of({}), 0U);
  EXPECT_EQ(bits_of({0, 0}), 0U);
  EXPECT_EQ(bits_of({0, 0x80, 0}), 16U);
  EXPECT_EQ(bits_of({0x01, 0}), 9U);
}

TEST(host_key, is_known_by_every_octet_of_it) {
  const bytes blob = public_blob("ed25519.pub");
  const std::vector<known_host_key> known = {{.type = "ecdsa-sha2-nistp256", .blob = public_blob("ecdsa256.pub")},
                                             {.type = "ssh-ed25519", .blob = blob}};
  EXPECT_TRUE(is_known(describe_host_key(blob), known));
  EXPECT_FALSE(is_known(describe_host_key(blob), {}));
  EXPECT_FALSE(is_known(describe_host_key(public_blob("rsa2048.pub")), known));
  for (std::size_t i = 0; i < blob.size(); ++i) {
    bytes other = blob;
    other[i] ^= 1;
    EXPECT_FALSE(is_known(describe_host_key(other), known)) << i;
  }
  bytes longer = blob;
  longer.push_back(0);
  EXPECT_FALSE(is_known(describe_host_key(longer), known));
}

}  // namespace
}  // namespace glasshell::ssh
