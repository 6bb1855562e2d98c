// Host and Origin are compared with configured names, never with each other.
#include "relay/origin.hpp"

#include <gtest/gtest.h>

namespace glasshell::relay {
namespace {

config listening_on(const char* address) {
  config made;
  made.listen.where = listen_place::kind::tcp;
  made.listen.address = boost::asio::ip::make_address(address);
  return made;
}

TEST(origin_policy, by_default_knows_the_names_of_loopback_with_the_port) {
  const origin_policy policy(listening_on("127.0.0.1"), 8022);
  EXPECT_TRUE(policy.allows_host("127.0.0.1:8022"));
  EXPECT_TRUE(policy.allows_host("localhost:8022"));
  EXPECT_TRUE(policy.allows_host("LocalHost:8022"));
  EXPECT_TRUE(policy.allows_host("[::1]:8022"));
  EXPECT_EQ(policy.find_origin("http://localhost:8022"), "http://localhost:8022");
  EXPECT_EQ(policy.find_origin("https://127.0.0.1:8022"), "https://127.0.0.1:8022");
}

TEST(origin_policy, refuses_other_ports_other_names_and_names_that_only_begin_alike) {
  const origin_policy policy(listening_on("127.0.0.1"), 8022);
  for (const char* host : {"", "localhost", "localhost:80", "localhost:80222", "127.0.0.1:8022.evil.example",
                           "evil.example:8022", "127.0.0.2:8022", "localhost:8022 "}) {
    EXPECT_FALSE(policy.allows_host(host)) << host;
  }
  for (const char* origin : {"", "null", "http://localhost", "http://localhost:8023", "http://evil.example:8022",
                             "localhost:8022", "http://localhost:8022/", "http://localhost:8022.evil.example"}) {
    EXPECT_EQ(policy.find_origin(origin), "") << origin;
  }
}

TEST(origin_policy, leaves_out_the_port_that_http_has_anyway) {
  const origin_policy policy(listening_on("127.0.0.1"), 80);
  EXPECT_TRUE(policy.allows_host("localhost"));
  EXPECT_FALSE(policy.find_origin("http://localhost").empty());
}

TEST(origin_policy, knows_another_address_of_loopback_that_it_listens_on) {
  const origin_policy policy(listening_on("127.0.0.7"), 8022);
  EXPECT_TRUE(policy.allows_host("127.0.0.7:8022"));
}

TEST(origin_policy, with_hosts_set_forgets_loopback_and_expects_pages_of_those_hosts_over_tls) {
  config settings = listening_on("127.0.0.1");
  settings.hosts = {"SSH.example.com", "ssh.example.com:8443"};
  const origin_policy policy(settings, 8022);
  EXPECT_TRUE(policy.allows_host("ssh.example.com"));
  EXPECT_TRUE(policy.allows_host("ssh.example.com:8443"));
  EXPECT_FALSE(policy.allows_host("localhost:8022"));
  EXPECT_FALSE(policy.find_origin("https://ssh.example.com").empty());
  EXPECT_TRUE(policy.find_origin("http://ssh.example.com").empty());
}

TEST(origin_policy, with_origins_set_takes_those_alone) {
  config settings = listening_on("127.0.0.1");
  settings.hosts = {"relay.example.com"};
  settings.origins = {"https://page.example.com"};
  const origin_policy policy(settings, 8022);
  EXPECT_EQ(policy.find_origin("https://PAGE.example.com"), "https://page.example.com");
  EXPECT_TRUE(policy.find_origin("https://relay.example.com").empty());
}

TEST(origin, is_scheme_and_host_and_nothing_more) {
  EXPECT_TRUE(is_origin("https://a.example"));
  EXPECT_TRUE(is_origin("http://[::1]:80"));
  for (const char* wrong : {"", "a.example", "ftp://a.example", "https://", "https://a.example/", "https://a@b",
                            "https://a.example?x", "https://*.example"}) {
    EXPECT_FALSE(is_origin(wrong)) << wrong;
  }
}

}  // namespace
}  // namespace glasshell::relay
