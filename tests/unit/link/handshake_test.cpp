#include "scripted_link.hpp"

#include <gtest/gtest.h>

namespace glasshell::link::test {
namespace {

TEST(handshake, of_a_client_starts_with_its_hello_and_nothing_else) {
  settings settings;
  settings.receive_window_bytes = 1000;
  scripted_link client(role::client, settings, "token");
  const deeds first = client.take_deeds();
  ASSERT_EQ(first.messages.size(), 1U);
  EXPECT_TRUE(first.notices.empty());
  const auto said = decoded_as<hello>(first.messages[0]);
  EXPECT_EQ(said.proof.text(), "token");
  EXPECT_EQ(said.receive_limit, 1000U);
  EXPECT_FALSE(said.resume.has_value());
  EXPECT_FALSE(client.end.open());
  EXPECT_TRUE(client.take_deeds().nothing());
}

TEST(handshake, of_a_relay_waits_for_a_hello) {
  scripted_link relay(role::relay);
  EXPECT_TRUE(relay.take_deeds().nothing());
  const deeds done = relay.hear(greeting_of_a_client(5));
  const auto* asked = done.only<hello_received>();
  ASSERT_NE(asked, nullptr);
  EXPECT_EQ(asked->greeting.receive_limit, 5U);
  EXPECT_TRUE(done.messages.empty()) << "it is for the driver to decide";
  EXPECT_FALSE(relay.end.open());
}

TEST(handshake, hands_a_claim_to_the_driver) {
  hello resuming = greeting_of_a_client();
  resuming.resume.emplace();
  resuming.resume->id = {1, 2, 3};
  resuming.resume->secret = secret_bytes(bytes(session_secret_bytes, 7));
  resuming.resume->received_bytes = 99;
  scripted_link relay(role::relay);
  const deeds done = relay.hear(resuming);
  const auto* asked = done.only<hello_received>();
  ASSERT_NE(asked, nullptr);
  ASSERT_TRUE(asked->greeting.resume.has_value());
  EXPECT_EQ(asked->greeting.resume->id, (session_id{1, 2, 3}));
  EXPECT_EQ(asked->greeting.resume->received_bytes, 99U);
}

TEST(handshake, opens_the_relay_when_its_driver_accepts) {
  settings settings;
  settings.receive_window_bytes = 2000;
  settings.beat_interval = 12s;
  scripted_link relay(role::relay, settings);
  relay.hear(greeting_of_a_client(5));
  const deeds done = relay.accept(60s);
  ASSERT_EQ(done.messages.size(), 1U);
  EXPECT_TRUE(done.notices.empty());
  const auto said = decoded_as<welcome>(done.messages[0]);
  EXPECT_EQ(said.custody, custody::browser);
  EXPECT_EQ(said.id[15], 15) << "from the random source";
  EXPECT_EQ(said.secret.view()[31], 31);
  EXPECT_EQ(said.received_bytes, 0U);
  EXPECT_EQ(said.receive_limit, 2000U);
  EXPECT_EQ(said.grace, 60s);
  EXPECT_EQ(said.beat_interval, 12s);
  EXPECT_TRUE(relay.end.open());
  EXPECT_EQ(relay.end.writable(), 5U);
}

TEST(handshake, sends_the_welcome_before_data_that_was_written_at_once) {
  scripted_link relay(role::relay);
  relay.hear(greeting_of_a_client());
  relay.end.accept(custody::browser, 60s, not_random, relay.now);
  const deeds done = relay.write("early");
  ASSERT_EQ(done.messages.size(), 2U);
  EXPECT_EQ(done.messages[0][0], static_cast<std::uint8_t>(frame_type::welcome));
  EXPECT_EQ(done.messages[1], data_frame("early"));
}

TEST(handshake, opens_the_client_when_the_welcome_comes) {
  scripted_link client(role::client);
  client.take_deeds();
  welcome answer = welcome_of_a_relay(7);
  answer.custody = custody::relay;
  answer.id = {4, 5, 6};
  const deeds done = client.hear(answer);
  const auto* established = done.only<link::established>();
  ASSERT_NE(established, nullptr);
  EXPECT_EQ(established->custody, custody::relay);
  EXPECT_EQ(established->id, (session_id{4, 5, 6}));
  EXPECT_TRUE(done.messages.empty());
  EXPECT_TRUE(client.end.open());
  EXPECT_EQ(client.end.writable(), 7U);
}

TEST(handshake, sends_a_hello_before_an_answer_that_came_early) {
  scripted_link client(role::client);
  const deeds done = client.hear(welcome_of_a_relay());
  ASSERT_EQ(done.messages.size(), 1U);
  EXPECT_EQ(done.messages[0][0], static_cast<std::uint8_t>(frame_type::hello));
  EXPECT_NE(done.only<established>(), nullptr);
}

TEST(handshake, takes_nothing_to_send_before_the_link_is_open) {
  scripted_link client(role::client);
  client.take_deeds();
  EXPECT_EQ(client.end.writable(), 0U);
  EXPECT_EQ(client.end.write(as_bytes_view("early"), client.now), 0U);
  EXPECT_TRUE(client.end.prepare(100).empty());
  client.hear(welcome_of_a_relay());
  EXPECT_TRUE(client.take_deeds().nothing());
}

TEST(handshake, ends_when_the_relay_refuses) {
  scripted_link client(role::client);
  client.take_deeds();
  const deeds done = client.hear(refuse{hop::node_tcp, reason::connection_refused, 5s, "nobody listens"});
  const auto* refused = done.only<link::refused>();
  ASSERT_NE(refused, nullptr);
  EXPECT_EQ(refused->why.hop, hop::node_tcp);
  EXPECT_EQ(refused->why.reason, reason::connection_refused);
  EXPECT_EQ(refused->why.retry_after, 5s);
  EXPECT_EQ(refused->why.text, "nobody listens");
  EXPECT_FALSE(client.end.open());
  EXPECT_LT(client.until_deadline(), 0s);
  EXPECT_TRUE(client.hear(welcome_of_a_relay()).nothing()) << "the socket is about to be closed";
}

TEST(handshake, ends_when_the_driver_rejects) {
  scripted_link relay(role::relay);
  relay.hear(greeting_of_a_client());
  const deeds done = relay.reject({hop::access, reason::not_permitted, 0ms, "ask the operator"});
  ASSERT_EQ(done.messages.size(), 1U);
  const auto said = decoded_as<refuse>(done.messages[0]);
  EXPECT_EQ(said.hop, hop::access);
  EXPECT_EQ(said.reason, reason::not_permitted);
  EXPECT_EQ(said.text, "ask the operator");
  EXPECT_LT(relay.until_deadline(), 0s);
  EXPECT_TRUE(relay.accept().nothing()) << "it is decided";
  EXPECT_TRUE(relay.hear_data("late").nothing());
  EXPECT_FALSE(relay.end.open());
}

TEST(handshake, cannot_be_decided_before_the_hello_nor_twice_nor_by_a_client) {
  scripted_link relay(role::relay);
  EXPECT_TRUE(relay.accept().nothing());
  EXPECT_TRUE(relay.reject({}).nothing());
  relay.hear(greeting_of_a_client());
  EXPECT_EQ(relay.accept().messages.size(), 1U);
  EXPECT_TRUE(relay.accept().nothing());
  EXPECT_TRUE(relay.reject({}).nothing());

  scripted_link client(role::client);
  client.take_deeds();
  EXPECT_TRUE(client.accept().nothing());
  EXPECT_TRUE(client.reject({}).nothing());
}

TEST(handshake, tells_a_client_of_another_version_so_before_it_closes) {
  hello newer = greeting_of_a_client();
  newer.version = 2;
  scripted_link relay(role::relay);
  const deeds done = relay.hear(newer);
  ASSERT_EQ(done.messages.size(), 1U);
  EXPECT_EQ(decoded_as<refuse>(done.messages[0]).reason, reason::unsupported_version);
  const auto* failed = done.only<link::failed>();
  ASSERT_NE(failed, nullptr);
  EXPECT_EQ(failed->why, errc::unsupported_version);
}

class handshake_that_stalls : public testing::TestWithParam<role> {};

TEST_P(handshake_that_stalls, ends_after_its_time_and_not_before) {
  settings settings;
  settings.handshake_timeout = 20s;
  scripted_link link(GetParam(), settings);
  link.take_deeds();
  EXPECT_EQ(link.until_deadline(), 20s);
  EXPECT_TRUE(link.wait(20s - 1us).nothing());
  const deeds done = link.wait(1us);
  const auto* failed = done.only<link::failed>();
  ASSERT_NE(failed, nullptr);
  EXPECT_EQ(failed->why, errc::silent_peer);
  EXPECT_EQ(failed->close_code, 1008);
  EXPECT_LT(link.until_deadline(), 0s);
}

INSTANTIATE_TEST_SUITE_P(roles, handshake_that_stalls, testing::Values(role::client, role::relay));

TEST(handshake, counts_the_decision_of_the_driver_too) {
  settings settings;
  settings.handshake_timeout = 20s;
  scripted_link relay(role::relay, settings);
  relay.wait(15s);
  relay.hear(greeting_of_a_client());
  EXPECT_EQ(relay.until_deadline(), 5s);
  EXPECT_NE(relay.wait(5s).only<failed>(), nullptr);
  EXPECT_TRUE(relay.accept().nothing());
}

TEST(handshake, has_no_limit_once_it_is_over) {
  scripted_link client = scripted_link::opened(role::client);
  client.wait(30s);
  EXPECT_TRUE(client.end.open());
}

TEST(handshake, lets_a_client_beat_and_leave_before_the_decision) {
  scripted_link relay(role::relay);
  relay.hear(greeting_of_a_client());
  EXPECT_TRUE(relay.hear(beat{beat_kind::ask, 3}).nothing()) << "nothing goes out before the welcome";
  const deeds done = relay.hear(bye{0, hop::session, reason::closed_by_client, ""});
  ASSERT_NE(done.only<finished>(), nullptr);
  const deeds accepted = relay.accept();
  ASSERT_EQ(accepted.messages.size(), 2U);
  EXPECT_EQ(decoded_as<beat>(accepted.messages[1]).stamp, 3U);
}

}  // namespace
}  // namespace glasshell::link::test
