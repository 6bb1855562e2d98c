#include "relay/openssh/config_line.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace glasshell::relay::openssh {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Optional;

std::string keyword_and_rest(std::string_view line) {
  const auto split = split_config_line(line);
  return split ? split->keyword + "|" + split->rest : "-";
}

TEST(config_line, is_a_keyword_without_case_and_what_follows_it) {
  EXPECT_EQ(keyword_and_rest("Port 22"), "port|22");
  EXPECT_EQ(keyword_and_rest("\t pORT\t \t22 "), "port|22");
  EXPECT_EQ(keyword_and_rest("Port=22"), "port|22");
  EXPECT_EQ(keyword_and_rest("Port = 22"), "port|22");
  EXPECT_EQ(keyword_and_rest("Port = = 22"), "port|= 22");
  EXPECT_EQ(keyword_and_rest("\"Port\" 22"), "port|22");
  EXPECT_EQ(keyword_and_rest("Po\"rt\" 22"), "port|22");
  EXPECT_EQ(keyword_and_rest("Port"), "port|");
  EXPECT_EQ(keyword_and_rest("Port \t"), "port|");
  EXPECT_EQ(keyword_and_rest("Port 22\r"), "port|22");
  EXPECT_EQ(keyword_and_rest("Port 22 \f"), "port|22");
  EXPECT_EQ(keyword_and_rest(std::string_view("Port 22\0 23", 11)), "port|22");
}

TEST(config_line, is_none_if_it_is_empty_or_a_comment) {
  for (const std::string_view line :
       {"", " ", "\t\r", "#", "# Port 22", "  #Port 22", "#it's \"open", "\"#a\" b", "="}) {
    EXPECT_EQ(keyword_and_rest(line), "-") << line;
  }
}

TEST(config_line, without_the_end_of_its_quotes_has_no_keyword) {
  EXPECT_EQ(keyword_and_rest("\"Port 22"), "|");
  EXPECT_EQ(keyword_and_rest(" Po\"rt 22"), "|");
}

TEST(config_line, has_arguments_as_a_shell_would_cut_them) {
  EXPECT_THAT(split_arguments("a b\tc"), Optional(ElementsAre("a", "b", "c")));
  EXPECT_THAT(split_arguments(" \"a b\" 'c d' e"), Optional(ElementsAre("a b", "c d", "e")));
  EXPECT_THAT(split_arguments("a\"b c\"d"), Optional(ElementsAre("ab cd")));
  EXPECT_THAT(split_arguments("\"\" ''"), Optional(ElementsAre("", "")));
  EXPECT_THAT(split_arguments(R"(a\ b \"c \\d "e\"f" 'g\'h' \n)"),
              Optional(ElementsAre("a b", "\"c", "\\d", "e\"f", "g'h", "\\n")));
  EXPECT_THAT(split_arguments("\"a\\ b\""), Optional(ElementsAre("a\\ b")));
  EXPECT_THAT(split_arguments("a\\"), Optional(ElementsAre("a\\")));
  EXPECT_THAT(split_arguments("a # b"), Optional(ElementsAre("a")));
  EXPECT_THAT(split_arguments("a#b \"#c\""), Optional(ElementsAre("a#b", "#c")));
  EXPECT_THAT(split_arguments("# a"), Optional(IsEmpty()));
  EXPECT_THAT(split_arguments(""), Optional(IsEmpty()));
  EXPECT_FALSE(split_arguments("a \"b").has_value());
  EXPECT_FALSE(split_arguments("a 'b\"").has_value());
}

TEST(config_line, has_criteria_that_are_cut_at_equals_signs_too) {
  delimited_words words("host=a,b  !originalhost \"c d\" all");
  EXPECT_EQ(words.next(), "host");
  EXPECT_EQ(words.next(), "a,b");
  EXPECT_EQ(words.next(), "!originalhost");
  EXPECT_EQ(words.next(), "c d");
  EXPECT_EQ(words.rest(), "all");
  EXPECT_EQ(words.next(), "all");
  EXPECT_EQ(words.next(), std::nullopt);
}

}  // namespace
}  // namespace glasshell::relay::openssh
