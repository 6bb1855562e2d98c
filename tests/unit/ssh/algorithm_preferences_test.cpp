#include "ssh/algorithm_preferences.hpp"

#include <gtest/gtest.h>

#include <string>

namespace glasshell::ssh {
namespace {

std::string host_keys_for(std::vector<std::string> known_types) {
  std::vector<known_host_key> known;
  for (const std::string& type : known_types) known.push_back({.type = type, .blob = {}});
  return preferences_for(known).host_key;
}

TEST(algorithm_preferences, offer_nothing_that_is_weak) {
  const algorithm_preferences offered = preferences_for({});
  for (const std::string& list : {offered.kex, offered.host_key, offered.cipher}) {
    for (const char* weak : {"sha1", "-cbc", "arcfour", "md5", "ssh-dss", "group1-", "ssh-rsa"}) {
      EXPECT_EQ(list.find(weak), std::string::npos) << weak << " in " << list;
    }
  }
  EXPECT_EQ(offered.mac.find("md5"), std::string::npos);
  EXPECT_EQ(offered.mac.find("none"), std::string::npos);
}

TEST(algorithm_preferences, begin_with_what_is_fastest_here) {
  const algorithm_preferences offered = preferences_for({});
  EXPECT_TRUE(offered.kex.starts_with("curve25519-sha256,"));
  EXPECT_TRUE(offered.cipher.starts_with("chacha20-poly1305@openssh.com,"));
  EXPECT_TRUE(offered.mac.starts_with("hmac-sha2-256-etm@openssh.com,"));
  EXPECT_TRUE(offered.host_key.starts_with("ssh-ed25519,"));
}

TEST(algorithm_preferences, offer_the_types_of_known_keys_first_and_the_others_after_them) {
  EXPECT_TRUE(host_keys_for({"ssh-rsa"}).starts_with("rsa-sha2-"));
  EXPECT_TRUE(host_keys_for({"ecdsa-sha2-nistp384"}).starts_with("ecdsa-sha2-nistp384,"));
  EXPECT_TRUE(host_keys_for({"ecdsa-sha2-nistp256", "ssh-rsa"}).find("ssh-ed25519") != std::string::npos);
  EXPECT_EQ(host_keys_for({"ssh-rsa"}).size(), host_keys_for({}).size()) << "all are offered, each once";
  EXPECT_EQ(host_keys_for({"what@example"}), host_keys_for({}));
}

}  // namespace
}  // namespace glasshell::ssh
