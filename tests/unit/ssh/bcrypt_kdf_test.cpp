// Vectors of OpenBSD's bcrypt_pbkdf, as published with its test suite.
#include "ssh/bcrypt_kdf.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace glasshell::ssh {
namespace {

using namespace std::string_view_literals;

std::string hex(bytes_view octets) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t octet : octets) text.append({digits[octet >> 4], digits[octet & 15]});
  return text;
}

std::string derived(std::string_view passphrase, std::string_view salt, std::uint32_t rounds, std::size_t size_bytes) {
  bytes key(size_bytes);
  EXPECT_TRUE(derive_with_bcrypt(as_bytes_view(passphrase), as_bytes_view(salt), rounds, key));
  return hex(key);
}

TEST(bcrypt_kdf, gives_the_known_keys) {
  EXPECT_EQ(derived("password", "salt", 4, 32), "5bbf0cc293587f1c3635555c27796598d47e579071bf427e9d8fbe842aba34d9");
  EXPECT_EQ(derived("password", "\0"sv, 4, 16), "c12b566235eee04c212598970a579a67");
  EXPECT_EQ(derived("\0"sv, "salt", 4, 16), "6051be18c2f4f82cbf0efee5471b4bb9");
  EXPECT_EQ(derived("password\0"sv, "salt\0"sv, 4, 32),
            "7410e44cf4fa07bfaac8a928b1727fac001375e7bf7384370f48efd121743050");
  EXPECT_EQ(derived("pass\0wor"sv, "sa\0l"sv, 4, 16), "c2bffd9db38f6569efef4372f4de83c0");
  EXPECT_EQ(derived("password", "salt", 8, 64),
            "e1367ec5151a33faac4cc1c144cd23fa15d5548493ecc99b9b5d9c0d3b27bec7"
            "6227ea66088b849b20ab7aa478010246e74bba51723fefa9f9474d6508845e8d");
}

TEST(bcrypt_kdf, refuses_arguments_that_make_no_key) {
  bytes key(32);
  EXPECT_FALSE(derive_with_bcrypt({}, as_bytes_view("salt"), 4, key));
  EXPECT_FALSE(derive_with_bcrypt(as_bytes_view("password"), {}, 4, key));
  EXPECT_FALSE(derive_with_bcrypt(as_bytes_view("password"), as_bytes_view("salt"), 0, key));
  EXPECT_FALSE(derive_with_bcrypt(as_bytes_view("password"), as_bytes_view("salt"), 4, {}));
}

}  // namespace
}  // namespace glasshell::ssh
