#include "ssh/base64.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace glasshell::ssh {
namespace {

/// RFC 4648 §10.
const std::pair<std::string, std::string> vectors[] = {
    {"", ""},           {"f", "Zg"},          {"fo", "Zm8"},         {"foo", "Zm9v"},
    {"foob", "Zm9vYg"}, {"fooba", "Zm9vYmE"}, {"foobar", "Zm9vYmFy"}};

TEST(base64, encodes_the_vectors_of_the_rfc_without_padding) {
  for (const auto& [plain, encoded] : vectors) EXPECT_EQ(base64_unpadded(as_bytes_view(plain)), encoded);
}

TEST(base64, decodes_the_vectors_of_the_rfc_with_and_without_padding) {
  for (const auto& [plain, encoded] : vectors) {
    std::string padded = encoded;
    while (padded.size() % 4 != 0) padded += '=';
    for (const std::string& text : {encoded, padded}) {
      const auto decoded = base64_decoded(text);
      ASSERT_TRUE(decoded.has_value()) << text;
      EXPECT_EQ(as_text_view(*decoded), plain);
    }
  }
}

TEST(base64, decodes_what_it_encodes_for_every_octet) {
  bytes all;
  for (int octet = 0; octet < 256; ++octet) {
    all.push_back(static_cast<std::uint8_t>(octet));
    EXPECT_EQ(base64_decoded(base64_unpadded(all)), all);
  }
}

TEST(base64, refuses_what_is_not_base64) {
  for (const char* text : {"Z", "Zm9vY", "Zm9v Zm9v", "Zm9v\n", "Zm=v", "Zm9-", "Zm9_", "Zm9\xff"}) {
    EXPECT_FALSE(base64_decoded(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace glasshell::ssh
