// Codes on paper, each good once.
#include "relay/accounts/recovery_codes.hpp"

#include "known_random.hpp"
#include "relay/accounts/errc.hpp"
#include "relay/accounts/readable_code.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cctype>
#include <set>
#include <string>

namespace glasshell::relay::accounts {
namespace {

TEST(recovery_codes, are_ten_that_differ) {
  const recovery_codes codes = new_recovery_codes(seeded_random());
  std::set<std::string> shown;
  for (const secret_bytes& code : codes.shown) shown.emplace(code.text());
  EXPECT_EQ(shown.size(), recovery_code_count);
  EXPECT_EQ(codes.kept.size(), recovery_code_count);
}

TEST(recovery_codes, are_kept_as_sha_256) {
  // printf %s 0123-4567-89ab-cdef | sha256sum
  EXPECT_EQ(new_recovery_codes(counting_random()).kept[0],
            "84c758f13a821a4087fd1687740ffc64429fdddd54b77117db6bf536be94faa5");
}

TEST(recovery_codes, are_each_good_once) {
  recovery_codes codes = new_recovery_codes(seeded_random());
  for (std::size_t i = recovery_code_count; i-- > 0;) {
    EXPECT_EQ(use_recovery_code(codes.kept, codes.shown[i].text()).value(), i);
    EXPECT_EQ(unused_recovery_codes(codes.kept), i);
    EXPECT_EQ(use_recovery_code(codes.kept, codes.shown[i].text()).error(), errc::wrong_code);
  }
}

TEST(recovery_codes, are_taken_as_people_type_them) {
  recovery_codes codes = new_recovery_codes(seeded_random());
  std::string typed(codes.shown[3].text());
  for (char& letter : typed) letter = letter == '-' ? ' ' : static_cast<char>(std::toupper(letter));
  EXPECT_EQ(use_recovery_code(codes.kept, typed).value(), 3U);
}

TEST(recovery_codes, change_nothing_when_a_wrong_one_is_typed) {
  recovery_codes codes = new_recovery_codes(seeded_random());
  const auto before = codes.kept;
  EXPECT_EQ(use_recovery_code(codes.kept, "zzzz-zzzz-zzzz-zzzz").error(), errc::wrong_code);
  EXPECT_EQ(use_recovery_code(codes.kept, "not a code").error(), errc::unreadable_code);
  EXPECT_EQ(use_recovery_code(codes.kept, "").error(), errc::unreadable_code);
  EXPECT_EQ(codes.kept, before);
}

TEST(recovery_codes, are_none_where_what_is_kept_is_no_hash) {
  std::vector<std::string> kept = {"", "0123-4567-89ab-cdef", std::string(64, '0')};
  EXPECT_EQ(use_recovery_code(kept, "0123-4567-89ab-cdef").error(), errc::wrong_code);
  EXPECT_EQ(use_recovery_code({}, "0123-4567-89ab-cdef").error(), errc::wrong_code);
}

}  // namespace
}  // namespace glasshell::relay::accounts
