// The page over HTTP, as a browser fetches it.
#include "relay_fixture.hpp"
#include "support/http_exchange.hpp"
#include "support/temporary_directory.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>

namespace glasshell::test {
namespace {

class page : public testing::Test {
 protected:
  page() {
    std::filesystem::create_directory(folder_.path() / "assets");
    folder_.write("index.html", "<!doctype html>");
    folder_.write("assets/engine-1.wasm", engine_);
    folder_.write("assets/engine-1.wasm.br", "brotli");
    relay_ = start_relay(
        {.top = "demo = true\nweb_root = \"" + folder_.path().string() + "\"", .tables = "", .nodes = {{"web-1", 22}}});
  }

  temporary_directory folder_;
  std::string engine_ = numbered_octets(3 * 1024 * 1024);
  std::unique_ptr<relay::relay> relay_;
};

TEST_F(page, is_served_with_its_policy_and_can_be_revalidated) {
  const http_answer first = get(relay_->port(), "/");
  EXPECT_EQ(first.status, 200U);
  EXPECT_EQ(first.body, "<!doctype html>");
  EXPECT_EQ(first.field("Content-Type"), "text/html; charset=utf-8");
  EXPECT_EQ(first.field("Cache-Control"), "no-cache");
  EXPECT_EQ(first.field("X-Content-Type-Options"), "nosniff");
  EXPECT_THAT(*first.field("Content-Security-Policy"), testing::HasSubstr("script-src 'self' 'wasm-unsafe-eval'"));
  const http_answer again = get(relay_->port(), "/", "If-None-Match: " + *first.field("ETag") + "\r\n");
  EXPECT_EQ(again.status, 304U);
  EXPECT_EQ(again.body, "");
}

TEST_F(page, has_its_engine_in_the_form_that_the_browser_takes) {
  const http_answer small = get(relay_->port(), "/assets/engine-1.wasm", "Accept-Encoding: gzip, br\r\n");
  EXPECT_EQ(small.body, "brotli");
  EXPECT_EQ(small.field("Content-Encoding"), "br");
  EXPECT_EQ(small.field("Content-Type"), "application/wasm");
  EXPECT_EQ(small.field("Cache-Control"), "public, max-age=31536000, immutable");
  const http_answer plain = get(relay_->port(), "/assets/engine-1.wasm");
  EXPECT_EQ(plain.body, engine_);
  EXPECT_EQ(plain.field("Content-Encoding"), std::nullopt);
}

TEST_F(page, answers_head_without_a_body_and_keeps_the_connection) {
  const socket_handle socket = connect_loopback(relay_->port());
  const std::string host = "Host: 127.0.0.1:" + std::to_string(relay_->port()) + "\r\n";
  std::string rest;
  send_all(socket, "HEAD /assets/engine-1.wasm HTTP/1.1\r\n" + host + "\r\n");
  const http_answer head = read_answer(socket, rest, true);
  EXPECT_EQ(head.field("Content-Length"), std::to_string(engine_.size()));
  send_all(socket, "GET /healthz HTTP/1.1\r\n" + host + "\r\n");
  EXPECT_EQ(read_answer(socket, rest).body, "ok\n");
}

TEST_F(page, is_served_whole_to_a_client_that_asks_for_a_part) {
  const http_answer answer = get(relay_->port(), "/assets/engine-1.wasm", "Range: bytes=0-9\r\n");
  EXPECT_EQ(answer.status, 200U);
  EXPECT_EQ(answer.field("Accept-Ranges"), "none");
  EXPECT_EQ(answer.body.size(), engine_.size());
}

TEST_F(page, answers_requests_that_were_sent_together_in_their_order) {
  const socket_handle socket = connect_loopback(relay_->port());
  const std::string fields = " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(relay_->port()) + "\r\n\r\n";
  send_all(socket, "GET /healthz" + fields + "GET /" + fields + "GET /missing" + fields);
  std::string rest;
  EXPECT_EQ(read_answer(socket, rest).body, "ok\n");
  EXPECT_EQ(read_answer(socket, rest).body, "<!doctype html>");
  EXPECT_EQ(read_answer(socket, rest).status, 404U);
}

TEST_F(page, closes_when_asked_to) {
  const socket_handle socket = connect_loopback(relay_->port());
  send_all(socket, "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  std::string rest;
  EXPECT_EQ(read_answer(socket, rest).field("Connection"), "close");
  EXPECT_TRUE(wait_for_close(socket));
}

TEST_F(page, lists_the_nodes) {
  const http_answer answer = get(relay_->port(), "/api/nodes");
  const auto list = nlohmann::json::parse(answer.body);
  EXPECT_EQ(list["demo"], true);
  EXPECT_EQ(list["nodes"][0]["name"], "web-1");
  EXPECT_FALSE(list["nodes"][0].contains("address"));
}

TEST_F(page, of_a_foreign_name_is_not_served) {
  EXPECT_EQ(exchange(relay_->port(), "GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n").status, 421U);
  EXPECT_EQ(exchange(relay_->port(), "GET / HTTP/1.1\r\n\r\n").status, 421U);
}

TEST(websocket_self_test, opens_a_real_websocket_to_the_relay) {
  const auto relay = start_relay({});
  const http_answer answer = get(relay->port(), "/debug/websocket-test");
  EXPECT_EQ(answer.status, 200U);
  const auto report = nlohmann::json::parse(answer.body);
  EXPECT_EQ(report["message"], "WebSocket support available");
  EXPECT_EQ(report["status"], "ok");
  EXPECT_EQ(report["self_test"]["upgrade"], "ok");
}

TEST(websocket_self_test, works_by_whatever_names_the_relay_is_configured_for) {
  const auto relay = start_relay({.top = "hosts = [\"ssh.example.com\"]", .tables = "", .nodes = {}});
  const http_answer answer =
      exchange(relay->port(), "GET /debug/websocket-test HTTP/1.1\r\nHost: ssh.example.com\r\n\r\n");
  EXPECT_EQ(nlohmann::json::parse(answer.body)["status"], "ok");
}

TEST(websocket_self_test, says_so_when_it_fails) {
  // Its own connection is the one too many.
  const auto relay = start_relay({.top = "", .tables = "[limits]\nconnections = 1\n", .nodes = {}});
  const http_answer answer = get(relay->port(), "/debug/websocket-test");
  EXPECT_EQ(answer.status, 503U);
  EXPECT_EQ(nlohmann::json::parse(answer.body)["self_test"]["upgrade"], "the upgrade was refused");
}

}  // namespace
}  // namespace glasshell::test
