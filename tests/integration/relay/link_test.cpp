// Octets from browser to node and back, exactly, and how a link ends.
#include "relay_fixture.hpp"

#include <gtest/gtest.h>

#include <future>
#include <string>

namespace glasshell::test {
namespace {

using namespace std::chrono_literals;

TEST(link_through_the_relay, carries_a_keystroke_there_and_back) {
  relay_with_node relay(stand_in_node::echo);
  link_client client = relay.connect();
  ASSERT_TRUE(client.wait_until_open());
  client.write("x");
  EXPECT_EQ(client.read(1), "x");
  EXPECT_EQ(relay.relay().link_count(), 1U);
}

TEST(link_through_the_relay, carries_megabytes_both_ways_without_a_change) {
  relay_with_node relay(stand_in_node::echo);
  link_client client = relay.connect();
  ASSERT_TRUE(client.wait_until_open());
  const std::string sent = numbered_octets(8 * 1024 * 1024);
  client.write(sent);
  EXPECT_TRUE(client.read(sent.size()) == sent);
}

TEST(link_through_the_relay, carries_a_flood_of_small_packets_in_large_frames) {
  const std::string sent = numbered_octets(16 * 1024 * 1024);
  relay_with_node relay([&](const socket_handle& client) {
    for (std::string_view left = sent; !left.empty(); left.remove_prefix(std::min<std::size_t>(left.size(), 2000))) {
      send_all(client, left.substr(0, 2000));
    }
  });
  link_client client = relay.connect();
  ASSERT_TRUE(client.wait_until_open());
  EXPECT_TRUE(client.read_to_end() == sent) << "the last octets of a flood come too";
}

TEST(link_through_the_relay, answers_at_once_after_a_flood) {
  const std::string flood = numbered_octets(4 * 1024 * 1024);
  relay_with_node relay([&](const socket_handle& client) {
    send_all(client, flood);
    stand_in_node::echo(client);
  });
  link_client client = relay.connect();
  ASSERT_TRUE(client.wait_until_open());
  ASSERT_TRUE(client.read(flood.size()) == flood);
  client.write("x");
  EXPECT_EQ(client.read(1), "x");
}

TEST(link_through_the_relay, works_with_windows_of_any_size) {
  const relay_options options{
      .top = "", .tables = "[link]\nreceive_window_bytes = 16384\nsend_window_bytes = 16384\n", .nodes = {}};
  relay_with_node relay(stand_in_node::echo, options);
  link::settings small;
  small.receive_window_bytes = 100;
  link_client client = relay.connect(small);
  ASSERT_TRUE(client.wait_until_open());
  const std::string sent = numbered_octets(100'000);
  client.write(sent);
  EXPECT_TRUE(client.read(sent.size()) == sent);
}

TEST(link_through_the_relay, ends_when_the_node_closes_with_all_that_it_said) {
  const std::string last_words = numbered_octets(700'000);
  relay_with_node relay([&](const socket_handle& client) { send_all(client, last_words); });
  link_client client = relay.connect();
  ASSERT_TRUE(client.wait_until_open());
  EXPECT_TRUE(client.read_to_end() == last_words);
  ASSERT_TRUE(client.finished().has_value());
  EXPECT_EQ(client.finished()->hop, link::hop::node_tcp);
  EXPECT_EQ(client.finished()->reason, link::reason::closed_by_node);
  client.socket().send(std::string("\x03\xe8", 2), opcode::close);
  EXPECT_EQ(client.wait_for_close(), 1000);
}

TEST(link_through_the_relay, is_closed_by_the_relay_if_the_client_stays_after_the_end) {
  relay_with_node relay([](const socket_handle&) {},
                        {.top = "", .tables = "[limits]\nclose_timeout = \"200ms\"\n", .nodes = {}});
  link_client client = relay.connect();
  ASSERT_TRUE(client.wait_until_open());
  EXPECT_EQ(client.wait_for_close(), 1000);
  EXPECT_TRUE(wait_for_close(client.socket().socket())) << "even if it never answers the close";
}

TEST(link_through_the_relay, says_bye_to_a_client_that_does_and_closes_the_node) {
  std::promise<std::string> heard;
  relay_with_node relay([&](const socket_handle& client) {
    std::string all;
    for (std::string piece = receive_some(client); !piece.empty(); piece = receive_some(client)) all += piece;
    heard.set_value(all);
  });
  link_client client = relay.connect();
  ASSERT_TRUE(client.wait_until_open());
  client.write("last words");
  client.finish();
  EXPECT_EQ(client.read_to_end(), "");
  EXPECT_EQ(client.finished()->reason, link::reason::closed_by_client);
  auto future = heard.get_future();
  ASSERT_EQ(future.wait_for(10s), std::future_status::ready);
  EXPECT_EQ(future.get(), "last words");
}

class vanishing_client : public testing::Test {
 protected:
  std::promise<void> node_left_;
  relay_with_node relay_{[this](const socket_handle& client) {
    stand_in_node::wait_for_end(client);
    node_left_.set_value();
  }};

  void expect_that_the_node_is_left() { EXPECT_EQ(node_left_.get_future().wait_for(10s), std::future_status::ready); }
};

TEST_F(vanishing_client, that_drops_its_connection_leaves_no_connection_to_the_node) {
  link_client client = relay_.connect();
  ASSERT_TRUE(client.wait_until_open());
  client.socket().drop();
  expect_that_the_node_is_left();
}

TEST_F(vanishing_client, that_closes_its_websocket_leaves_no_connection_to_the_node) {
  link_client client = relay_.connect();
  ASSERT_TRUE(client.wait_until_open());
  client.socket().send(std::string("\x03\xe9", 2), opcode::close);
  EXPECT_EQ(client.wait_for_close(), 1001) << "the close is answered";
  client.socket().drop();
  expect_that_the_node_is_left();
}

TEST(half_open_socket, is_found_by_its_silence) {
  std::promise<void> node_left;
  relay_with_node relay(
      [&](const socket_handle& client) {
        stand_in_node::wait_for_end(client);
        node_left.set_value();
      },
      {.top = "", .tables = "[link]\nbeat_interval = \"100ms\"\ndead_after = \"400ms\"\n", .nodes = {}});
  link_client client = relay.connect();
  ASSERT_TRUE(client.wait_until_open());
  // From here on it neither reads nor sends nor closes.
  EXPECT_EQ(node_left.get_future().wait_for(10s), std::future_status::ready);
  EXPECT_EQ(client.socket().receive_close(), 1008);
}

TEST(idle_link, ends_at_the_idle_timeout_though_it_beats) {
  relay_with_node relay(
      stand_in_node::wait_for_end,
      {.top = "", .tables = "[limits]\nidle_timeout = \"300ms\"\n[link]\nbeat_interval = \"50ms\"\n", .nodes = {}});
  link_client client = relay.connect();
  ASSERT_TRUE(client.wait_until_open());
  EXPECT_EQ(client.read_to_end(), "");
  ASSERT_TRUE(client.finished().has_value());
  EXPECT_EQ(client.finished()->reason, link::reason::idle_timeout);
}

}  // namespace
}  // namespace glasshell::test
