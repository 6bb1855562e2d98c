// Nodes that are not there, do not answer, or misbehave: the client is told at which hop, and why.
#include "relay_fixture.hpp"

#include <gtest/gtest.h>

#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <string>
#include <vector>

namespace glasshell::test {
namespace {

using namespace std::chrono_literals;

/// A port where nothing is accepted and nothing refused: its queue is full, so that the system drops what comes.
class silent_port {
 public:
  silent_port() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    socklen_t size = sizeof address;
    if (bind(socket_.get(), generic, size) != 0 || listen(socket_.get(), 0) != 0 ||
        getsockname(socket_.get(), generic, &size) != 0) {
      throw std::runtime_error("no port to keep silent on");
    }
    port_ = ntohs(address.sin_port);
    for (socket_handle& each : waiting_) {
      each = socket_handle(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
      ::connect(each.get(), generic, size);
    }
  }
  [[nodiscard]] std::uint16_t port() const noexcept { return port_; }

 private:
  socket_handle socket_;
  std::array<socket_handle, 8> waiting_;
  std::uint16_t port_ = 0;
};

link::refuse refusal_of(std::uint16_t relay_port) {
  link_client client(relay_port, "node");
  EXPECT_FALSE(client.wait_until_open());
  const link::refuse why = client.refused().value_or(link::refuse{});
  client.socket().send(std::string("\x03\xe8", 2), opcode::close);
  EXPECT_EQ(client.wait_for_close(), 1000);
  return why;
}

TEST(node, that_refuses_is_named_so) {
  const auto relay = start_relay({.top = "", .tables = "", .nodes = {{"node", free_loopback_port()}}});
  const link::refuse why = refusal_of(relay->port());
  EXPECT_EQ(why.hop, link::hop::node_tcp);
  EXPECT_EQ(why.reason, link::reason::connection_refused);
}

TEST(node, that_never_answers_times_out) {
  const silent_port silent;
  const auto relay = start_relay(
      {.top = "", .tables = "[limits]\nnode_connect_timeout = \"300ms\"\n", .nodes = {{"node", silent.port()}}});
  const link::refuse why = refusal_of(relay->port());
  EXPECT_EQ(why.hop, link::hop::node_tcp);
  EXPECT_EQ(why.reason, link::reason::connection_timed_out);
}

TEST(node, whose_name_does_not_exist_is_told_apart_from_one_that_is_off) {
  const auto relay = start_relay(
      {.top = "", .tables = "[[nodes]]\nname = \"node\"\naddress = \"no-such-host.invalid\"\n", .nodes = {}});
  const link::refuse why = refusal_of(relay->port());
  EXPECT_EQ(why.hop, link::hop::node_name);
  EXPECT_EQ(why.reason, link::reason::name_not_found);
}

TEST(node, is_found_by_its_name) {
  stand_in_node echo(stand_in_node::echo);
  const auto relay = start_relay(
      {.top = "",
       .tables = "[[nodes]]\nname = \"node\"\naddress = \"localhost:" + std::to_string(echo.port()) + "\"\n",
       .nodes = {}});
  link_client client(relay->port(), "node");
  EXPECT_TRUE(client.wait_until_open()) << "though [::1] may be tried first, where nothing listens";
}

TEST(node, that_closes_at_once_ends_the_link_as_closed_by_the_node) {
  relay_with_node relay([](const socket_handle&) {});
  link_client client = relay.connect();
  ASSERT_TRUE(client.wait_until_open());
  EXPECT_EQ(client.read_to_end(), "");
  EXPECT_EQ(client.finished()->hop, link::hop::node_tcp);
  EXPECT_EQ(client.finished()->reason, link::reason::closed_by_node);
}

TEST(node, that_resets_the_connection_is_told_apart) {
  relay_with_node relay([](const socket_handle& client) {
    receive_some(client);
    const linger abrupt{1, 0};
    setsockopt(client.get(), SOL_SOCKET, SO_LINGER, &abrupt, sizeof abrupt);
    sockaddr unspecified{};
    unspecified.sa_family = AF_UNSPEC;
    ::connect(client.get(), &unspecified, sizeof unspecified);  // a reset, at once
  });
  link_client client = relay.connect();
  ASSERT_TRUE(client.wait_until_open());
  client.write("x");
  client.read_to_end();
  EXPECT_EQ(client.finished()->reason, link::reason::connection_reset);
}

TEST(node, that_sends_garbage_is_carried_like_any_other) {
  const std::string garbage = std::string("\x00\xff\x16\x03", 4) + numbered_octets(100'000);
  relay_with_node relay([&](const socket_handle& client) { send_all(client, garbage); });
  link_client client = relay.connect();
  ASSERT_TRUE(client.wait_until_open());
  EXPECT_TRUE(client.read_to_end() == garbage);
}

TEST(node, is_not_dialled_any_further_when_the_client_leaves) {
  const silent_port silent;
  const auto relay = start_relay({.top = "", .tables = "", .nodes = {{"node", silent.port()}}});
  {
    link_client client(relay->port(), "node");
    ASSERT_EQ(get(relay->port(), "/healthz").status, 200U);
  }
  relay->drain();  // returns at once only if nothing is being dialled
  EXPECT_EQ(relay->link_count(), 0U);
}

}  // namespace
}  // namespace glasshell::test
