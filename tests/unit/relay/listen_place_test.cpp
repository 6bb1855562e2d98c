// Where the relay listens, as an operator writes it.
#include "relay/listen_place.hpp"

#include <gtest/gtest.h>

#include <string>

namespace glasshell::relay {
namespace {

TEST(listen_place, is_an_address_with_a_port) {
  const auto place = parse_listen_place("127.0.0.1:80", 8022);
  ASSERT_TRUE(place.has_value());
  EXPECT_EQ(place->where, listen_place::kind::tcp);
  EXPECT_EQ(place->port, 80);
  EXPECT_EQ(place->text(), "127.0.0.1:80");
  EXPECT_FALSE(place->beyond_loopback());
  EXPECT_EQ(parse_listen_place("localhost", 8022)->text(), "127.0.0.1:8022");
  EXPECT_EQ(parse_listen_place("[::1]:1", 8022)->text(), "[::1]:1");
  EXPECT_TRUE(parse_listen_place("0.0.0.0:1", 8022)->beyond_loopback());
}

TEST(listen_place, is_a_path_or_systemds) {
  EXPECT_EQ(parse_listen_place("unix:/run/relay.sock", 1)->path, "/run/relay.sock");
  EXPECT_FALSE(parse_listen_place("unix:/run/relay.sock", 1)->beyond_loopback());
  EXPECT_EQ(parse_listen_place("systemd", 1)->where, listen_place::kind::systemd);
  EXPECT_EQ(parse_listen_place("", 1)->where, listen_place::kind::nowhere);
}

TEST(listen_place, is_nothing_else) {
  for (const char* text :
       {"unix:", "unix:relative", "example.com:80", "127.0.0.1:99999", "127.0.0.1:80x", "[::1", ":80"}) {
    EXPECT_FALSE(parse_listen_place(text, 1).has_value()) << text;
  }
  EXPECT_FALSE(parse_listen_place("unix:/" + std::string(200, 'x'), 1).has_value()) << "longer than the system takes";
}

}  // namespace
}  // namespace glasshell::relay
