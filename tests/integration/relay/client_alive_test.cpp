// A node that asks whether its client is still there (ClientAliveInterval of sshd_config) ends a session that has no socket: only
// the client can answer. What it had said by then is delivered, and then its end.
#include "relay_fixture.hpp"
#include "support/child_process.hpp"
#include "support/sshd.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <string>

namespace glasshell::test {
namespace {

using namespace std::chrono_literals;

/// Carries what OpenSSH's own client says over a link, in place of a page.
class bridge {
 public:
  bridge(std::uint16_t relay_port, const sshd& server, const key_pair& key, const std::string& command)
      : ssh_(child_process::start({"ssh", "-F", "none", "-i", key.path, "-o", "BatchMode=yes", "-o",
                                   "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-p",
                                   std::to_string(listener_.port()), server.user() + "@127.0.0.1", command})),
        local_(listener_.accept()),
        link_(relay_port, "node") {
    link_.wait_until_open();
  }

  /// Carries until the client has shown this much, or the node's stream is at its end.
  void carry_until_it_shows(std::string_view text) {
    const auto give_up_at = std::chrono::steady_clock::now() + 20s;
    while (ssh_.output().find(text) == std::string::npos && !link_.finished()) {
      ASSERT_LT(std::chrono::steady_clock::now(), give_up_at) << ssh_.output();
      std::array<pollfd, 2> waiting{{{local_.get(), POLLIN, 0}, {link_.socket().socket().get(), POLLIN, 0}}};
      poll(waiting.data(), waiting.size(), 20);
      if (waiting[0].revents != 0) link_.write(receive_some(local_));
      if (waiting[1].revents != 0) send_all(local_, link_.receive());
    }
  }
  /// Until the node's stream is at its end.
  void carry_to_the_end() {
    const std::string rest = link_.read_to_end();
    send_all(local_, rest);
  }
  [[nodiscard]] link_client& link() noexcept { return link_; }
  [[nodiscard]] std::string shown() {
    shutdown(local_.get(), SHUT_RDWR);
    ssh_.wait(20s);
    ssh_.wait_for_end_of_output(20s);
    return ssh_.output();
  }

 private:
  loopback_listener listener_;
  child_process ssh_;
  socket_handle local_;
  link_client link_;
};

TEST(node_that_asks_whether_its_client_is_there, has_its_last_octets_and_its_end_delivered_when_nobody_was) {
  const temporary_directory folder;
  const key_pair key = make_key(folder, "key", {"-t", "ed25519"});
  const sshd server(
      {.configuration = {"ClientAliveInterval 1", "ClientAliveCountMax 2"}, .authorized = {key.public_key}});
  const auto relay = start_relay({.top = "", .tables = "", .nodes = {{"node", server.port()}}});
  bridge carried(relay->port(), server, key, "echo ready; sleep 1; echo last words; exec cat");
  carried.carry_until_it_shows("ready");

  carried.link().lose_socket(link_client::loss::reset);
  ASSERT_TRUE(server.wait_for_log("Timeout, client not responding")) << server.log();
  EXPECT_EQ(relay->session_count(), 1U) << "it waits for its client";
  carried.link().reconnect();
  ASSERT_TRUE(carried.link().wait_until_open());
  carried.carry_to_the_end();
  ASSERT_TRUE(carried.link().finished().has_value());
  EXPECT_EQ(carried.link().finished()->hop, link::hop::node_tcp);
  EXPECT_EQ(carried.link().finished()->reason, link::reason::closed_by_node);
  EXPECT_THAT(carried.shown(), testing::HasSubstr("last words"));
}

TEST(node_that_asks_whether_its_client_is_there, keeps_a_session_whose_client_comes_back_in_time) {
  const temporary_directory folder;
  const key_pair key = make_key(folder, "key", {"-t", "ed25519"});
  const sshd server(
      {.configuration = {"ClientAliveInterval 1", "ClientAliveCountMax 3"}, .authorized = {key.public_key}});
  const auto relay = start_relay({.top = "", .tables = "", .nodes = {{"node", server.port()}}});
  bridge carried(relay->port(), server, key, "echo ready; sleep 2; echo and on it goes; exec cat");
  carried.carry_until_it_shows("ready");
  carried.link().lose_socket(link_client::loss::reset);
  ASSERT_TRUE(eventually([&] { return relay->detached_session_count() == 1; }));
  carried.link().reconnect();
  carried.carry_until_it_shows("and on it goes");
  EXPECT_FALSE(carried.link().finished().has_value());
}

}  // namespace
}  // namespace glasshell::test
