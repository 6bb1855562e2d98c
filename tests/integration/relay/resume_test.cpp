// A session goes on over another socket, with every octet once, whatever became of the last one.
#include "relay_fixture.hpp"
#include "relay_process.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <mutex>
#include <string>

namespace glasshell::test {
namespace {

using namespace std::chrono_literals;
using loss = link_client::loss;

relay_options with_limits(const std::string& limits) {
  return {.top = "threads = 4", .tables = "[limits]\n" + limits, .nodes = {}};
}

/// The relay keeps a session for a client that has said something after its welcome.
void begin(link_client& client) {
  ASSERT_TRUE(client.wait_until_open());
  client.write("x");
  ASSERT_EQ(client.read(1), "x");
}

void expect_echo(link_client& client, std::string_view octets) {
  client.write(octets);
  EXPECT_TRUE(client.read(octets.size()) == octets);
}

void go_on(link_client& client) {
  client.reconnect();
  ASSERT_TRUE(client.wait_until_open());
  EXPECT_TRUE(client.resumed());
}

class any_loss : public testing::TestWithParam<loss> {};
TEST_P(any_loss, of_a_socket_is_survived_again_and_again) {
  relay_with_node relay(stand_in_node::echo, with_limits(""));
  link_client client = relay.connect();
  begin(client);
  for (int round = 0; round < 8; ++round) {  // on each of the relay's threads in turn
    client.lose_socket(GetParam());
    go_on(client);
    expect_echo(client, numbered_octets(50'000) + std::to_string(round));
  }
  EXPECT_EQ(relay.node().connections(), 1);
  EXPECT_EQ(relay.relay().session_count(), 1U);
}

TEST_P(any_loss, in_the_middle_of_everything_loses_and_repeats_nothing) {
  relay_with_node relay(stand_in_node::echo, with_limits(""));
  link_client client = relay.connect();
  begin(client);
  const std::string sent = numbered_octets(200'000);
  std::string echoed;
  for (int round = 0; round < 8; ++round) {
    client.write(sent);  // within the window, so that much of it is on its way
    echoed += client.read(1 + 7'000 * static_cast<std::size_t>(round));
    client.lose_socket(GetParam());
    go_on(client);
    echoed += client.read((static_cast<std::size_t>(round) + 1) * sent.size() - echoed.size());
  }
  std::string expected;
  for (int round = 0; round < 8; ++round) expected += sent;
  EXPECT_TRUE(echoed == expected);
}
INSTANTIATE_TEST_SUITE_P(by, any_loss, testing::Values(loss::end, loss::reset, loss::black_hole),
                         [](const auto& tested) {
                           switch (tested.param) {
                             case loss::end:
                               return "end";
                             case loss::reset:
                               return "reset";
                             case loss::black_hole:
                               break;
                           }
                           return "black_hole";
                         });

TEST(session, survives_a_close_frame_of_any_code) {
  relay_with_node relay(stand_in_node::echo);
  link_client client = relay.connect();
  begin(client);
  for (const std::uint16_t code : std::initializer_list<std::uint16_t>{1000, 1001, 1011, 4000}) {
    client.close_socket(code);
    go_on(client);
    expect_echo(client, std::to_string(code));
  }
}

TEST(session, is_given_its_octets_while_it_has_no_socket) {
  std::promise<void> detached;
  relay_with_node relay([&](const socket_handle& client) {
    send_all(client, receive_some(client));
    detached.get_future().wait();
    send_all(client, "said meanwhile");
    stand_in_node::echo(client);
  });
  link_client client = relay.connect();
  begin(client);
  client.lose_socket(loss::reset);
  ASSERT_TRUE(eventually([&] { return relay.relay().detached_session_count() == 1; }));
  detached.set_value();
  client.write("typed meanwhile");
  go_on(client);
  EXPECT_EQ(client.read(14 + 15), "said meanwhiletyped meanwhile");
}

TEST(session, counts_as_a_link_only_while_it_has_a_socket) {
  relay_with_node relay(stand_in_node::echo);
  link_client client = relay.connect();
  begin(client);
  EXPECT_EQ(relay.relay().link_count(), 1U);
  client.lose_socket(loss::end);
  EXPECT_TRUE(eventually([&] { return relay.relay().link_count() == 0; }));
  EXPECT_EQ(relay.relay().session_count(), 1U);
  go_on(client);
  EXPECT_EQ(relay.relay().link_count(), 1U);
  EXPECT_EQ(relay.relay().detached_session_count(), 0U);
}

TEST(newer_socket, takes_the_session_over_and_the_old_one_is_closed_as_replaced) {
  relay_with_node relay(stand_in_node::echo, with_limits("links = 1"));
  link_client client = relay.connect();
  begin(client);
  websocket_client old = client.take_socket();
  client.reconnect();
  ASSERT_TRUE(client.wait_until_open()) << "it takes the place of the old one";
  EXPECT_TRUE(client.resumed());
  EXPECT_EQ(old.receive_close(), 4001);
  expect_echo(client, "y");
}

TEST(newer_socket, makes_what_the_old_one_still_brings_unheard) {
  relay_with_node relay(stand_in_node::echo, with_limits(""));
  link_client client = relay.connect();
  begin(client);
  websocket_client old = client.take_socket();
  go_on(client);
  old.send(std::string("\x04nobody hears this"));
  old.send(std::string("\x63 nor this"));
  old.send("nor this", opcode::text);
  EXPECT_EQ(old.receive_close(), 4001);
  expect_echo(client, "y");
}

TEST(half_open_socket, is_found_by_its_silence_and_its_session_goes_on) {
  relay_with_node relay(
      stand_in_node::echo,
      {.top = "", .tables = "[link]\nbeat_interval = \"100ms\"\ndead_after = \"400ms\"\n", .nodes = {}});
  link_client client = relay.connect();
  begin(client);
  websocket_client old = client.take_socket();
  EXPECT_TRUE(eventually([&] { return relay.relay().detached_session_count() == 1; }));
  EXPECT_EQ(old.receive_close(), 1008);
  go_on(client);
  expect_echo(client, "y");
}

TEST(node_that_closes_while_there_is_no_socket, has_its_last_octets_and_its_end_delivered) {
  const std::string last_words = numbered_octets(150'000);
  std::promise<void> detached;
  relay_with_node relay([&](const socket_handle& client) {
    send_all(client, receive_some(client));
    detached.get_future().wait();
    send_all(client, last_words);
  });
  link_client client = relay.connect();
  begin(client);
  client.lose_socket(loss::black_hole);
  go_on(client);
  client.lose_socket(loss::reset);
  ASSERT_TRUE(eventually([&] { return relay.relay().detached_session_count() == 1; }));
  detached.set_value();
  go_on(client);
  EXPECT_TRUE(client.read_to_end() == last_words);
  ASSERT_TRUE(client.finished().has_value());
  EXPECT_EQ(client.finished()->hop, link::hop::node_tcp);
  EXPECT_EQ(client.finished()->reason, link::reason::closed_by_node);
  client.close_socket(1000);
  EXPECT_TRUE(eventually([&] { return relay.relay().session_count() == 0; })) << "all was said and heard";
}

TEST(node_that_closes, has_its_end_delivered_though_the_socket_that_carried_it_was_lost) {
  relay_with_node relay([](const socket_handle& client) { send_all(client, receive_some(client)); });
  link_client client = relay.connect();
  begin(client);
  client.lose_socket(loss::reset);  // a bye may be on its way, or not yet
  go_on(client);
  EXPECT_EQ(client.read_to_end(), "");
  EXPECT_EQ(client.finished()->reason, link::reason::closed_by_node);
}

TEST(node_that_closes, has_its_last_octets_delivered_to_a_client_whose_close_crossed_them) {
  const std::string last_words = numbered_octets(100'000);
  std::promise<void> may_go;
  relay_with_node relay([&](const socket_handle& client) {
    send_all(client, receive_some(client));
    may_go.get_future().wait();
    send_all(client, last_words);
  });
  link_client client = relay.connect();
  begin(client);
  websocket_client old = client.take_socket();
  may_go.set_value();
  for (bool bye_came = false; !bye_came;) {
    const auto message = old.receive();
    ASSERT_TRUE(message.has_value());
    bye_came = message->payload.front() == static_cast<char>(link::frame_type::bye);
  }
  old.send(std::string("\x03\xe8", 2), opcode::close);  // as if it had seen nothing of this
  ASSERT_TRUE(eventually([&] { return relay.relay().detached_session_count() == 1; }));
  go_on(client);
  EXPECT_TRUE(client.read_to_end() == last_words);
  EXPECT_EQ(client.finished()->reason, link::reason::closed_by_node);
}

class leaving_client : public testing::Test {
 protected:
  static constexpr const char* short_grace = "session_grace = \"300ms\"\npage_gone_grace = \"100ms\"\n";

  std::promise<void> node_left_;
  relay_with_node relay_{[this](const socket_handle& client) {
                           stand_in_node::echo(client);
                           node_left_.set_value();
                         },
                         with_limits(short_grace)};
  link_client client_ = relay_.connect();

  void expect_that_the_node_is_left() { EXPECT_EQ(node_left_.get_future().wait_for(20s), std::future_status::ready); }
  link::refuse refusal() {
    client_.reconnect();
    EXPECT_FALSE(client_.wait_until_open());
    return client_.refused().value_or(link::refuse{});
  }
};

TEST_F(leaving_client, that_does_not_come_back_within_the_grace_has_its_session_ended) {
  begin(client_);
  client_.lose_socket(loss::end);
  expect_that_the_node_is_left();
  ASSERT_TRUE(eventually([&] { return relay_.relay().session_count() == 0; }));
  const link::refuse why = refusal();
  EXPECT_EQ(why.hop, link::hop::session);
  EXPECT_EQ(why.reason, link::reason::session_expired);
  EXPECT_EQ(why.retry_after.count(), 0) << "it is lost for good";
}

TEST_F(leaving_client, that_never_said_a_word_after_its_welcome_has_its_session_ended_with_its_socket) {
  ASSERT_TRUE(client_.wait_until_open());
  client_.lose_socket(loss::end);
  expect_that_the_node_is_left();
  EXPECT_EQ(refusal().reason, link::reason::session_unknown);
}

TEST_F(leaving_client, that_said_bye_has_no_session_to_come_back_to) {
  begin(client_);
  client_.finish();
  client_.read_to_end();
  client_.lose_socket(loss::end);
  expect_that_the_node_is_left();
  EXPECT_TRUE(eventually([&] { return relay_.relay().session_count() == 0; }));
}

TEST(page_that_went_away, leaves_its_session_for_a_shorter_time) {
  stand_in_node node(stand_in_node::echo);
  relay_process relay(node.port(), "[limits]\npage_gone_grace = \"100ms\"\n");
  link_client client(relay.port(), "node");
  begin(client);
  client.close_socket(1001);
  EXPECT_TRUE(relay.program().wait_for_output("event=session_expired", 20s));
  EXPECT_THAT(relay.program().output(),
              testing::ContainsRegex("event=session_detached session=[0-9a-f]+ link=1 reason=page_gone"));
}

TEST(log_of_the_relay, follows_a_session_over_its_sockets) {
  stand_in_node node(stand_in_node::echo);
  relay_process relay(node.port());
  link_client client(relay.port(), "node");
  begin(client);
  client.lose_socket(loss::end);
  ASSERT_TRUE(relay.program().wait_for_output("event=session_detached", 20s));
  go_on(client);
  client.finish();
  client.read_to_end();
  client.lose_socket(loss::end);
  ASSERT_TRUE(relay.program().wait_for_output("event=session_closed", 20s));
  const std::string log = relay.program().output();
  EXPECT_THAT(log, testing::ContainsRegex("event=session_detached session=[0-9a-f]+ link=1 reason=connection_lost"));
  EXPECT_THAT(log, testing::ContainsRegex(
                       "event=session_resumed session=[0-9a-f]+ link=2 milliseconds=[0-9]+ replayed_bytes=0"));
  EXPECT_THAT(log,
              testing::ContainsRegex("event=session_closed session=[0-9a-f]+ reason=closed_by_client bytes_to_client=1 "
                                     "bytes_to_node=1 resumptions=1 milliseconds=[0-9]+"));
}

}  // namespace
}  // namespace glasshell::test
