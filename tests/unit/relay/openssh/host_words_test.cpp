#include "relay/openssh/host_words.hpp"

#include <gtest/gtest.h>

namespace glasshell::relay::openssh {
namespace {

std::string text_of(std::string_view value) {
  const auto chain = parse_jump_chain(value);
  if (!chain) return "-";
  std::string text;
  for (const jump_word& one : *chain) {
    text += "<" + one.user + "|" + one.host + "|" + (one.port ? std::to_string(*one.port) : "") + ">";
  }
  return text;
}

TEST(jump_chain, is_hosts_with_users_and_ports_in_the_order_in_which_they_are_passed) {
  EXPECT_EQ(text_of("a"), "<|a|>");
  EXPECT_EQ(text_of("alice@a:2222,b"), "<alice|a|2222><|b|>");
  EXPECT_EQ(text_of("[2001:db8::1]:22"), "<|2001:db8::1|22>");
  EXPECT_EQ(text_of("[2001:db8::1]"), "<|2001:db8::1|>");
  EXPECT_EQ(text_of("alice@example@a"), "<alice@example|a|>");
  EXPECT_EQ(text_of("a:"), "<|a|>");
  EXPECT_EQ(text_of("a/2222"), "<|a|2222>");
  EXPECT_EQ(text_of(" a , b # c"), "<|a|><|b|>");
}

TEST(jump_chain, may_have_addresses_with_a_scheme) {
  EXPECT_EQ(text_of("ssh://alice@a:2222"), "<alice|a|2222>");
  EXPECT_EQ(text_of("ssh://a/"), "<|a|>");
  EXPECT_EQ(text_of("ssh://a:22/"), "<|a|22>");
  EXPECT_EQ(text_of("ssh://al%69ce;x=y@a"), "<alice|a|>");
  EXPECT_EQ(text_of("ssh://[2001:db8::1]"), "-");
  EXPECT_EQ(text_of("ssh://a..b"), "-");
  EXPECT_EQ(text_of("ssh://a/path"), "-");
  EXPECT_EQ(text_of("ssh://al%6@a"), "-");
  EXPECT_EQ(text_of("ssh://al%zz@a"), "-");
  EXPECT_EQ(text_of("ssh://al%0aice@a"), "-");
}

TEST(jump_chain, may_be_none) {
  EXPECT_EQ(text_of("none"), "");
  EXPECT_EQ(text_of("NONE # nothing"), "");
  EXPECT_EQ(text_of("a,none"), "<|a|><|none|>");
}

TEST(jump_chain, of_anything_else_is_refused) {
  for (const std::string_view value :
       {"",   ",",    "a,",          ",a", "a,,b", "@a",   "a b",    "\"a\"",  "a:0",  "a:65536", "a:x",
        "[a", "[a]b", "2001:db8::1", "-a", "a;b",  "$(a)", "alice@", "a`b`@c", "-l@a", "%h*"}) {
    EXPECT_EQ(text_of(value), "-") << value;
  }
}

TEST(port, is_a_number_as_strtonum_reads_it) {
  EXPECT_EQ(parse_port("22"), 22);
  EXPECT_EQ(parse_port("0022"), 22);
  EXPECT_EQ(parse_port(" +22"), 22);
  EXPECT_EQ(parse_port("65535"), 65535);
  EXPECT_EQ(parse_port("ssh"), 22);
  for (const std::string_view text : {"", "0", "65536", "-1", "22x", "2 2", "http", "+", "99999999999999999999"}) {
    EXPECT_EQ(parse_port(text), std::nullopt) << text;
  }
}

TEST(host, is_what_can_be_dialled) {
  for (const std::string_view text : {"a", "a.example.com", "10.0.0.1", "2001:db8::1", "fe80::1%eth0", "a_b-c", "1"}) {
    EXPECT_TRUE(is_host(text)) << text;
  }
  EXPECT_TRUE(is_host(std::string(253, 'a')));
  EXPECT_FALSE(is_host(std::string(254, 'a')));
  for (const std::string_view text : {"", "-a", "a b", "a\nb", "a\x7f", "m\xc3\xbcnchen", "a/b", "a,b", "a@b", "a#b",
                                      "a?b", "[::1]", "a;b", "a$b", "a*"}) {
    EXPECT_FALSE(is_host(text)) << text;
  }
}

TEST(host, as_a_person_calls_it_may_have_more_letters) {
  for (const std::string_view text : {"a", "m\xc3\xbcnchen", "a@b", "a/b", "::1", "a#b", "a=b"}) {
    EXPECT_TRUE(is_host_argument(text)) << text;
  }
  EXPECT_FALSE(is_host_argument(std::string(256, 'a')));
  for (const std::string_view text : {"", "-a", "a b", "a\tb", "a,b", "a;b", "\xff",
                                      "a\xe2\x80\xae"
                                      "b",
                                      "a\x1b"}) {
    EXPECT_FALSE(is_host_argument(text)) << text;
  }
}

TEST(user, is_a_name_that_no_shell_takes_for_more) {
  for (const std::string_view text : {"alice", "alice@example.com", "CORP\\alice", "al ice", "\xc3\xa9ve", "a$b"}) {
    EXPECT_TRUE(is_user(text)) << text;
  }
  for (const std::string_view text : {"", "-l", "a;b", "a`b", "a\"b", "a -l", "alice\\", "a\nb", "\xff"}) {
    EXPECT_FALSE(is_user(text)) << text;
  }
}

}  // namespace
}  // namespace glasshell::relay::openssh
