#include "relay/accounts/base32.hpp"

#include "relay/accounts/errc.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace glasshell::relay::accounts {
namespace {

// RFC 4648 §10, without the padding.
constexpr std::pair<std::string_view, std::string_view> vectors[] = {
    {"", ""},
    {"f", "MY"},
    {"fo", "MZXQ"},
    {"foo", "MZXW6"},
    {"foob", "MZXW6YQ"},
    {"fooba", "MZXW6YTB"},
    {"foobar", "MZXW6YTBOI"},
};

TEST(base_32, is_as_its_document_has_it) {
  for (const auto& [octets, text] : vectors) {
    EXPECT_EQ(base32_encoded(secret_bytes(octets)).text(), text);
    EXPECT_EQ(base32_decoded(text).value().text(), octets);
  }
}

TEST(base_32, has_one_text_for_the_same_octets) {
  for (const std::string_view text :
       {"MZ", "MZXR", "MZXW7", "MZXW6YR", "my", "MY======", "M", "MZX", "MZXW6Y", "MY ", "M1", "M0", "M8", "M-"}) {
    EXPECT_EQ(base32_decoded(text).error(), errc::unreadable_secret) << text;
  }
}

TEST(base_32, is_not_read_beyond_its_bound) {
  EXPECT_TRUE(base32_decoded(std::string(most_base32_bytes, 'A')));
  EXPECT_EQ(base32_decoded(std::string(most_base32_bytes + 8, 'A')).error(), errc::unreadable_secret);
}

}  // namespace
}  // namespace glasshell::relay::accounts
