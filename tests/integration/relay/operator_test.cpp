// The listener of operators: what it tells, and that the one of browsers tells none of it.
#include "relay_fixture.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <string>
#include <thread>

namespace glasshell::test {
namespace {

using testing::HasSubstr;

class operators : public testing::Test {
 protected:
  operators() : relay_(stand_in_node::echo, with_operators()) {}

  static relay_options with_operators(const std::string& tables = "") {
    return {.top = "", .tables = "[operator]\nlisten = \"127.0.0.1:0\"\n" + tables, .nodes = {}};
  }
  [[nodiscard]] std::string metrics() { return get(relay_.relay().operator_port(), "/metrics").body; }
  [[nodiscard]] bool metrics_have(const std::string& line) {
    return eventually([&] { return metrics().find(line + "\n") != std::string::npos; });
  }

  relay_with_node relay_;
};

TEST_F(operators, see_what_sessions_do) {
  link_client client = relay_.connect();
  ASSERT_TRUE(client.wait_until_open());
  client.write("hello");
  EXPECT_EQ(client.read(5), "hello");
  EXPECT_TRUE(metrics_have("glasshell_links 1")) << metrics();
  EXPECT_TRUE(metrics_have("glasshell_sessions{state=\"attached\"} 1")) << metrics();
  EXPECT_TRUE(metrics_have("glasshell_bytes_total{direction=\"to_client\"} 5")) << metrics();
  EXPECT_TRUE(metrics_have("glasshell_bytes_total{direction=\"to_node\"} 5")) << metrics();
  EXPECT_TRUE(metrics_have("glasshell_handshake_seconds_count 1")) << metrics();
  EXPECT_TRUE(metrics_have("glasshell_echo_seconds_count 1")) << metrics();
  EXPECT_THAT(metrics(), HasSubstr("glasshell_build_info{version=\""));
}

TEST_F(operators, may_have_the_doctor_walk_to_the_relays_own_address) {
  const http_answer well = get(relay_.relay().operator_port(), "/debug/websocket-test?deep=1");
  EXPECT_EQ(well.status, 200U) << well.body;
  const auto report = nlohmann::json::parse(well.body);
  EXPECT_EQ(report["status"], "ok");
  EXPECT_EQ(report["url"], "http://localhost:" + std::to_string(relay_.port()) + "/");
  const http_answer unknown = get(relay_.relay().operator_port(), "/debug/websocket-test?deep=1&node=no-such-node");
  EXPECT_EQ(unknown.status, 503U);
  EXPECT_EQ(nlohmann::json::parse(unknown.body)["finding"], "node_unknown");
}

TEST_F(operators, alone_may_ask_for_the_deep_test) {
  const http_answer refused = get(relay_.port(), "/debug/websocket-test?deep=1");
  EXPECT_EQ(refused.status, 403U);
  EXPECT_THAT(refused.body, HasSubstr("[operator] listen"));
  EXPECT_EQ(get(relay_.port(), "/debug/websocket-test").status, 200U);
  EXPECT_EQ(get(relay_.relay().operator_port(), "/debug/websocket-test").status, 200U);
}

TEST_F(operators, see_sessions_that_wait_and_go_on) {
  link_client client = relay_.connect();
  ASSERT_TRUE(client.wait_until_open());
  client.write("x");
  EXPECT_EQ(client.read(1), "x");
  client.lose_socket(link_client::loss::reset);
  EXPECT_TRUE(metrics_have("glasshell_sessions{state=\"detached\"} 1")) << metrics();
  client.reconnect();
  ASSERT_TRUE(client.wait_until_open());
  EXPECT_TRUE(metrics_have("glasshell_resumptions_total 1")) << metrics();
  EXPECT_TRUE(metrics_have("glasshell_sessions{state=\"detached\"} 0")) << metrics();
}

TEST_F(operators, see_who_was_refused_and_why) {
  link_client client(relay_.port(), "no-such-node");
  EXPECT_FALSE(client.wait_until_open());
  EXPECT_TRUE(metrics_have("glasshell_refusals_total{reason=\"unknown_node\"} 1")) << metrics();
  upgrade_options options = upgrade_options::to_node(relay_.port(), "node");
  options.origin = "https://elsewhere.example.com";
  const websocket_client refused(relay_.port(), options);
  EXPECT_EQ(refused.answer().status, 403U);
  EXPECT_TRUE(metrics_have("glasshell_refusals_total{reason=\"origin_not_allowed\"} 1")) << metrics();
}

TEST_F(operators, see_what_is_held_for_a_client_that_does_not_read_and_that_it_is_given_back) {
  const std::string flood = numbered_octets(256 * 1024);
  relay_with_node relay(
      [&](const socket_handle& client) {
        send_all(client, flood);
        wait_for_close(client, std::chrono::seconds(60));
      },
      with_operators());
  const auto held = [&] {
    const std::string text = get(relay.relay().operator_port(), "/metrics").body;
    return std::stoul(text.substr(text.find("\nglasshell_queue_bytes ") + 23));
  };
  link_client client = relay.connect();
  ASSERT_TRUE(client.wait_until_open());
  EXPECT_TRUE(eventually([&] { return held() > 64U * 1024; })) << held();
  client.socket().drop();
  relay.relay().drain();
}

TEST_F(operators, set_the_level_of_the_log_without_a_restart) {
  const std::uint16_t port = relay_.relay().operator_port();
  EXPECT_EQ(get(port, "/log-level").body, "error\n");
  const std::string head = "PUT /log-level HTTP/1.1\r\nHost: localhost\r\n";
  EXPECT_EQ(test::exchange(port, head + "Content-Length: 7\r\n\r\nwarning").body, "warning\n");
  EXPECT_EQ(get(port, "/log-level").body, "warning\n");
  EXPECT_EQ(test::exchange(port, head + "Content-Length: 4\r\n\r\nloud").status, 400U);
  EXPECT_EQ(test::exchange(port, head + "Content-Length: 1000000\r\n\r\n").status, 413U);
  EXPECT_EQ(test::exchange(port, head + "Transfer-Encoding: chunked\r\n\r\n5\r\ndebug\r\n0\r\n\r\n").status, 413U);
  EXPECT_EQ(get(port, "/log-level").body, "warning\n");
}

TEST_F(operators, have_their_addresses_to_themselves) {
  for (const char* target : {"/metrics", "/log-level"}) {
    EXPECT_EQ(get(relay_.port(), target).status, 404U) << target;
  }
  EXPECT_EQ(exchange(relay_.port(), "PUT /log-level HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(relay_.port()) +
                                        "\r\nContent-Length: 5\r\n\r\ndebug")
                .status,
            413U);
  EXPECT_EQ(get(relay_.relay().operator_port(), "/api/nodes").status, 404U);
  EXPECT_EQ(get(relay_.relay().operator_port(), "/healthz").status, 200U);
}

TEST_F(operators, are_answered_when_browsers_have_taken_every_connection) {
  relay_with_node relay(stand_in_node::echo, with_operators("[limits]\nconnections = 1\n"));
  const socket_handle taken = connect_loopback(relay.port());
  EXPECT_TRUE(eventually([&] { return get(relay.port(), "/healthz").status == 503; }));
  const std::string text = get(relay.relay().operator_port(), "/metrics").body;
  EXPECT_THAT(text, HasSubstr("glasshell_refusals_total{reason=\"too_many_connections\"}"));
}

TEST(readiness, is_over_on_both_listeners_from_the_first_moment_of_a_drain) {
  relay_with_node relay(
      stand_in_node::echo,
      {.top = "", .tables = "[operator]\nlisten = \"127.0.0.1:0\"\n[limits]\ndrain_time = \"20s\"\n", .nodes = {}});
  const std::uint16_t operators = relay.relay().operator_port();
  EXPECT_EQ(get(relay.port(), "/readyz").body, "ok\n");
  EXPECT_EQ(get(operators, "/readyz").body, "ok\n");
  link_client holds_it_up = relay.connect();
  ASSERT_TRUE(holds_it_up.wait_until_open());
  std::thread draining([&] { relay.relay().drain(); });
  EXPECT_TRUE(eventually([&] { return get(operators, "/readyz").status == 503; }));
  EXPECT_TRUE(eventually([&] { return get(relay.port(), "/readyz").status == 503; }));
  EXPECT_EQ(get(relay.port(), "/healthz").status, 200U);
  EXPECT_EQ(get(operators, "/healthz").status, 200U);
  EXPECT_THAT(get(operators, "/metrics").body, HasSubstr("glasshell_draining 1\n"));
  const websocket_client late(relay.port(), "node");
  EXPECT_EQ(late.answer().status, 503U);
  EXPECT_EQ(late.answer().field("Retry-After"), "2");
  holds_it_up.read_to_end();
  holds_it_up.wait_for_close();
  holds_it_up.socket().drop();
  draining.join();
  EXPECT_THROW(connect_loopback(operators), std::system_error);
}

}  // namespace
}  // namespace glasshell::test
