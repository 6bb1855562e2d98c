// Codes that are read from paper and typed.
#include "relay/accounts/readable_code.hpp"

#include "known_random.hpp"
#include "relay/accounts/errc.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace glasshell::relay::accounts {
namespace {

std::string read(std::string_view typed) {
  const auto code = read_readable_code(typed);
  return code ? std::string(code->text()) : code.error().message();
}

std::string unreadable() { return make_error_code(errc::unreadable_code).message(); }

TEST(a_readable_code, has_four_groups_of_letters_and_digits_that_no_other_looks_like) {
  EXPECT_EQ(new_readable_code(counting_random()).text(), "0123-4567-89ab-cdef");
  EXPECT_EQ(new_readable_code([](bytes_span octets) { std::fill(octets.begin(), octets.end(), 0xff); }).text(),
            "zzzz-zzzz-zzzz-zzzz");
}

TEST(a_readable_code, uses_each_symbol_as_often_as_any_other) {
  const random_source random = counting_random();
  std::array<int, 256> seen{};
  for (int i = 0; i < 16; ++i) {
    const secret_bytes code = new_readable_code(random);
    for (const char letter : code.text()) ++seen.at(static_cast<unsigned char>(letter));
  }
  for (const char letter : std::string_view("0123456789abcdefghjkmnpqrstvwxyz")) {
    EXPECT_EQ(seen.at(static_cast<unsigned char>(letter)), 8) << letter;
  }
}

TEST(a_readable_code, is_read_as_it_was_given) { EXPECT_EQ(read("7k2m-x9dq-04fz-hw3t"), "7k2m-x9dq-04fz-hw3t"); }

TEST(a_readable_code, is_read_in_capitals_without_dashes_and_with_spaces) {
  EXPECT_EQ(read("7K2MX9DQ04FZHW3T"), "7k2m-x9dq-04fz-hw3t");
  EXPECT_EQ(read("  7k2m x9dq 04fz hw3t "), "7k2m-x9dq-04fz-hw3t");
  EXPECT_EQ(read("7k-2mx9-dq04fz-hw3t-"), "7k2m-x9dq-04fz-hw3t");
}

TEST(a_readable_code, is_read_with_letters_that_look_like_its_digits) {
  EXPECT_EQ(read("iIlL-oO00-0000-0000"), "1111-0000-0000-0000");
}

TEST(a_readable_code, is_refused_when_a_symbol_is_missing_or_too_many) {
  EXPECT_EQ(read("7k2m-x9dq-04fz-hw3"), unreadable());
  EXPECT_EQ(read("7k2m-x9dq-04fz-hw3t0"), unreadable());
  EXPECT_EQ(read(""), unreadable());
}

TEST(a_readable_code, is_refused_when_it_has_what_is_no_symbol) {
  EXPECT_EQ(read("7k2m-x9dq-04fz-hw3u"), unreadable());
  EXPECT_EQ(read("7k2m_x9dq_04fz_hw3t"), unreadable());
  EXPECT_EQ(read(std::string_view("7k2m-x9dq-04fz-hw3\0", 19)), unreadable());
  EXPECT_EQ(read("7k2m-x9dq-04fz-hw3\xC3\xA9"), unreadable());
}

TEST(a_readable_code, is_not_looked_for_in_a_long_text) {
  EXPECT_EQ(read("7k2m-x9dq-04fz-hw3t" + std::string(29, ' ')), "7k2m-x9dq-04fz-hw3t");
  EXPECT_EQ(read("7k2m-x9dq-04fz-hw3t" + std::string(30, ' ')), unreadable());
}

}  // namespace
}  // namespace glasshell::relay::accounts
