// Whom a request comes from, if proxies are in between: what they wrote counts, what anybody else wrote does not.
#include "relay/trusted_proxies.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace glasshell::relay {
namespace {

boost::asio::ip::address address(const std::string& text) { return boost::asio::ip::make_address(text); }

class clients_address : public testing::Test {
 protected:
  [[nodiscard]] std::string by(forwarding_header header, std::string_view value) const {
    return proxies_.client_of(header, value, address("127.0.0.1")).to_string();
  }
  [[nodiscard]] std::string by_list(std::string_view value) const {
    return by(forwarding_header::x_forwarded_for, value);
  }
  [[nodiscard]] std::string by_forwarded(std::string_view value) const {
    return by(forwarding_header::forwarded, value);
  }

  trusted_proxies proxies_ = *trusted_proxies::parse({"127.0.0.1", "10.0.0.0/8", "2001:db8::/32"});
};

TEST(network, contains_the_addresses_of_its_prefix) {
  EXPECT_TRUE(network::parse("10.0.0.0/8")->contains(address("10.255.0.1")));
  EXPECT_FALSE(network::parse("10.0.0.0/8")->contains(address("11.0.0.1")));
  EXPECT_TRUE(network::parse("192.168.4.0/22")->contains(address("192.168.7.255")));
  EXPECT_FALSE(network::parse("192.168.4.0/22")->contains(address("192.168.8.0")));
  EXPECT_TRUE(network::parse("2001:db8::/33")->contains(address("2001:db8:7fff::1")));
  EXPECT_FALSE(network::parse("2001:db8::/33")->contains(address("2001:db8:8000::1")));
  EXPECT_TRUE(network::parse("0.0.0.0/0")->contains(address("198.51.100.1")));
  EXPECT_FALSE(network::parse("0.0.0.0/0")->contains(address("2001:db8::1")));
  EXPECT_TRUE(network::parse("127.0.0.1")->contains(address("::ffff:127.0.0.1")));
  EXPECT_TRUE(network::parse("::/0")->contains(address("2001:db8::1")));
}

TEST(network, is_written_as_an_address_and_perhaps_a_length) {
  for (const char* text :
       {"", "10.0.0.0/33", "10.0.0.0/x", "10.0.0.0/", "10/8", "::/129", "example.com", "10.0.0.0/-1"}) {
    EXPECT_FALSE(network::parse(text).has_value()) << text;
  }
  EXPECT_TRUE(trusted_proxies::parse({"unix"})->trusts_unix_sockets());
  EXPECT_FALSE(trusted_proxies::parse({"10.0.0.0/8", "nonsense"}).has_value());
}

TEST_F(clients_address, is_the_rightmost_that_is_no_proxys) {
  EXPECT_EQ(by_list("192.0.2.7"), "192.0.2.7");
  EXPECT_EQ(by_list("192.0.2.7, 10.1.2.3"), "192.0.2.7");
  EXPECT_EQ(by_list("198.51.100.66, 192.0.2.7 ,10.1.2.3, 10.0.0.9"), "192.0.2.7")
      << "the first one the client wrote itself";
  EXPECT_EQ(by_list("10.7.7.7, 10.1.2.3"), "10.7.7.7") << "all are proxies: the farthest one";
  EXPECT_EQ(by_list("192.0.2.7:4711"), "192.0.2.7");
  EXPECT_EQ(by_list("[2001:db9::5]:4711"), "2001:db9::5");
  EXPECT_EQ(by_list("2001:db9::5"), "2001:db9::5");
  EXPECT_EQ(by_list("::ffff:192.0.2.7"), "192.0.2.7");
}

TEST_F(clients_address, is_the_last_proxys_where_something_is_no_address) {
  EXPECT_EQ(by_list(""), "127.0.0.1");
  EXPECT_EQ(by_list("unknown"), "127.0.0.1");
  EXPECT_EQ(by_list("192.0.2.7, nonsense"), "127.0.0.1");
  EXPECT_EQ(by_list("192.0.2.7, nonsense, 10.1.2.3"), "10.1.2.3");
  EXPECT_EQ(by_list("192.0.2.7,"), "127.0.0.1");
  EXPECT_EQ(by_list(std::string(9000, '1')), "127.0.0.1");
  EXPECT_EQ(by(forwarding_header::none, "192.0.2.7"), "127.0.0.1");
}

TEST_F(clients_address, is_read_from_forwarded_as_rfc_7239_writes_it) {
  EXPECT_EQ(by_forwarded("for=192.0.2.7"), "192.0.2.7");
  EXPECT_EQ(by_forwarded("For=\"[2001:db9::17]:4711\""), "2001:db9::17");
  EXPECT_EQ(by_forwarded("proto=https; for=\"192.0.2.7:80\";by=10.0.0.1, for=10.1.2.3"), "192.0.2.7");
  EXPECT_EQ(by_forwarded("for=192.0.2.7, for=unknown"), "127.0.0.1");
  EXPECT_EQ(by_forwarded("for=192.0.2.7, for=_hidden"), "127.0.0.1");
  EXPECT_EQ(by_forwarded("for=\"1.2.3.4, for=5.6.7.8\""), "127.0.0.1") << "a comma in quotes parts nothing";
  EXPECT_EQ(by_forwarded("by=192.0.2.7"), "127.0.0.1");
}

TEST_F(clients_address, is_found_without_following_a_chain_for_ever) {
  std::string chain = "192.0.2.7";
  for (int i = 0; i < 100; ++i) chain += ",10.0.0.1";
  EXPECT_EQ(by_list(chain), "10.0.0.1");
}

}  // namespace
}  // namespace glasshell::relay
