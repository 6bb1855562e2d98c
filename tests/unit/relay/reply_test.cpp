// What every answer carries.
#include "relay/reply.hpp"

#include "relay/routes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace glasshell::relay {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(reply, of_any_kind_is_safe_in_a_browser) {
  const std::string head = serialise_head(text_reply(404, "not_found", "Nothing here."), 1, after_reply::keep_alive);
  EXPECT_THAT(head, testing::StartsWith("HTTP/1.1 404 Not Found\r\n"));
  EXPECT_THAT(head, HasSubstr("\r\nX-Content-Type-Options: nosniff\r\n"));
  EXPECT_THAT(head, HasSubstr("\r\nReferrer-Policy: no-referrer\r\n"));
  EXPECT_THAT(head, HasSubstr("\r\nCross-Origin-Resource-Policy: same-origin\r\n"));
  EXPECT_THAT(head, HasSubstr("\r\nContent-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n"));
  EXPECT_THAT(head, HasSubstr("\r\nCache-Control: no-store\r\n"));
  EXPECT_THAT(head, HasSubstr("\r\nContent-Length: 14\r\n"));
  EXPECT_THAT(head, testing::EndsWith("\r\n\r\n"));
  EXPECT_THAT(head, Not(HasSubstr("Connection:")));
}

TEST(reply, of_the_page_forbids_inline_scripts_and_other_origins) {
  reply page;
  page.what = reply::kind::page;
  const std::string head = serialise_head(page, 1, after_reply::keep_alive);
  EXPECT_THAT(head,
              HasSubstr("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'"));
  EXPECT_THAT(head, HasSubstr("frame-ancestors 'none'"));
  EXPECT_THAT(head, Not(HasSubstr("script-src 'self' 'unsafe-inline'")));
}

TEST(reply, of_mere_presence_may_be_seen_by_any_page) {
  EXPECT_THAT(serialise_head(health_reply(), 1, after_reply::keep_alive),
              HasSubstr("\r\nCross-Origin-Resource-Policy: cross-origin\r\n"));
}

TEST(reply, says_whether_the_connection_stays) {
  EXPECT_THAT(serialise_head({}, 1, after_reply::close), HasSubstr("Connection: close\r\n"));
  EXPECT_THAT(serialise_head({}, 0, after_reply::keep_alive), HasSubstr("Connection: keep-alive\r\n"));
}

TEST(reply, that_nothing_changed_has_no_body) {
  reply unchanged;
  unchanged.status = 304;
  EXPECT_THAT(serialise_head(unchanged, 1, after_reply::keep_alive), Not(HasSubstr("Content-Length")));
}

}  // namespace
}  // namespace glasshell::relay
