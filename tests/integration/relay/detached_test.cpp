// Sessions without a socket: what they may hold, and how they end.
#include "relay_fixture.hpp"
#include "relay_process.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <poll.h>
#include <sys/socket.h>

#include <atomic>
#include <csignal>
#include <future>
#include <string>
#include <vector>

namespace glasshell::test {
namespace {

using namespace std::chrono_literals;
using loss = link_client::loss;

void begin(link_client& client) {
  ASSERT_TRUE(client.wait_until_open());
  client.write("x");
  ASSERT_EQ(client.read(1), "x");
}

TEST(detached_session, stops_its_node_at_the_window_and_then_delivers_every_octet) {
  std::atomic<std::size_t> taken{0};
  std::atomic<bool> stalled{false};
  const std::string flood = numbered_octets(64 * mebibyte);
  stand_in_node node([&](const socket_handle& client) {
    send_all(client, receive_some(client));
    std::string_view left = flood;
    while (!left.empty()) {
      pollfd waiting{client.get(), POLLOUT, 0};
      if (poll(&waiting, 1, 500) == 0) stalled = true;
      const ssize_t sent = ::send(client.get(), left.data(), std::min<std::size_t>(left.size(), 65536), MSG_NOSIGNAL);
      if (sent < 0) return;
      left.remove_prefix(static_cast<std::size_t>(sent));
      taken += static_cast<std::size_t>(sent);
    }
  });
  relay_process relay(node.port());
  link_client client(relay.port(), "node");
  begin(client);
  client.lose_socket(loss::end);
  ASSERT_TRUE(relay.program().wait_for_output("event=session_detached", 20s));
  const std::size_t before = relay.resident_bytes();
  ASSERT_TRUE(eventually([&] { return stalled.load(); }));
  EXPECT_LT(taken, 32 * mebibyte) << "the flood stops at its source";
  relay.expect_growth_below(2 * mebibyte, before);
  client.reconnect();
  ASSERT_TRUE(client.wait_until_open());
  EXPECT_TRUE(client.read_to_end() == flood);
}

TEST(detached_session, goes_on_writing_to_its_node_what_had_come) {
  const std::string sent = numbered_octets(200'000);
  std::atomic<bool> detached{false};
  std::promise<std::string> heard;
  relay_with_node relay([&](const socket_handle& client) {
    send_all(client, receive_some(client));
    while (!detached) std::this_thread::yield();
    std::string all;
    while (all.size() < sent.size()) all += receive_some(client);
    heard.set_value(all);
    stand_in_node::echo(client);
  });
  link_client client = relay.connect();
  begin(client);
  client.write(sent);
  client.close_socket(1000);  // the relay has read it all when it answers
  ASSERT_TRUE(eventually([&] { return relay.relay().detached_session_count() == 1; }));
  detached = true;
  auto future = heard.get_future();
  ASSERT_EQ(future.wait_for(20s), std::future_status::ready);
  EXPECT_TRUE(future.get() == sent);
}

TEST(detached_sessions, beyond_those_of_an_address_make_room_oldest_first) {
  stand_in_node node(stand_in_node::echo);
  relay_process relay(node.port(), "[limits]\ndetached_sessions_per_user = 2\n");
  std::vector<link_client> clients;
  for (int i = 0; i < 4; ++i) {
    clients.emplace_back(relay.port(), "node");
    begin(clients.back());
  }
  int detached = 0;
  for (link_client& each : clients) {
    each.lose_socket(loss::reset);
    ++detached;
    ASSERT_TRUE(eventually([&] {
      const std::string log = relay.program().output();
      int found = 0;
      for (auto at = log.find("event=session_detached"); at != std::string::npos;
           at = log.find("event=session_detached", at + 1))
        ++found;
      return found == detached;
    }));
  }
  ASSERT_TRUE(relay.program().wait_for_output("event=session_evicted", 20s));
  for (std::size_t i = 0; i < clients.size(); ++i) {
    clients[i].reconnect();
    EXPECT_EQ(clients[i].wait_until_open(), i >= 2) << i;
  }
  EXPECT_EQ(clients[0].refused()->reason, link::reason::session_evicted);
  EXPECT_THAT(relay.program().output(), testing::ContainsRegex("level=warning event=session_evicted session=[0-9a-f]+ "
                                                               "limit=detached_sessions_per_user milliseconds=[0-9]+"));
}

TEST(drain, ends_sessions_without_a_socket_at_once) {
  std::atomic<int> left{0};
  relay_with_node relay(
      [&](const socket_handle& client) {
        stand_in_node::echo(client);
        ++left;
      },
      {.top = "threads = 4", .tables = "", .nodes = {}});
  std::vector<link_client> clients;
  for (int i = 0; i < 20; ++i) {
    clients.push_back(relay.connect());
    begin(clients.back());
    clients.back().lose_socket(i % 2 == 0 ? loss::end : loss::reset);
  }
  ASSERT_TRUE(eventually([&] { return relay.relay().detached_session_count() == 20; }));
  const auto began = std::chrono::steady_clock::now();
  relay.relay().drain();
  EXPECT_LT(std::chrono::steady_clock::now() - began, 5s) << "nobody is waited for";
  EXPECT_EQ(relay.relay().session_count(), 0U);
  EXPECT_TRUE(eventually([&] { return left == 20; }));
}

TEST(sigterm, ends_the_program_with_sessions_with_and_without_a_socket) {
  stand_in_node node(stand_in_node::echo);
  relay_process relay(node.port());
  link_client attached(relay.port(), "node");
  begin(attached);
  link_client detached(relay.port(), "node");
  begin(detached);
  detached.lose_socket(loss::reset);
  ASSERT_TRUE(relay.program().wait_for_output("event=session_detached", 20s));
  relay.program().send_signal(SIGTERM);
  attached.read_to_end();
  EXPECT_EQ(attached.finished()->reason, link::reason::relay_shutting_down);
  EXPECT_EQ(attached.wait_for_close(), 1012);
  attached.lose_socket(loss::end);
  const auto end = relay.program().wait(20s);
  ASSERT_TRUE(end.has_value());
  EXPECT_EQ(end->status, 0);
  EXPECT_THAT(relay.program().output(), testing::HasSubstr("event=draining links=1 sessions=2"));
}

TEST(drain, tells_who_claims_a_session_during_it) {
  relay_with_node relay(stand_in_node::echo, {.top = "threads = 4", .tables = "", .nodes = {}});
  std::vector<link_client> clients;
  for (int i = 0; i < 8; ++i) {
    clients.push_back(relay.connect());
    begin(clients.back());
    clients.back().lose_socket(loss::black_hole);
  }
  std::thread draining([&] { relay.relay().drain(); });
  for (link_client& each : clients) {
    try {
      each.reconnect();
      if (each.wait_until_open()) each.read_to_end();
    } catch (const std::runtime_error&) {
      // It has stopped accepting, or hung up.
    }
    each.lose_socket(loss::end);
  }
  clients.clear();
  draining.join();
  EXPECT_EQ(relay.relay().session_count(), 0U);
  EXPECT_EQ(relay.relay().link_count(), 0U);
}

}  // namespace
}  // namespace glasshell::test
