// What HTTP clients do that are broken, slow or hostile.
#include "relay_fixture.hpp"
#include "support/http_exchange.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace glasshell::test {
namespace {

using namespace std::chrono_literals;

class http_abuse : public testing::Test {
 protected:
  [[nodiscard]] std::string host() const { return "Host: 127.0.0.1:" + std::to_string(relay_->port()) + "\r\n"; }
  /// The relay serves others as if nothing were.
  void expect_alive() { EXPECT_EQ(get(relay_->port(), "/healthz").status, 200U); }

  std::unique_ptr<relay::relay> relay_ = start_relay(
      {.top = "", .tables = "[limits]\nheader_timeout = \"300ms\"\nkeep_alive_timeout = \"300ms\"\n", .nodes = {}});
};

TEST_F(http_abuse, a_slow_loris_is_cut_off_at_the_header_timeout) {
  const socket_handle socket = connect_loopback(relay_->port());
  send_all(socket, "GET /ws/ssh/node HTTP/1.1\r\n" + host() + "Upgrade: websocket\r\nX-Slow: ");
  std::string rest;
  EXPECT_EQ(read_answer(socket, rest).status, 408U);
  EXPECT_TRUE(wait_for_close(socket));
  expect_alive();
}

TEST_F(http_abuse, a_client_that_says_nothing_is_let_go) {
  const socket_handle socket = connect_loopback(relay_->port());
  EXPECT_TRUE(wait_for_close(socket));
}

TEST_F(http_abuse, a_connection_that_is_kept_for_nothing_is_let_go) {
  const socket_handle socket = connect_loopback(relay_->port());
  send_all(socket, "GET /healthz HTTP/1.1\r\n" + host() + "\r\n");
  std::string rest;
  read_answer(socket, rest);
  EXPECT_TRUE(wait_for_close(socket));
}

TEST_F(http_abuse, an_endless_header_is_431) {
  const socket_handle socket = connect_loopback(relay_->port());
  send_all(socket, "GET / HTTP/1.1\r\n" + host() + "X-Endless: " + std::string(9 * 1024, 'x'));
  std::string rest;
  EXPECT_EQ(read_answer(socket, rest).status, 431U);
  EXPECT_TRUE(wait_for_close(socket));
  expect_alive();
}

TEST_F(http_abuse, a_million_short_fields_are_431) {
  const socket_handle socket = connect_loopback(relay_->port());
  std::string fields;
  for (int i = 0; i < 3000; ++i) fields += "a: b\r\n";
  send_all(socket, "GET / HTTP/1.1\r\n" + host() + fields);
  std::string rest;
  EXPECT_EQ(read_answer(socket, rest).status, 431U);
}

class malformed_request : public http_abuse, public testing::WithParamInterface<std::string> {};
TEST_P(malformed_request, is_400_and_the_connection_is_closed) {
  const socket_handle socket = connect_loopback(relay_->port());
  send_all(socket, GetParam());
  std::string rest;
  EXPECT_EQ(read_answer(socket, rest).status, 400U);
  EXPECT_TRUE(wait_for_close(socket));
  expect_alive();
}
INSTANTIATE_TEST_SUITE_P(requests, malformed_request,
                         testing::Values("\x16\x03\x01\x02"
                                         "01234567890\r\n\r\n",
                                         "SSH-2.0-OpenSSH_9.2\r\n\r\n", "GET /\r\n\r\n", "GET / HTTP/3.7\r\n\r\n",
                                         "GET  HTTP/1.1\r\nHost: a\r\n\r\n", "GET / HTTP/1.1\r\nno colon\r\n\r\n",
                                         "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                                         "GET http://127.0.0.1/ HTTP/1.1\r\nHost: a\r\n\r\n",
                                         "GET * HTTP/1.1\r\nHost: a\r\n\r\n",
                                         "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n"));

TEST_F(http_abuse, a_body_is_not_read) {
  for (const char* length :
       {"Content-Length: 1000000000\r\n\r\nabc", "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"}) {
    const socket_handle socket = connect_loopback(relay_->port());
    send_all(socket, "GET / HTTP/1.1\r\n" + host() + length);
    std::string rest;
    EXPECT_EQ(read_answer(socket, rest).status, 413U) << length;
    EXPECT_TRUE(wait_for_close(socket));
  }
  expect_alive();
}

TEST_F(http_abuse, octets_behind_a_request_for_a_link_are_refused) {
  const socket_handle socket = connect_loopback(relay_->port());
  send_all(socket, upgrade_options::to_node(relay_->port(), "node").request() + "early");
  std::string rest;
  EXPECT_EQ(read_answer(socket, rest).status, 400U);
}

TEST_F(http_abuse, no_path_leads_out_of_the_page) {
  for (const char* path : {"/../../../../etc/passwd", "/..%2f..%2fetc/passwd", "//etc/passwd", "/.", "/assets/..//..",
                           "/%00", "/index.html%00.js", "/\\..\\..\\etc\\passwd"}) {
    EXPECT_EQ(get(relay_->port(), path).status, 404U) << path;
  }
}

}  // namespace
}  // namespace glasshell::test
