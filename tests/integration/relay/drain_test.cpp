// A relay that stops: everyone is told, nobody holds it up for longer than it waits.
#include "relay_fixture.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <thread>

namespace glasshell::test {
namespace {

using namespace std::chrono_literals;
using clock = std::chrono::steady_clock;

TEST(drain, tells_a_link_and_closes_it_as_a_restart) {
  relay_with_node relay(stand_in_node::echo);
  link_client client = relay.connect();
  ASSERT_TRUE(client.wait_until_open());
  std::thread draining([&] { relay.relay().drain(); });
  client.read_to_end();
  ASSERT_TRUE(client.finished().has_value());
  EXPECT_EQ(client.finished()->reason, link::reason::relay_shutting_down);
  EXPECT_EQ(client.wait_for_close(), 1012);
  client.socket().drop();
  draining.join();
  EXPECT_EQ(relay.relay().link_count(), 0U);
}

TEST(drain, closes_a_socket_that_has_not_said_hello) {
  relay_with_node relay(stand_in_node::echo);
  websocket_client client(relay.port(), "node");
  std::thread draining([&] { relay.relay().drain(); });
  EXPECT_EQ(client.receive_close(), 1012);
  client.drop();
  draining.join();
}

TEST(drain, lets_idle_connections_go_and_accepts_no_more) {
  relay_with_node relay(stand_in_node::echo);
  const socket_handle idle = connect_loopback(relay.port());
  const std::uint16_t port = relay.port();
  relay.relay().drain();
  EXPECT_TRUE(wait_for_close(idle));
  EXPECT_THROW(connect_loopback(port), std::system_error);
}

TEST(drain, waits_no_longer_than_its_time_for_a_client_that_does_not_answer) {
  relay_with_node relay(stand_in_node::echo, {.top = "", .tables = "[limits]\ndrain_time = \"300ms\"\n", .nodes = {}});
  link_client client = relay.connect();
  ASSERT_TRUE(client.wait_until_open());
  const auto began = clock::now();
  relay.relay().drain();  // the client does not even read
  EXPECT_LT(clock::now() - began, 5s);
  EXPECT_TRUE(wait_for_close(client.socket().socket()));
}

TEST(drain, ends_a_link_whose_client_never_reads_a_flood) {
  const std::string flood = numbered_octets(1024 * 1024);
  relay_with_node relay(
      [&](const socket_handle& client) {
        for (;;) send_all(client, flood);
      },
      {.top = "", .tables = "[limits]\ndrain_time = \"300ms\"\n", .nodes = {}});
  link_client client = relay.connect();
  ASSERT_TRUE(client.wait_until_open());
  relay.relay().drain();
  EXPECT_EQ(relay.relay().link_count(), 0U);
}

TEST(a_relay_that_lingers, lets_its_sessions_go_on_over_other_sockets_and_takes_no_new_ones) {
  relay_with_node relay(stand_in_node::echo, {.top = "", .tables = "[limits]\nlinger_time = \"10m\"\n", .nodes = {}});
  link_client client = relay.connect();
  ASSERT_TRUE(client.wait_until_open());
  client.write("before");
  ASSERT_EQ(client.read(6), "before");
  ASSERT_EQ(get(relay.port(), "/readyz").status, 200U);

  std::thread draining([&] { relay.relay().drain(); });
  while (get(relay.port(), "/readyz").status == 200U) std::this_thread::yield();
  EXPECT_EQ(get(relay.port(), "/healthz").status, 200U);
  client.write("meanwhile");
  EXPECT_EQ(client.read(9), "meanwhile");
  client.lose_socket(link_client::loss::reset);
  client.reconnect();
  ASSERT_TRUE(client.wait_until_open());
  EXPECT_TRUE(client.resumed());

  {
    link_client late = relay.connect();
    EXPECT_FALSE(late.wait_until_open());
    ASSERT_TRUE(late.refused().has_value());
    EXPECT_EQ(late.refused()->reason, link::reason::relay_shutting_down);
    late.socket().drop();
  }

  const auto ended = clock::now();
  client.finish();
  client.read_to_end();
  client.socket().drop();
  draining.join();
  EXPECT_LT(clock::now() - ended, 5s) << "it waits for nobody any more";
}

TEST(a_relay_that_lingers, leaves_the_sessions_of_other_relays_to_them) {
  relay_with_node relay(stand_in_node::echo, {.top = "", .tables = "[limits]\nlinger_time = \"10m\"\n", .nodes = {}});
  link_client client(relay.port(), "node?session=00000000000000aa");
  ASSERT_TRUE(client.wait_until_open());
  client.write("here");
  ASSERT_EQ(client.read(4), "here");
  const std::string upgrade =
      "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
      "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: glasshell.v1\r\n"
      "Origin: http://127.0.0.1:" +
      std::to_string(relay.port()) + "\r\n";
  ASSERT_EQ(get(relay.port(), "/ws/ssh/node?session=00000000000000bb", upgrade).status, 101U);

  std::thread draining([&] { relay.relay().drain(); });
  while (get(relay.port(), "/readyz").status == 200U) std::this_thread::yield();
  const http_answer elsewhere = get(relay.port(), "/ws/ssh/node?session=00000000000000bb", upgrade);
  EXPECT_EQ(elsewhere.status, 503U);
  EXPECT_EQ(elsewhere.field("Retry-After"), "2");
  client.lose_socket(link_client::loss::reset);
  client.reconnect();
  ASSERT_TRUE(client.wait_until_open());
  EXPECT_TRUE(client.resumed());
  client.finish();
  client.read_to_end();
  client.socket().drop();
  draining.join();
}

TEST(a_relay_that_lingers, tells_those_who_are_still_there_when_its_time_is_over) {
  relay_with_node relay(stand_in_node::echo, {.top = "", .tables = "[limits]\nlinger_time = \"300ms\"\n", .nodes = {}});
  link_client client = relay.connect();
  ASSERT_TRUE(client.wait_until_open());
  std::thread draining([&] { relay.relay().drain(); });
  client.read_to_end();
  ASSERT_TRUE(client.finished().has_value());
  EXPECT_EQ(client.finished()->reason, link::reason::relay_shutting_down);
  client.socket().drop();
  draining.join();
}

TEST(drain, may_be_left_out) {
  relay_with_node relay(stand_in_node::echo);
  link_client client = relay.connect();
  ASSERT_TRUE(client.wait_until_open());
  const auto began = clock::now();
  { const relay_with_node another(stand_in_node::echo); }
  EXPECT_LT(clock::now() - began, 5s);
}

}  // namespace
}  // namespace glasshell::test
