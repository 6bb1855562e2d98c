// Peers that never read: memory stays bounded by the window, and no thread waits for them.
#include "relay_fixture.hpp"
#include "relay_process.hpp"
#include "support/temporary_directory.hpp"

#include <gtest/gtest.h>

#include <poll.h>
#include <sys/socket.h>

#include <atomic>
#include <chrono>
#include <string>

namespace glasshell::test {
namespace {

using namespace std::chrono_literals;

/// Sends until nobody has taken anything for a while. @return how much was taken
std::size_t send_until_it_stalls(const socket_handle& to, std::size_t most_bytes) {
  const std::string piece(64 * 1024, 'x');
  std::size_t taken = 0;
  while (taken < most_bytes) {
    pollfd waiting{to.get(), POLLOUT, 0};
    if (poll(&waiting, 1, 500) <= 0) break;
    const ssize_t sent = ::send(to.get(), piece.data(), piece.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent < 0) break;
    taken += static_cast<std::size_t>(sent);
  }
  return taken;
}

TEST(client_that_never_reads, costs_no_more_than_its_window_and_holds_nobody_up) {
  std::atomic<std::size_t> taken{0};
  std::atomic<bool> stalled{false};
  std::atomic<int> connections{0};
  stand_in_node node([&](const socket_handle& client) {
    if (connections++ != 1) return stand_in_node::echo(client);
    taken = send_until_it_stalls(client, 200 * mebibyte);
    stalled = true;
    stand_in_node::wait_for_end(client);
  });
  const relay_process relay(node.port());
  link_client busy(relay.port(), "node");
  ASSERT_TRUE(busy.wait_until_open());
  busy.write("x");
  ASSERT_EQ(busy.read(1), "x");
  const std::size_t before = relay.resident_bytes();

  websocket_client lazy(relay.port(), "node");
  link::hello hello;
  hello.receive_limit = std::uint64_t{1} << 40U;  // it says that it would take anything
  lazy.send(link::encode(hello));
  while (!stalled) {
    busy.write("y");
    ASSERT_EQ(busy.read(1), "y") << "the relay's only thread serves others";
  }
  EXPECT_LT(taken, 32 * mebibyte) << "the flood stops at its source";
  relay.expect_growth_below(8 * mebibyte, before);
}

TEST(client_that_asks_and_never_reads, is_not_given_memory_for_the_answers) {
  stand_in_node node(stand_in_node::echo);
  const relay_process relay(node.port());
  websocket_client client(relay.port(), "node");
  client.send(link::encode(link::hello{}));
  ASSERT_TRUE(client.receive().has_value());
  const std::size_t before = relay.resident_bytes();
  const bytes ask = link::encode(link::beat{link::beat_kind::ask, 1});
  std::string asks;
  for (int i = 0; i < 1000; ++i) {
    asks += std::string("\x82\x8a\0\0\0\0", 6);
    asks += as_text_view(ask);
  }
  ASSERT_EQ(ask.size(), 10U);
  for (int i = 0; i < 200; ++i) client.send_raw(asks);  // is taken: the relay never stops reading a WebSocket
  link_client other(relay.port(), "node");
  EXPECT_TRUE(other.wait_until_open());
  relay.expect_growth_below(8 * mebibyte, before);
}

TEST(client_that_never_reads, an_answer_is_cut_off_and_gives_its_place_back) {
  const temporary_directory folder;
  folder.write("index.html", std::string(8 * mebibyte, 'x'));
  const auto relay = start_relay({.top = "web_root = \"" + folder.path().string() + "\"",
                                  .tables = "[limits]\nconnections = 1\nresponse_timeout = \"200ms\"\n",
                                  .nodes = {}});
  const socket_handle lazy = connect_loopback(relay->port());
  std::string requests;
  for (int i = 0; i < 4; ++i)
    requests += "GET / HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(relay->port()) + "\r\n\r\n";
  send_all(lazy, requests);
  const auto give_up_at = std::chrono::steady_clock::now() + 10s;
  while (get(relay->port(), "/healthz").status != 200U) ASSERT_LT(std::chrono::steady_clock::now(), give_up_at);
}

TEST(node_that_never_reads, stops_its_client_and_nobody_else) {
  std::atomic<int> connections{0};
  stand_in_node node([&](const socket_handle& client) {
    if (connections++ != 0) return stand_in_node::echo(client);
    pollfd until_it_is_over{client.get(), POLLRDHUP, 0};
    poll(&until_it_is_over, 1, -1);
  });
  const relay_process relay(node.port());
  websocket_client client(relay.port(), "node");
  client.send(link::encode(link::hello{}));
  const auto message = client.receive();
  ASSERT_TRUE(message.has_value());
  const auto welcome = link::decode(as_bytes_view(message->payload));
  ASSERT_TRUE(welcome.has_value());
  const std::size_t before = relay.resident_bytes();

  // As far as the relay allows, until it allows no more.
  std::uint64_t limit = std::get<link::welcome>(*welcome).receive_limit;
  std::uint64_t sent = 0;
  const std::string piece = std::string("\x04") + std::string(4096, 'x');
  for (;;) {
    for (; sent + 4096 <= limit; sent += 4096) client.send(piece);
    std::optional<websocket_message> more;
    try {
      more = client.receive(1s);
    } catch (const std::system_error&) {
      break;
    }
    ASSERT_TRUE(more.has_value());
    const auto frame = link::decode(as_bytes_view(more->payload));
    ASSERT_TRUE(frame.has_value());
    if (const auto* ack = std::get_if<link::ack>(&*frame)) limit = ack->receive_limit;
    ASSERT_LT(sent, 64 * mebibyte) << "the window never closes";
  }
  relay.expect_growth_below(8 * mebibyte, before);
  link_client other(relay.port(), "node");
  ASSERT_TRUE(other.wait_until_open());
  other.write("x");
  EXPECT_EQ(other.read(1), "x");
}

}  // namespace
}  // namespace glasshell::test
