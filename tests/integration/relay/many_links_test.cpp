// Many links at once, on all threads of the relay, each with its own octets.
#include "relay_fixture.hpp"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

namespace glasshell::test {
namespace {

TEST(many_links, keep_their_octets_apart) {
  constexpr int threads = 8;
  constexpr int links_per_thread = 16;
  relay_with_node relay(stand_in_node::echo, {.top = "threads = 4", .tables = "", .nodes = {}});
  std::vector<std::thread> clients;
  for (int thread = 0; thread < threads; ++thread) {
    clients.emplace_back([&relay, thread] {
      std::vector<link_client> links;
      for (int i = 0; i < links_per_thread; ++i) links.push_back(relay.connect());
      for (link_client& each : links) EXPECT_TRUE(each.wait_until_open());
      for (int round = 0; round < 4; ++round) {
        for (int i = 0; i < links_per_thread; ++i) {
          const std::string octets = std::to_string(thread * 1000 + i) + numbered_octets(20'000);
          links[static_cast<std::size_t>(i)].write(octets);
          EXPECT_TRUE(links[static_cast<std::size_t>(i)].read(octets.size()) == octets);
        }
      }
      for (link_client& each : links) each.finish();
    });
  }
  for (std::thread& each : clients) each.join();
}

TEST(many_links, that_come_and_go_at_the_same_time_are_all_served) {
  relay_with_node relay(stand_in_node::echo, {.top = "threads = 4", .tables = "", .nodes = {}});
  std::vector<std::thread> clients;
  for (int thread = 0; thread < 8; ++thread) {
    clients.emplace_back([&relay, thread] {
      for (int round = 0; round < 25; ++round) {
        link_client client = relay.connect();
        if ((round + thread) % 3 == 0) continue;  // gone before it is open
        EXPECT_TRUE(client.wait_until_open());
        client.write("x");
        EXPECT_EQ(client.read(1), "x");
        if ((round + thread) % 3 == 1) client.finish();
      }
    });
  }
  for (std::thread& each : clients) each.join();
  relay.relay().drain();
  EXPECT_EQ(relay.relay().link_count(), 0U);
}

}  // namespace
}  // namespace glasshell::test
