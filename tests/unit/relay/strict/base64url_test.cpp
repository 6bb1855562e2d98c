#include "relay/strict/base64url.hpp"

#include <gtest/gtest.h>

#include <string>

namespace glasshell::relay::strict {
namespace {

TEST(base64url, is_read_as_its_document_has_it) {
  // RFC 7515 appendix C, and RFC 4648 §10 without padding.
  EXPECT_EQ(base64url_decoded("A-z_4ME"), (bytes{3, 236, 255, 224, 193}));
  EXPECT_EQ(as_text_view(base64url_decoded("Zm9vYmFy").value()), "foobar");
  EXPECT_EQ(as_text_view(base64url_decoded("Zm9vYg").value()), "foob");
  EXPECT_EQ(base64url_decoded(""), bytes());
}

TEST(base64url, has_one_text_for_the_same_octets) {
  for (const std::string_view text : {"Zg==", "Zg=", "Zh", "Zm8=", "Zm9", "Z", "Zm9vY", "A+z/4ME", "Zm9v\n", " Zm9v",
                                      "Zm 9v", "Zm9v\r\n", "Zm9v.", "Zm\xC3\xA9"}) {
    EXPECT_FALSE(base64url_decoded(text)) << text;
  }
  EXPECT_FALSE(base64url_decoded(std::string_view("Zm9v\0", 5)));
}

TEST(base64url, comes_back_from_any_octets) {
  std::string octets;
  for (int i = 0; i < 256; ++i) {
    octets += static_cast<char>(255 - i);
    EXPECT_EQ(as_text_view(base64url_decoded(base64url_encoded(as_bytes_view(octets))).value()), octets);
  }
}

}  // namespace
}  // namespace glasshell::relay::strict
