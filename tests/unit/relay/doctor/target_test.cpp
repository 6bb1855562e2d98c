// Addresses as people write them.
#include "relay/doctor/target.hpp"

#include <gtest/gtest.h>

namespace glasshell::relay::doctor {
namespace {

TEST(parse_target, knows_the_parts_of_an_address) {
  const auto plain = parse_target("https://ssh.example.org");
  ASSERT_TRUE(plain);
  EXPECT_EQ(plain->url(), "https://ssh.example.org/");
  EXPECT_EQ(plain->port, 443);
  const auto path = parse_target("http://localhost:8080/tools/ssh?x#y");
  ASSERT_TRUE(path);
  EXPECT_EQ(path->base, "/tools/ssh/");
  EXPECT_EQ(path->authority(), "localhost:8080");
  EXPECT_EQ(parse_target("https://a/tools/index.html")->base, "/tools/");
  const auto v6 = parse_target("https://[::1]:8443/");
  ASSERT_TRUE(v6);
  EXPECT_EQ(v6->host, "::1");
  EXPECT_EQ(v6->origin(), "https://[::1]:8443");
}

TEST(parse_target, refuses_what_could_break_a_request_or_holds_a_secret) {
  for (const char* text :
       {"", "ssh.example.org", "ftp://a", "https://", "https://user:secret@a/", "https://a:0", "https://a:99999",
        "https://a b/", "https://a/\r\nX: y", "https://[::1/", "https://a:80x/"}) {
    EXPECT_FALSE(parse_target(text)) << text;
  }
}

TEST(parse_override, is_curls) {
  const auto made = parse_override("ssh.example.org:443:127.0.0.1");
  ASSERT_TRUE(made);
  EXPECT_EQ(made->host, "ssh.example.org");
  EXPECT_EQ(made->port, 443);
  EXPECT_EQ(made->address, "127.0.0.1");
  EXPECT_EQ(parse_override("a:443:[::1]")->address, "::1");
  for (const char* text : {"", "a", "a:443", "a:443:", ":443:b", "a:x:b"}) EXPECT_FALSE(parse_override(text)) << text;
}

TEST(is_node_name, takes_what_the_relays_configuration_takes) {
  EXPECT_TRUE(is_node_name("web-1.example_2"));
  for (const char* text : {"", "a/b", "a b", "a\r\nb", "a%20"}) EXPECT_FALSE(is_node_name(text)) << text;
  EXPECT_FALSE(is_node_name(std::string(65, 'a')));
}

}  // namespace
}  // namespace glasshell::relay::doctor
