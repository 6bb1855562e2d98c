// Who is behind a proxy: what trusted ones say counts for the limits, what others say does not.
#include "relay_fixture.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace glasshell::test {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;
using testing::HasSubstr;

const std::string signature = "\r\n\r\n\0\r\nQUIT\n"s;

std::string proxy_header_of(char last_octet) {
  return signature + "\x21\x11\x00\x0c\xc0\x00\x02"s + last_octet + std::string(8, '\0');
}

upgrade_options with_field(std::uint16_t port, const std::string& field) {
  upgrade_options options = upgrade_options::to_node(port, "node");
  options.protocol += "\r\n" + field;
  return options;
}

/// A client of whom a proxy says this.
link_client client_with(relay_with_node& relay, const std::string& field) {
  return link_client(websocket_client(relay.port(), with_field(relay.port(), field)));
}

relay_options one_link_per_address(const std::string& proxies) {
  return {.top = "", .tables = "[limits]\nlinks_per_address = 1\n[proxies]\n" + proxies, .nodes = {}};
}

TEST(a_client_behind_a_proxy, is_limited_by_its_own_address) {
  relay_with_node relay(stand_in_node::echo, one_link_per_address("trusted = [\"127.0.0.1\"]\n"));
  link_client one = client_with(relay, "X-Forwarded-For: 192.0.2.1");
  link_client two = client_with(relay, "X-Forwarded-For: 192.0.2.2");
  EXPECT_TRUE(one.wait_until_open());
  EXPECT_TRUE(two.wait_until_open());
  link_client one_again = client_with(relay, "X-Forwarded-For: 192.0.2.77\r\nX-Forwarded-For: 192.0.2.1");
  EXPECT_FALSE(one_again.wait_until_open()) << "what stands left it wrote itself";
  EXPECT_EQ(one_again.refused()->reason, link::reason::too_many_links_from_address);
}

TEST(a_client_behind_a_proxy, may_be_named_by_forwarded_and_then_by_no_other_header) {
  relay_with_node relay(stand_in_node::echo,
                        one_link_per_address("trusted = [\"127.0.0.0/8\"]\nheader = \"forwarded\"\n"));
  link_client one = client_with(relay, "Forwarded: for=192.0.2.1;proto=https");
  link_client two = client_with(relay, "Forwarded: for=\"[2001:db8::2]:4711\"");
  EXPECT_TRUE(one.wait_until_open());
  EXPECT_TRUE(two.wait_until_open());
  link_client other = client_with(relay, "X-Forwarded-For: 192.0.2.3");
  EXPECT_TRUE(other.wait_until_open()) << "the proxy's own";
  link_client spoofed = client_with(relay, "X-Forwarded-For: 192.0.2.4");
  EXPECT_FALSE(spoofed.wait_until_open());
}

TEST(a_client_without_a_proxy, is_not_believed) {
  for (const std::string proxies :
       {"", "trusted = [\"10.0.0.0/8\"]\n", "trusted = [\"127.0.0.1\"]\nheader = \"none\"\n"}) {
    relay_with_node relay(stand_in_node::echo, one_link_per_address(proxies));
    link_client one = client_with(relay, "X-Forwarded-For: 192.0.2.1");
    link_client two = client_with(relay, "X-Forwarded-For: 192.0.2.2\r\nForwarded: for=192.0.2.3");
    EXPECT_TRUE(one.wait_until_open());
    EXPECT_FALSE(two.wait_until_open()) << proxies;
  }
}

class proxy_protocol : public testing::Test {
 protected:
  static relay_options options(const std::string& limits = "", const std::string& trusted = "127.0.0.1") {
    return {.top = "",
            .tables = "[proxies]\ntrusted = [\"" + trusted + "\"]\nproxy_protocol = true\n[limits]\n" + limits,
            .nodes = {}};
  }
  static std::string request(const relay_with_node& relay, const std::string& target = "/api/nodes") {
    return "GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(relay.port()) + "\r\n\r\n";
  }
  static unsigned status_of(const relay_with_node& relay, const std::string& header) {
    return exchange(relay.port(), header + request(relay)).status;
  }
};

TEST_F(proxy_protocol, comes_before_http_in_one_piece_or_in_many) {
  relay_with_node relay(stand_in_node::echo, options());
  EXPECT_EQ(status_of(relay, proxy_header_of(1)), 200U);
  EXPECT_EQ(status_of(relay, signature + "\x20\x00\x00\x00"s), 200U) << "the proxy's own check";
  const socket_handle slow = connect_loopback(relay.port());
  for (const char octet : proxy_header_of(1) + request(relay)) send_all(slow, std::string(1, octet));
  std::string rest;
  EXPECT_EQ(read_answer(slow, rest).status, 200U);
}

TEST_F(proxy_protocol, is_needed_from_a_trusted_proxy) {
  relay_with_node relay(stand_in_node::echo, options());
  for (const std::string& garbage : {request(relay), "PROXY TCP4 192.0.2.1 10.0.0.1 4096 443\r\n"s, "x"s,
                                     signature + "\x21\x11\xff\xff"s, signature + "\x21\x12\x00\x0c"s}) {
    const socket_handle client = connect_loopback(relay.port());
    send_all(client, garbage);
    EXPECT_TRUE(wait_for_close(client)) << garbage;
  }
}

TEST_F(proxy_protocol, is_waited_for_no_longer_than_a_header) {
  relay_with_node relay(stand_in_node::echo, options("header_timeout = \"200ms\"\n"));
  const socket_handle silent = connect_loopback(relay.port());
  const socket_handle half = connect_loopback(relay.port());
  send_all(half, proxy_header_of(1).substr(0, 20));
  EXPECT_TRUE(wait_for_close(silent));
  EXPECT_TRUE(wait_for_close(half));
}

TEST_F(proxy_protocol, is_refused_from_anybody_else) {
  relay_with_node relay(stand_in_node::echo, options("", "10.0.0.0/8"));
  EXPECT_EQ(status_of(relay, ""), 200U);
  EXPECT_EQ(status_of(relay, proxy_header_of(1)), 400U);
}

TEST_F(proxy_protocol, tells_whose_connection_counts) {
  relay_with_node relay(stand_in_node::echo, options("connections_per_address = 1\n"));
  const socket_handle first = connect_loopback(relay.port());
  send_all(first, proxy_header_of(1) + request(relay));
  std::string rest;
  EXPECT_EQ(read_answer(first, rest).status, 200U);
  EXPECT_EQ(status_of(relay, proxy_header_of(1)), 429U);
  EXPECT_EQ(status_of(relay, proxy_header_of(2)), 200U);
}

TEST_F(proxy_protocol, has_those_counted_whom_it_shows_to_be_too_many) {
  relay_with_node relay(stand_in_node::echo,
                        options("connections_per_address = 1\n[operator]\nlisten = \"127.0.0.1:0\"\n"));
  const socket_handle first = connect_loopback(relay.port());
  send_all(first, proxy_header_of(1) + request(relay));
  std::string rest;
  EXPECT_EQ(read_answer(first, rest).status, 200U);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(status_of(relay, proxy_header_of(1)), 429U);
  EXPECT_EQ(status_of(relay, proxy_header_of(2)), 200U);
  EXPECT_THAT(get(relay.relay().operator_port(), "/metrics").body,
              HasSubstr("glasshell_refusals_total{reason=\"too_many_connections_from_address\"} 3\n"));
}

TEST_F(proxy_protocol, lets_no_crowd_behind_it_wait_to_be_refused) {
  relay_with_node relay(stand_in_node::echo, options("connections_per_address = 1\nheader_timeout = \"5m\"\n"));
  const socket_handle first = connect_loopback(relay.port());
  send_all(first, proxy_header_of(1) + request(relay));
  std::string rest;
  EXPECT_EQ(read_answer(first, rest).status, 200U);
  std::vector<socket_handle> crowd;
  for (int i = 0; i < 65; ++i) {
    crowd.push_back(connect_loopback(relay.port()));
    send_all(crowd.back(), proxy_header_of(1));
  }
  const auto is_closed = [](const socket_handle& client) { return wait_for_close(client, 1ms); };
  EXPECT_TRUE(eventually([&] { return std::ranges::count_if(crowd, is_closed) == 1; }));
  EXPECT_EQ(status_of(relay, proxy_header_of(2)), 200U) << "others have their places";
}

TEST_F(proxy_protocol, does_not_keep_the_relay_from_testing_itself) {
  relay_with_node relay(stand_in_node::echo, options());
  EXPECT_THAT(exchange(relay.port(), proxy_header_of(1) + request(relay, "/debug/websocket-test")).body,
              HasSubstr("\"status\":\"ok\""));
}

TEST_F(proxy_protocol, does_not_hold_up_a_drain_by_half_a_header) {
  relay_with_node relay(stand_in_node::echo, options("header_timeout = \"5m\"\ndrain_time = \"5m\"\n"));
  const socket_handle half = connect_loopback(relay.port());
  send_all(half, proxy_header_of(1).substr(0, 20));
  EXPECT_EQ(status_of(relay, proxy_header_of(1)), 200U);
  const auto began = std::chrono::steady_clock::now();
  relay.relay().drain();
  EXPECT_LT(std::chrono::steady_clock::now() - began, 20s);
}

}  // namespace
}  // namespace glasshell::test
