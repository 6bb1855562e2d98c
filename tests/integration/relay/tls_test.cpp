// TLS of the relay's own, with real certificates.
#include "relay_fixture.hpp"
#include "support/tls_client.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <openssl/ssl.h>

#include <filesystem>
#include <string>

namespace glasshell::test {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

class tls : public testing::Test {
 protected:
  [[nodiscard]] relay_options with_tls(const std::string& tables = "") const {
    return {.top = "",
            .tables = "[tls]\ncertificate = \"" + files_.certificate + "\"\nkey = \"" + files_.key + "\"\n" + tables,
            .nodes = {}};
  }
  static std::string get_by_tls(std::uint16_t port, const std::string& target) {
    tls_client client(port);
    client.send("GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port) +
                "\r\nConnection: close\r\n\r\n");
    return client.receive_all();
  }
  /// As certbot does it: other files take their place.
  void replace_files(const certificate_files& by) const {
    std::filesystem::rename(by.certificate, files_.certificate);
    std::filesystem::rename(by.key, files_.key);
  }

  temporary_directory folder_;
  certificate_files files_ = make_certificate(folder_, "relay", "first");
};

TEST_F(tls, serves_and_ends_its_answers_in_order) {
  relay_with_node relay(stand_in_node::echo, with_tls());
  EXPECT_THAT(get_by_tls(relay.port(), "/healthz"), HasSubstr("200 OK")) << "and OpenSSL saw a proper end";
  EXPECT_THAT(get_by_tls(relay.port(), "/debug/websocket-test"), HasSubstr("\"status\":\"ok\""));
  const tls_client client(relay.port(), {.version = 0, .protocol = "http/1.1"});
  EXPECT_EQ(client.protocol(), "http/1.1");
  EXPECT_EQ(client.subject(), "first");
}

TEST_F(tls, carries_a_session) {
  relay_with_node relay(stand_in_node::echo, with_tls());
  const std::string octets = numbered_octets(1024 * 1024);
  tls_bridge bridge(relay.port());
  link_client client(websocket_client(bridge.port(), upgrade_options::to_node(relay.port(), "node")));
  ASSERT_TRUE(client.wait_until_open());
  client.write(octets);
  EXPECT_TRUE(client.read(octets.size()) == octets);
  client.finish();
  EXPECT_EQ(client.wait_for_close(), 1000);
  client.socket().drop();
}

TEST_F(tls, is_of_version_1_2_at_least) {
  relay_with_node relay(stand_in_node::echo, with_tls());
  EXPECT_NO_THROW(tls_client(relay.port(), {.version = TLS1_2_VERSION, .protocol = ""}));
  EXPECT_NO_THROW(tls_client(relay.port(), {.version = TLS1_3_VERSION, .protocol = ""}));
  EXPECT_THROW(tls_client(relay.port(), {.version = TLS1_1_VERSION, .protocol = ""}), std::runtime_error);
  EXPECT_THROW(tls_client(relay.port(), {.version = 0, .protocol = "h2"}), std::runtime_error) << "no HTTP/2 here";
}

TEST_F(tls, hangs_up_on_who_speaks_http_without_it) {
  relay_with_node relay(stand_in_node::echo, with_tls());
  const socket_handle client = connect_loopback(relay.port());
  send_all(client, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_TRUE(wait_for_close(client));
}

TEST_F(tls, waits_for_a_handshake_no_longer_than_for_a_header) {
  relay_with_node relay(stand_in_node::echo, with_tls("[limits]\nheader_timeout = \"200ms\"\n"));
  const socket_handle silent = connect_loopback(relay.port());
  const socket_handle half = connect_loopback(relay.port());
  send_all(half, std::string("\x16\x03\x01\x02\x00\x01\x00", 7));
  EXPECT_TRUE(wait_for_close(silent));
  EXPECT_TRUE(wait_for_close(half));
}

TEST_F(tls, does_not_hold_up_a_drain_by_half_a_handshake) {
  relay_with_node relay(stand_in_node::echo, with_tls("[limits]\nheader_timeout = \"5m\"\ndrain_time = \"5m\"\n"));
  const socket_handle half = connect_loopback(relay.port());
  send_all(half, std::string("\x16\x03\x01\x02\x00\x01\x00", 7));
  EXPECT_THAT(get_by_tls(relay.port(), "/healthz"), HasSubstr("200 OK"));
  const auto began = std::chrono::steady_clock::now();
  relay.relay().drain();
  EXPECT_LT(std::chrono::steady_clock::now() - began, 20s);
  EXPECT_TRUE(wait_for_close(half));
}

TEST_F(tls, takes_another_certificate_while_sessions_go_on) {
  relay_with_node relay(stand_in_node::echo, with_tls());
  tls_bridge bridge(relay.port());
  link_client client(websocket_client(bridge.port(), upgrade_options::to_node(relay.port(), "node")));
  ASSERT_TRUE(client.wait_until_open());
  client.write("before");
  EXPECT_EQ(client.read(6), "before");

  relay.relay().reload();
  EXPECT_EQ(tls_client(relay.port()).subject(), "first");
  replace_files(make_certificate(folder_, "next", "second"));
  relay.relay().reload();
  EXPECT_EQ(tls_client(relay.port()).subject(), "second");
  client.write("after");
  EXPECT_EQ(client.read(5), "after");
  client.socket().drop();
}

TEST_F(tls, keeps_its_certificate_when_the_new_files_do_not_belong_together) {
  relay_with_node relay(stand_in_node::echo, with_tls());
  const certificate_files other = make_certificate(folder_, "other", "second");
  std::filesystem::rename(other.certificate, files_.certificate);  // its key is still to come
  relay.relay().reload();
  EXPECT_EQ(tls_client(relay.port()).subject(), "first");
  std::filesystem::rename(other.key, files_.key);
  relay.relay().reload();
  EXPECT_EQ(tls_client(relay.port()).subject(), "second");
  folder_.write("relay.pem", "nonsense");
  relay.relay().reload();
  EXPECT_EQ(tls_client(relay.port()).subject(), "second");
}

TEST_F(tls, does_not_start_with_files_that_are_not_in_order) {
  const certificate_files other = make_certificate(folder_, "other", "other");
  const auto error_with = [](const std::string& certificate, const std::string& key) -> std::string {
    try {
      start_relay(
          {.top = "", .tables = "[tls]\ncertificate = \"" + certificate + "\"\nkey = \"" + key + "\"\n", .nodes = {}});
    } catch (const std::runtime_error& error) {
      return error.what();
    }
    return "";
  };
  EXPECT_THAT(error_with(files_.certificate, other.key), HasSubstr("other.key"));
  EXPECT_THAT(error_with("/does/not/exist", files_.key), HasSubstr("/does/not/exist: is no certificate in PEM"));
  EXPECT_THAT(error_with(files_.certificate, files_.certificate), HasSubstr("is no key in PEM"));
  EXPECT_THAT(error_with(files_.certificate, ""), HasSubstr("needed both"));
}

}  // namespace
}  // namespace glasshell::test
