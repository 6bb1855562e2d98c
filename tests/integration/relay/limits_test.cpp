// How many may come, from one address and in all; who is one too many is told so, and places come back.
#include "relay_fixture.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

namespace glasshell::test {
namespace {

relay_options with_limits(const std::string& limits) {
  return {.top = "", .tables = "[limits]\n" + limits, .nodes = {}};
}

std::optional<link::refuse> refusal_of(relay_with_node& relay) {
  link_client client = relay.connect();
  client.wait_until_open();
  return client.refused();
}

TEST(links, beyond_those_of_an_address_are_refused_with_a_time_to_try_again) {
  relay_with_node relay(stand_in_node::echo, with_limits("links_per_address = 2"));
  link_client first = relay.connect();
  link_client second = relay.connect();
  ASSERT_TRUE(first.wait_until_open() && second.wait_until_open());
  const auto why = refusal_of(relay);
  ASSERT_TRUE(why.has_value());
  EXPECT_EQ(why->hop, link::hop::relay);
  EXPECT_EQ(why->reason, link::reason::too_many_links_from_address);
  EXPECT_GT(why->retry_after.count(), 0);
  first.write("x");
  EXPECT_EQ(first.read(1), "x") << "who was there is not disturbed";
}

TEST(links, beyond_those_of_the_relay_are_refused) {
  relay_with_node relay(stand_in_node::echo, with_limits("links = 1"));
  link_client first = relay.connect();
  ASSERT_TRUE(first.wait_until_open());
  const auto why = refusal_of(relay);
  ASSERT_TRUE(why.has_value());
  EXPECT_EQ(why->reason, link::reason::too_many_links);
}

TEST(links, that_end_give_their_place_to_others) {
  relay_with_node relay(stand_in_node::echo, with_limits("links = 1"));
  for (int i = 0; i < 20; ++i) {
    link_client client = relay.connect();
    ASSERT_TRUE(client.wait_until_open()) << i;
    client.finish();
    client.read_to_end();
    client.socket().send(std::string("\x03\xe8", 2), opcode::close);
    client.wait_for_close();
    // The place is given back before the relay closes the connection.
    client.socket().drop();
    while (relay.relay().link_count() != 0) std::this_thread::yield();
  }
}

TEST(connections, beyond_those_of_the_relay_are_503_and_closed) {
  relay_with_node relay(stand_in_node::echo, with_limits("connections = 2"));
  const socket_handle first = connect_loopback(relay.port());
  const socket_handle second = connect_loopback(relay.port());
  const http_answer answer = get(relay.port(), "/healthz");
  EXPECT_EQ(answer.status, 503U);
  EXPECT_EQ(answer.field("Retry-After"), "10");
  EXPECT_EQ(answer.field("Connection"), "close");
}

TEST(connections, beyond_those_of_an_address_are_429) {
  relay_with_node relay(stand_in_node::echo, with_limits("connections_per_address = 1"));
  const socket_handle first = connect_loopback(relay.port());
  EXPECT_EQ(get(relay.port(), "/healthz").status, 429U);
}

TEST(connections, far_beyond_the_limits_are_closed_unheard) {
  relay_with_node relay(stand_in_node::echo, with_limits("connections = 1"));
  std::vector<socket_handle> crowd;
  for (int i = 0; i < 200; ++i) crowd.push_back(connect_loopback(relay.port()));
  EXPECT_TRUE(wait_for_close(crowd.back()));
}

TEST(connections, that_end_give_their_place_to_others) {
  relay_with_node relay(stand_in_node::echo, with_limits("connections = 4"));
  for (int i = 0; i < 50; ++i) {
    const socket_handle socket = connect_loopback(relay.port());
    send_all(socket, "GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n");
    std::string rest;
    EXPECT_EQ(read_answer(socket, rest).status, 200U) << i;
    EXPECT_TRUE(wait_for_close(socket));
  }
}

}  // namespace
}  // namespace glasshell::test
