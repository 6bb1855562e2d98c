// OpenSSH's user certificates (PROTOCOL.certkeys).
#include "ssh/user_certificate.hpp"

#include "key_files.hpp"

#include "ssh/base64.hpp"

#include <gtest/gtest.h>

namespace glasshell::ssh {
namespace {

using test::key_file;
using test::public_blob;

class certificate_of : public testing::TestWithParam<const char*> {
 protected:
  std::string name_ = GetParam();
  std::string line_ = key_file(name_ + "-cert.pub");
  bytes blob_ = public_blob(name_ + "-cert.pub");
  bytes key_ = public_blob(name_ + ".pub");
};

TEST_P(certificate_of, its_key_is_taken) {
  EXPECT_EQ(certificate_for(line_, key_), blob_);
  EXPECT_EQ(certificate_for(" \t" + line_.substr(0, line_.find(' ')) + " \r\n" + line_.substr(line_.find(' ')), key_),
            blob_)
      << "white space around words does not matter";
}

TEST_P(certificate_of, another_key_is_refused) {
  for (const char* other : {"ed25519-openssl", "ecdsa384", "rsa2048", "ed25519", "ecdsa256"}) {
    if (other != name_) {
      EXPECT_FALSE(certificate_for(line_, public_blob(std::string(other) + ".pub")).has_value());
    }
  }
  bytes almost = key_;
  almost.back() ^= 1;
  EXPECT_FALSE(certificate_for(line_, almost).has_value());
}

TEST_P(certificate_of, this_key_is_refused_if_its_type_is_said_wrong) {
  const std::size_t space = line_.find(' ');
  EXPECT_FALSE(certificate_for("ssh-dss-cert-v01@openssh.com" + line_.substr(space), key_).has_value());
  EXPECT_FALSE(certificate_for(line_.substr(0, space - 4) + line_.substr(space), key_).has_value());
}

TEST_P(certificate_of, this_key_is_refused_if_it_is_cut_off_before_its_kind) {
  const std::string type = line_.substr(0, line_.find(' '));
  std::size_t whole = 0;
  for (std::size_t size = 0; size < blob_.size(); ++size) {
    const auto taken = certificate_for(type + " " + base64_unpadded(bytes_view(blob_).first(size)), key_);
    if (taken) ++whole;
  }
  EXPECT_LT(whole, blob_.size() - key_.size()) << "what follows the kind is the server's to judge";
}

INSTANTIATE_TEST_SUITE_P(types, certificate_of, testing::Values("ed25519", "ecdsa256", "ecdsa521", "rsa2048"),
                         [](const auto& one) { return std::string(one.param); });

TEST(user_certificate, of_a_host_is_not_one) {
  EXPECT_FALSE(certificate_for(key_file("ed25519-host-cert.pub"), public_blob("ed25519.pub")).has_value());
}

TEST(user_certificate, is_not_taken_from_nonsense) {
  const bytes key = public_blob("ed25519.pub");
  const std::string type = "ssh-ed25519-cert-v01@openssh.com ";
  for (const std::string& line :
       {std::string(), std::string(" \n"), type, type + "!!!!", type + "AAAA", key_file("ed25519.pub"),
        std::string(100'000, 'A'), type + std::string(70'000, 'A')}) {
    EXPECT_FALSE(certificate_for(line, key).has_value()) << line.substr(0, 80);
  }
  EXPECT_FALSE(certificate_for(key_file("ed25519-cert.pub"), {}).has_value());
}

}  // namespace
}  // namespace glasshell::ssh
