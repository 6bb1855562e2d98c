#include "relay/openssh/match_line.hpp"

#include <gtest/gtest.h>

namespace glasshell::relay::openssh {
namespace {

std::string text_of(std::string_view rest) {
  const auto parsed = parse_match(rest);
  if (std::holds_alternative<match_error>(parsed)) return "error";
  if (const auto* unknown = std::get_if<match_unknown>(&parsed)) return "unknown " + unknown->criterion;
  std::string text;
  for (const match_criterion& one : std::get<match_condition>(parsed).criteria) {
    text += one.negated ? "!" : "";
    switch (one.of) {
      case match_criterion::subject::all:
        text += "all;";
        break;
      case match_criterion::subject::host:
        text += "host " + one.patterns + ";";
        break;
      case match_criterion::subject::original_host:
        text += "original " + one.patterns + ";";
        break;
    }
  }
  return text;
}

TEST(match_line, asks_for_hosts_by_lists) {
  EXPECT_EQ(text_of("all"), "all;");
  EXPECT_EQ(text_of("ALL # every"), "all;");
  EXPECT_EQ(text_of("!all"), "!all;");
  EXPECT_EQ(text_of("host a,*.b"), "host a,*.b;");
  EXPECT_EQ(text_of("Host=a !OriginalHost \"b,c\" # d"), "host a;!original b,c;");
  EXPECT_EQ(text_of("host a all"), "host a;all;");
}

TEST(match_line, that_asks_for_what_only_ssh_knows_says_what) {
  EXPECT_EQ(text_of("user alice"), "unknown user");
  EXPECT_EQ(text_of("localuser alice host a"), "unknown localuser");
  EXPECT_EQ(text_of("host a exec \"test -e /x\""), "unknown exec");
  EXPECT_EQ(text_of("final all"), "unknown final");
  EXPECT_EQ(text_of("canonical host a"), "unknown canonical");
  EXPECT_EQ(text_of("!final"), "unknown final");
}

TEST(match_line, that_ssh_does_not_take_is_an_error) {
  for (const std::string_view rest :
       {"", "# a", "host", "host #a", "host \"\"", "all host a", "host a originalhost b all", "address 10.0.0.1",
        "host a b", "host a \"\" all", "\"\" host a", "user"}) {
    EXPECT_EQ(text_of(rest), "error") << rest;
  }
}

}  // namespace
}  // namespace glasshell::relay::openssh
