// An upgrade that a proxy has taken apart is answered with the names of what is missing.
#include "relay/upgrade_check.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>

namespace glasshell::relay {
namespace {

using testing::HasSubstr;

request_head good() {
  request_head made;
  made.method = "GET";
  made.target = "/ws/ssh/a";
  made.upgrade = "websocket";
  made.connection = "Upgrade";
  made.websocket_version = "13";
  made.websocket_key = "dGhlIHNhbXBsZSBub25jZQ==";
  return made;
}

std::string text_for(const request_head& request) {
  const auto refused = refuse_bad_upgrade(request);
  EXPECT_TRUE(refused.has_value());
  if (!refused) return {};
  EXPECT_EQ(refused->status, 426U);
  return refused->text;
}

TEST(upgrade, that_is_complete_is_let_through) {
  EXPECT_FALSE(refuse_bad_upgrade(good()).has_value());
  request_head firefox = good();
  firefox.connection = "keep-alive, Upgrade";
  firefox.upgrade = "WebSocket";
  EXPECT_FALSE(refuse_bad_upgrade(firefox).has_value());
}

TEST(upgrade, without_a_header_is_told_which) {
  request_head request = good();
  request.upgrade.reset();
  EXPECT_THAT(text_for(request), HasSubstr("Upgrade is missing; it must be \"websocket\""));
  request = good();
  request.connection = "close";
  EXPECT_THAT(text_for(request), HasSubstr("Connection is there, but is not \"Upgrade\""));
  request = good();
  request.websocket_version.reset();
  EXPECT_THAT(text_for(request), HasSubstr("Sec-WebSocket-Version is missing; it must be \"13\""));
  request = good();
  request.websocket_version = "8";
  EXPECT_THAT(text_for(request), HasSubstr("Sec-WebSocket-Version is there, but is not \"13\""));
  request = good();
  request.websocket_key.reset();
  EXPECT_THAT(text_for(request), HasSubstr("Sec-WebSocket-Key is missing"));
  request = good();
  request.http_minor = 0;
  EXPECT_THAT(text_for(request), HasSubstr("HTTP/1.0"));
  request = good();
  request.method = "POST";
  EXPECT_THAT(text_for(request), HasSubstr("the method is not GET"));
}

TEST(upgrade, with_a_bad_key_is_told_so) {
  for (const char* key :
       {"", "short", "dGhlIHNhbXBsZSBub25jZQ=?", "dGhlIHNhbXBsZSBub25jZQ==AAAA", "dGhlIHNhbXBsZSBub25jZQA="}) {
    request_head request = good();
    request.websocket_key = key;
    EXPECT_THAT(text_for(request), HasSubstr("Sec-WebSocket-Key")) << key;
  }
}

TEST(upgrade, refused_says_how_a_proxy_passes_it_on_and_which_version_is_spoken) {
  const auto refused = refuse_bad_upgrade(request_head{});
  ASSERT_TRUE(refused.has_value());
  EXPECT_THAT(refused->text, HasSubstr("proxy_set_header Upgrade $http_upgrade;"));
  EXPECT_THAT(refused->fields, testing::Contains(testing::Pair("Upgrade", "websocket")));
  EXPECT_THAT(refused->fields, testing::Contains(testing::Pair("Sec-WebSocket-Version", "13")));
}

TEST(upgrade, never_repeats_what_the_client_sent) {
  request_head request = good();
  request.upgrade = "<script>";
  request.websocket_version = "<script>";
  EXPECT_THAT(text_for(request), testing::Not(HasSubstr("<script>")));
}

TEST(subprotocol, is_found_in_a_list) {
  EXPECT_TRUE(offers_subprotocol("glasshell.v1", "glasshell.v1"));
  EXPECT_TRUE(offers_subprotocol("chat, glasshell.v1", "glasshell.v1"));
  EXPECT_FALSE(offers_subprotocol("glasshell.v2", "glasshell.v1"));
  EXPECT_FALSE(offers_subprotocol("", "glasshell.v1"));
  EXPECT_FALSE(offers_subprotocol(std::nullopt, "glasshell.v1"));
}

}  // namespace
}  // namespace glasshell::relay
