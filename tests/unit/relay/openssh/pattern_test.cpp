#include "relay/openssh/pattern.hpp"

#include <gtest/gtest.h>

#include <string>

namespace glasshell::relay::openssh {
namespace {

TEST(pattern, of_letters_is_those_letters) {
  EXPECT_TRUE(matches_pattern("web", "web"));
  EXPECT_TRUE(matches_pattern("", ""));
  EXPECT_FALSE(matches_pattern("web", "Web"));
  EXPECT_FALSE(matches_pattern("web", "we"));
  EXPECT_FALSE(matches_pattern("we", "web"));
  EXPECT_FALSE(matches_pattern("web", ""));
}

TEST(pattern, has_a_question_mark_for_one_letter_and_a_star_for_any_number) {
  EXPECT_TRUE(matches_pattern("web1", "web?"));
  EXPECT_FALSE(matches_pattern("web", "web?"));
  EXPECT_FALSE(matches_pattern("web12", "web?"));
  EXPECT_TRUE(matches_pattern("web", "web*"));
  EXPECT_TRUE(matches_pattern("", "*"));
  EXPECT_TRUE(matches_pattern("", "***"));
  EXPECT_TRUE(matches_pattern("a.b.example.com", "*.example.com"));
  EXPECT_FALSE(matches_pattern(".example.com", "?*.example.com"));
  EXPECT_TRUE(matches_pattern("aXbXc", "a*X*c"));
  EXPECT_TRUE(matches_pattern("abcabd", "*ab?"));
  EXPECT_FALSE(matches_pattern("a", "*?b"));
}

TEST(pattern, that_would_be_tried_in_very_many_ways_is_not) {
  const std::string letters(2000, 'a');
  std::string stars;
  for (int i = 0; i < 100; ++i) stars += "*a";
  EXPECT_FALSE(matches_pattern(letters, stars + "b"));
  EXPECT_TRUE(matches_pattern(letters + "b", stars + "b"));
}

TEST(pattern, in_a_list_counts_unless_one_with_a_bang_does) {
  EXPECT_EQ(match_pattern_list("web", "db,web"), list_match::positive);
  EXPECT_EQ(match_pattern_list("web", "db"), list_match::none);
  EXPECT_EQ(match_pattern_list("web", "!db"), list_match::none);
  EXPECT_EQ(match_pattern_list("web", "w*,!web"), list_match::negated);
  EXPECT_EQ(match_pattern_list("web", "!web,w*"), list_match::negated);
  EXPECT_EQ(match_pattern_list("web", ""), list_match::none);
  EXPECT_EQ(match_pattern_list("", ",a"), list_match::positive);
  EXPECT_EQ(match_pattern_list("", "a,"), list_match::none);
  EXPECT_EQ(match_pattern_list("!web", "!!web"), list_match::negated);
}

TEST(pattern, of_a_host_has_no_case) {
  EXPECT_EQ(match_host_list("Web", "WEB"), list_match::positive);
  EXPECT_EQ(match_pattern_list("Web", "WEB"), list_match::none);
  EXPECT_EQ(match_host_list("\xc3\x9c", "\xc3\xbc"), list_match::none);
}

TEST(pattern, that_is_too_long_spoils_its_list_as_in_ssh) {
  const std::string longest(longest_listed_pattern_bytes, 'a');
  EXPECT_EQ(match_pattern_list(longest, longest), list_match::positive);
  EXPECT_EQ(match_pattern_list("web", "web," + longest), list_match::positive);
  EXPECT_EQ(match_pattern_list("web", "web," + longest + "a"), list_match::none);
  EXPECT_EQ(match_pattern_list("web", "!web," + longest + "a"), list_match::negated);
}

}  // namespace
}  // namespace glasshell::relay::openssh
