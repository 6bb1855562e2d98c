// Clients that break the protocol: each is closed with the right code, the node is left, and the relay goes on.
#include "relay_fixture.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <future>
#include <string>

namespace glasshell::test {
namespace {

using namespace std::chrono_literals;

std::string encoded(const auto& frame) { return std::string(as_text_view(link::encode(frame))); }

std::string hello_frame(std::uint64_t receive_limit = 1 << 20) {
  link::hello hello;
  hello.receive_limit = receive_limit;
  return encoded(hello);
}

std::string encoded_bye(std::uint64_t final_offset) {
  link::bye bye;
  bye.final_offset = final_offset;
  return encoded(bye);
}

std::string data_frame(std::string_view octets) { return std::string("\x04").append(octets); }

class broken_client : public testing::Test {
 protected:
  websocket_client connect() { return {relay_.port(), "node"}; }

  /// A link that is open, with its welcome read.
  websocket_client open_link() {
    websocket_client client = connect();
    client.send(hello_frame());
    const auto welcome = client.receive();
    EXPECT_TRUE(welcome && welcome->payload.starts_with('\x02'));
    return client;
  }

  void expect_alive() {
    link_client other = relay_.connect();
    EXPECT_TRUE(other.wait_until_open());
  }

  std::promise<void> node_left_;
  std::once_flag left_once_;
  relay_with_node relay_{[this](const socket_handle& client) {
                           stand_in_node::wait_for_end(client);
                           std::call_once(left_once_, [this] { node_left_.set_value(); });
                         },
                         {.top = "", .tables = "[link]\nreceive_window_bytes = 16384\n", .nodes = {}}};
};

struct bad_frame {
  const char* name;
  std::string octets;
  std::uint16_t close_code = 1002;
};
void PrintTo(const bad_frame& frame, std::ostream* out) { *out << frame.name; }

class before_hello : public broken_client, public testing::WithParamInterface<bad_frame> {};
TEST_P(before_hello, is_the_end) {
  websocket_client client = connect();
  client.send(GetParam().octets);
  EXPECT_EQ(client.receive_close(), GetParam().close_code);
  EXPECT_EQ(relay_.node().connections(), 0) << "nothing was dialled";
  expect_alive();
}
INSTANTIATE_TEST_SUITE_P(a_frame, before_hello,
                         testing::Values(bad_frame{"empty", ""}, bad_frame{"unknown_type", std::string("\x63rest")},
                                         bad_frame{"type_zero", std::string("\0", 1)},
                                         bad_frame{"data", data_frame("x")}, bad_frame{"ack", encoded(link::ack{})},
                                         bad_frame{"beat", encoded(link::beat{})}, bad_frame{"bye", encoded_bye(0)},
                                         bad_frame{"welcome", encoded(link::welcome{})},
                                         bad_frame{"refuse", encoded(link::refuse{})},
                                         bad_frame{"truncated_hello", hello_frame().substr(0, 5)},
                                         bad_frame{"hello_with_more_behind", hello_frame() + "more"}),
                         [](const auto& tested) { return tested.param.name; });

class after_hello : public broken_client, public testing::WithParamInterface<bad_frame> {};
TEST_P(after_hello, is_the_end_and_the_node_is_left) {
  websocket_client client = open_link();
  client.send(GetParam().octets);
  EXPECT_EQ(client.receive_close(), GetParam().close_code);
  EXPECT_EQ(node_left_.get_future().wait_for(10s), std::future_status::ready);
  expect_alive();
}
INSTANTIATE_TEST_SUITE_P(
    a_frame, after_hello,
    testing::Values(bad_frame{"second_hello", hello_frame()}, bad_frame{"empty", ""}, bad_frame{"unknown_type", "\x08"},
                    bad_frame{"data_without_octets", data_frame("")},
                    bad_frame{"truncated_ack", encoded(link::ack{}).substr(0, 9)},
                    bad_frame{"ack_beyond_sent", encoded(link::ack{.consumed_bytes = 1, .receive_limit = 1 << 20})},
                    bad_frame{"limit_that_went_back", encoded(link::ack{.consumed_bytes = 0, .receive_limit = 1})},
                    bad_frame{"bye_with_a_wrong_offset", encoded_bye(1)},
                    bad_frame{"beyond_the_window", data_frame(std::string(16385, 'x')), 1008}),
    [](const auto& tested) { return tested.param.name; });

TEST_F(broken_client, that_sends_a_text_message_is_closed) {
  websocket_client client = open_link();
  client.send("hello", opcode::text);
  EXPECT_EQ(client.receive_close(), 1002);
}

TEST_F(broken_client, that_sends_data_after_its_bye_is_closed) {
  websocket_client client = open_link();
  client.send(encoded_bye(0));
  client.send(data_frame("x"));
  const auto code = client.receive_close();
  EXPECT_TRUE(code == 1002 || code == 1000) << "closed for the breach, or before it was seen";
  expect_alive();
}

TEST_F(broken_client, of_another_version_is_told_so) {
  websocket_client client = connect();
  std::string hello = hello_frame();
  hello[1] = 9;
  client.send(hello);
  const auto message = client.receive();
  ASSERT_TRUE(message.has_value());
  const auto frame = link::decode(as_bytes_view(message->payload));
  ASSERT_TRUE(frame.has_value());
  EXPECT_EQ(std::get<link::refuse>(*frame).reason, link::reason::unsupported_version);
  EXPECT_EQ(client.receive_close(), 1002);
}

TEST_F(broken_client, that_wants_to_resume_is_told_that_the_session_is_unknown) {
  websocket_client client = connect();
  link::hello hello;
  hello.resume = link::resume_claim{{}, secret_bytes::with_size(link::session_secret_bytes), 0};
  client.send(encoded(hello));
  const auto frame = link::decode(as_bytes_view(client.receive()->payload));
  ASSERT_TRUE(frame.has_value());
  EXPECT_EQ(std::get<link::refuse>(*frame).hop, link::hop::session);
  EXPECT_EQ(std::get<link::refuse>(*frame).reason, link::reason::session_unknown);
}

TEST_F(broken_client, that_announces_100_mb_is_refused_before_it_has_sent_them) {
  websocket_client client = open_link();
  client.send_header(opcode::binary, 100'000'000);
  EXPECT_EQ(client.receive_close(), 1009);
  expect_alive();
}

TEST_F(broken_client, that_sends_100_mb_all_the_same_is_cut_off) {
  websocket_client client = open_link();
  client.send_header(opcode::binary, 100'000'000);
  const std::string piece(1'000'000, 'x');
  try {
    for (int i = 0; i < 100; ++i) client.send_raw(piece);
  } catch (const std::system_error&) {
    // Nobody reads it any more.
  }
  EXPECT_EQ(node_left_.get_future().wait_for(10s), std::future_status::ready);
  expect_alive();
}

TEST_F(broken_client, that_makes_one_message_of_endless_fragments_is_refused) {
  websocket_client client = open_link();
  const std::string piece(8 * 1024, 'x');
  client.send_header(opcode::binary, piece.size(), false);
  client.send_raw(piece);
  try {
    for (int i = 0; i < 100; ++i) {
      client.send_header(opcode::continuation, piece.size(), false);
      client.send_raw(piece);
    }
  } catch (const std::system_error&) {
    // The relay may close while it is still sent to.
  }
  EXPECT_EQ(node_left_.get_future().wait_for(10s), std::future_status::ready);
  expect_alive();
}

struct bad_header {
  const char* name;
  std::string octets;
};
void PrintTo(const bad_header& header, std::ostream* out) { *out << header.name; }

class websocket_frame : public broken_client, public testing::WithParamInterface<bad_header> {};
TEST_P(websocket_frame, against_the_rfc_is_the_end) {
  websocket_client client = open_link();
  client.send_raw(GetParam().octets);
  const auto code = client.receive_close();
  EXPECT_TRUE(code == 1002 || code == 1009) << code.value_or(0);
  EXPECT_EQ(node_left_.get_future().wait_for(10s), std::future_status::ready);
  expect_alive();
}
INSTANTIATE_TEST_SUITE_P(
    that_is, websocket_frame,
    testing::Values(
        bad_header{"not_masked", std::string("\x82\x01x")},
        bad_header{"of_an_unknown_opcode", std::string("\x83\x80\0\0\0\0", 6)},
        bad_header{"with_reserved_bits", std::string("\xf2\x80\0\0\0\0", 6)},
        bad_header{"a_fragmented_ping", std::string("\x09\x80\0\0\0\0", 6)},
        bad_header{"a_ping_of_126", std::string("\x89\xfe\x00\x7e\0\0\0\0", 8)},
        bad_header{"a_continuation_of_nothing", std::string("\x80\x80\0\0\0\0", 6)},
        bad_header{"of_a_length_that_is_not_minimal", std::string("\x82\xfe\x00\x01\0\0\0\0x", 9)},
        bad_header{"of_eight_exabytes", std::string("\x82\xff\x7f\xff\xff\xff\xff\xff\xff\xff\0\0\0\0", 14)},
        bad_header{"of_a_negative_length", std::string("\x82\xff\xff\xff\xff\xff\xff\xff\xff\xff\0\0\0\0", 14)}),
    [](const auto& tested) { return tested.param.name; });

TEST_F(broken_client, that_closes_with_an_impossible_code_is_closed) {
  websocket_client client = open_link();
  client.send(std::string("\x03\xed", 2), opcode::close);  // 1005 may not be sent
  EXPECT_EQ(client.receive_close(), 1002);
}

TEST_F(broken_client, that_pings_is_answered_with_its_own_octets) {
  websocket_client client = open_link();
  client.send("are you there", opcode::ping);
  const auto pong = client.receive();
  ASSERT_TRUE(pong.has_value());
  EXPECT_EQ(pong->type, opcode::pong);
  EXPECT_EQ(pong->payload, "are you there");
}

TEST_F(broken_client, that_never_says_hello_is_let_go) {
  relay_with_node relay(stand_in_node::echo,
                        {.top = "",
                         .tables = "[limits]\nhandshake_timeout = \"300ms\"\nnode_connect_timeout = \"200ms\"\n",
                         .nodes = {}});
  websocket_client client(relay.port(), "node");
  EXPECT_EQ(client.receive_close(), 1008);
  EXPECT_EQ(relay.node().connections(), 0);
}

TEST_F(broken_client, that_leaves_in_the_middle_of_anything_harms_nobody) {
  const std::string request = upgrade_options::to_node(relay_.port(), "node").request();
  for (std::size_t size = 0; size <= request.size(); size += 7) {
    const socket_handle socket = connect_loopback(relay_.port());
    send_all(socket, std::string_view(request).substr(0, size));
  }
  const std::string hello = hello_frame();
  for (std::size_t size = 0; size <= hello.size(); ++size) {
    websocket_client client = connect();
    client.send_header(opcode::binary, hello.size());
    client.send_raw(std::string_view(hello).substr(0, size));
  }
  expect_alive();
}

}  // namespace
}  // namespace glasshell::test
