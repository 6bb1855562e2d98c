// The way from a request to a WebSocket, and what each client is told that does not get there.
#include "relay_fixture.hpp"
#include "support/websocket_client.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <functional>
#include <string>

namespace glasshell::test {
namespace {

using testing::HasSubstr;

class upgrade : public testing::Test {
 protected:
  http_answer answer_to(const std::function<void(upgrade_options&)>& change) {
    upgrade_options options = upgrade_options::to_node(relay_.port(), "node");
    change(options);
    return exchange(relay_.port(), options.request());
  }

  relay_with_node relay_{stand_in_node::echo};
};

TEST_F(upgrade, in_order_gets_the_subprotocol_and_no_extension) {
  upgrade_options options = upgrade_options::to_node(relay_.port(), "node");
  std::string request = options.request();
  request.insert(request.size() - 2, "Sec-WebSocket-Extensions: permessage-deflate\r\n");
  const http_answer answer = exchange(relay_.port(), request);
  EXPECT_EQ(answer.status, 101U);
  EXPECT_EQ(answer.field("Sec-WebSocket-Protocol"), "glasshell.v1");
  EXPECT_EQ(answer.field("Sec-WebSocket-Accept"), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  EXPECT_EQ(answer.field("Sec-WebSocket-Extensions"), std::nullopt);
}

TEST_F(upgrade, that_lost_a_header_on_the_way_is_426_and_told_which) {
  const auto text = [this](const std::function<void(upgrade_options&)>& change) {
    const http_answer answer = answer_to(change);
    EXPECT_EQ(answer.status, 426U);
    EXPECT_EQ(answer.field("Upgrade"), "websocket");
    return answer.body;
  };
  EXPECT_THAT(text([](auto& o) { o.upgrade.clear(); }), HasSubstr("Upgrade is missing"));
  EXPECT_THAT(text([](auto& o) { o.connection.clear(); }), HasSubstr("Connection is missing"));
  EXPECT_THAT(text([](auto& o) { o.connection = "close"; }), HasSubstr("Connection is there, but is not"));
  EXPECT_THAT(text([](auto& o) { o.version.clear(); }), HasSubstr("Sec-WebSocket-Version is missing"));
  EXPECT_THAT(text([](auto& o) { o.key.clear(); }), HasSubstr("Sec-WebSocket-Key is missing"));
  EXPECT_THAT(text([](auto& o) { o.method = "POST"; }), HasSubstr("the method is not GET"));
}

TEST_F(upgrade, from_a_wrong_origin_is_403) {
  for (const char* origin : {"http://evil.example", "null", "http://127.0.0.1", "http://127.0.0.1:1"}) {
    EXPECT_EQ(answer_to([&](auto& o) { o.origin = origin; }).status, 403U) << origin;
  }
}

TEST_F(upgrade, without_an_origin_is_403) {
  const http_answer answer = answer_to([](auto& o) { o.origin.clear(); });
  EXPECT_EQ(answer.status, 403U);
  EXPECT_THAT(answer.body, HasSubstr("no Origin header"));
}

TEST_F(upgrade, by_a_wrong_host_or_none_is_421) {
  EXPECT_EQ(answer_to([](auto& o) { o.host = "evil.example"; }).status, 421U);
  EXPECT_EQ(answer_to([](auto& o) { o.host.clear(); }).status, 421U);
  EXPECT_EQ(answer_to([](auto& o) {
              o.host = "evil.example";
              o.origin = "http://evil.example";
            }).status,
            421U)
      << "however well they agree";
}

TEST_F(upgrade, without_the_subprotocol_gets_a_helpful_message_and_a_clean_close) {
  for (const char* protocol : {"", "chat", "glasshell.v2"}) {
    upgrade_options options = upgrade_options::to_node(relay_.port(), "node");
    options.protocol = protocol;
    websocket_client client(relay_.port(), options);
    EXPECT_EQ(client.answer().field("Sec-WebSocket-Protocol"), std::nullopt);
    const auto message = client.receive();
    ASSERT_TRUE(message.has_value());
    EXPECT_EQ(message->type, opcode::text);
    EXPECT_EQ(nlohmann::json::parse(message->payload)["subprotocol"], "glasshell.v1");
    const auto close = client.receive();
    ASSERT_TRUE(close.has_value());
    EXPECT_EQ(close->close_code(), 1000);
    client.send(close->payload, opcode::close);
    EXPECT_EQ(client.receive(), std::nullopt);
  }
  EXPECT_EQ(relay_.node().connections(), 0);
  EXPECT_EQ(relay_.relay().link_count(), 0U);
}

TEST_F(upgrade, without_an_origin_works_where_that_is_allowed) {
  relay_with_node relay(stand_in_node::echo, {.top = "origin_required = false", .tables = "", .nodes = {}});
  upgrade_options options = upgrade_options::to_node(relay.port(), "node");
  options.origin.clear();
  link_client client(websocket_client(relay.port(), options));
  EXPECT_TRUE(client.wait_until_open());
}

TEST_F(upgrade, from_a_page_that_is_served_elsewhere_works_where_it_is_configured) {
  relay_with_node relay(
      stand_in_node::echo,
      {.top = "origins = [\"https://page.example\"]\nhosts = [\"relay.example\"]", .tables = "", .nodes = {}});
  upgrade_options options = upgrade_options::to_node(relay.port(), "node");
  options.host = "relay.example";
  options.origin = "https://page.example";
  link_client client(websocket_client(relay.port(), options));
  EXPECT_TRUE(client.wait_until_open());
  const http_answer nodes =
      exchange(relay.port(), "GET /api/nodes HTTP/1.1\r\nHost: relay.example\r\nOrigin: https://page.example\r\n\r\n");
  EXPECT_EQ(nodes.field("Access-Control-Allow-Origin"), "https://page.example");
}

TEST_F(upgrade, to_an_unknown_node_is_refused_with_its_reason) {
  for (const char* name : {"unknown", "", "node/../node", "%6eode", "node%00"}) {
    link_client client(relay_.port(), name);
    EXPECT_FALSE(client.wait_until_open()) << name;
    ASSERT_TRUE(client.refused().has_value()) << name;
    EXPECT_EQ(client.refused()->hop, link::hop::access);
    EXPECT_EQ(client.refused()->reason, link::reason::unknown_node);
    EXPECT_EQ(client.refused()->retry_after.count(), 0);
  }
  EXPECT_EQ(relay_.node().connections(), 0);
}

}  // namespace
}  // namespace glasshell::test
