// /ws/test: says back what it is told, and no more than its bounds allow, whoever asks.
#include "relay/test_socket.hpp"
#include "relay/test_subprotocol.hpp"
#include "relay_fixture.hpp"
#include "support/websocket_client.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <list>
#include <string>

namespace glasshell::test {
namespace {

upgrade_options to_test_endpoint(std::uint16_t port) {
  upgrade_options options = upgrade_options::to_node(port, "node");
  options.target = "/ws/test";
  options.protocol = relay::test_subprotocol;
  return options;
}

class test_endpoint : public testing::Test {
 protected:
  [[nodiscard]] websocket_client open() const { return {relay_.port(), to_test_endpoint(relay_.port())}; }

  relay_with_node relay_{stand_in_node::echo};
};

TEST_F(test_endpoint, echoes_binary_messages_of_any_size_as_they_are) {
  websocket_client client = open();
  ASSERT_EQ(client.answer().status, 101U);
  EXPECT_EQ(client.answer().field("Sec-WebSocket-Protocol"), "glasshell.test.v1");
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{1}, std::size_t{125}, std::size_t{65536}, relay::longest_test_message_bytes}) {
    const std::string sent = numbered_octets(size);
    client.send(sent);
    const auto back = client.receive();
    ASSERT_TRUE(back.has_value());
    EXPECT_EQ(back->type, opcode::binary);
    EXPECT_TRUE(back->payload == sent) << size;
  }
  EXPECT_EQ(relay_.node().connections(), 0);
  EXPECT_EQ(relay_.relay().link_count(), 0U);
}

TEST_F(test_endpoint, refuses_a_larger_message_unread) {
  websocket_client client = open();
  client.send_header(opcode::binary, relay::longest_test_message_bytes + 1);
  EXPECT_EQ(client.receive_close(), 1009);
}

TEST_F(test_endpoint, refuses_text) {
  websocket_client client = open();
  client.send("hello", opcode::text);
  EXPECT_EQ(client.receive_close(), 1003);
}

TEST_F(test_endpoint, ends_after_as_many_messages_as_a_test_has) {
  websocket_client client = open();
  for (std::size_t i = 0; i < relay::most_test_messages; ++i) {
    client.send("x");
    ASSERT_TRUE(client.receive().has_value()) << i;
  }
  client.send("x");
  EXPECT_EQ(client.receive_close(), 1008);
}

TEST_F(test_endpoint, ends_after_as_many_octets_as_a_test_has) {
  websocket_client client = open();
  const std::string large = numbered_octets(relay::longest_test_message_bytes);
  for (std::size_t i = 0; i < relay::most_test_bytes / relay::longest_test_message_bytes; ++i) {
    client.send(large);
    ASSERT_TRUE(client.receive().has_value()) << i;
  }
  client.send("x");
  EXPECT_EQ(client.receive_close(), 1008);
}

TEST_F(test_endpoint, keeps_no_more_than_one_message_behind_the_one_that_is_on_its_way_back) {
  websocket_client client = open();
  const std::string large = numbered_octets(relay::longest_test_message_bytes);
  for (int i = 0; i < 8; ++i) client.send(large);
  EXPECT_EQ(client.receive_close(), 1008);
}

TEST_F(test_endpoint, is_closed_to_other_origins_and_to_what_is_no_upgrade) {
  upgrade_options foreign = to_test_endpoint(relay_.port());
  foreign.origin = "http://evil.example";
  EXPECT_EQ(exchange(relay_.port(), foreign.request()).status, 403U);
  upgrade_options without = to_test_endpoint(relay_.port());
  without.origin.clear();
  EXPECT_EQ(exchange(relay_.port(), without.request()).status, 403U);
  upgrade_options dropped = to_test_endpoint(relay_.port());
  dropped.upgrade.clear();
  const http_answer answer = exchange(relay_.port(), dropped.request());
  EXPECT_EQ(answer.status, 426U);
  EXPECT_THAT(answer.body, testing::HasSubstr("Upgrade is missing"));
}

TEST_F(test_endpoint, without_its_subprotocol_says_that_websockets_work_and_closes) {
  upgrade_options options = to_test_endpoint(relay_.port());
  options.protocol.clear();
  websocket_client client(relay_.port(), options);
  const auto message = client.receive();
  ASSERT_TRUE(message.has_value());
  EXPECT_EQ(message->type, opcode::text);
  EXPECT_EQ(client.receive_close(), 1000);
}

TEST_F(test_endpoint, admits_a_few_at_a_time_and_tells_the_others_to_come_back) {
  std::list<websocket_client> held;
  for (std::size_t i = 0; i < relay::most_tests_per_address; ++i) {
    held.push_back(open());
    held.back().send("x");
    ASSERT_TRUE(held.back().receive().has_value());
  }
  websocket_client one_more = open();
  EXPECT_EQ(one_more.receive_close(), 1013);
  held.clear();
  EXPECT_TRUE(eventually([this] {
    websocket_client again = open();
    again.send("x");
    const auto back = again.receive();
    return back && back->type == opcode::binary;
  }));
}

TEST_F(test_endpoint, is_told_when_the_relay_restarts) {
  websocket_client client = open();
  client.send("x");
  ASSERT_TRUE(client.receive().has_value());
  std::thread draining([this] { relay_.relay().drain(); });
  EXPECT_EQ(client.receive_close(), 1012);
  client.drop();
  draining.join();
}

}  // namespace
}  // namespace glasshell::test
