// Where the relay listens besides a port: a Unix socket, and what systemd opened.
#include "relay_fixture.hpp"
#include "support/temporary_directory.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <string>

namespace glasshell::test {
namespace {

using testing::HasSubstr;

socket_handle connect_path(const std::string& path) {
  socket_handle made(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(&address.sun_path[0], path.c_str(), sizeof(address.sun_path) - 1);
  if (connect(made.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) return socket_handle();
  return made;
}

http_answer get_by_path(const std::string& path, const std::string& target, const std::string& host) {
  const socket_handle socket = connect_path(path);
  send_all(socket, "GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
  std::string rest;
  return read_answer(socket, rest);
}

relay::config_result<std::unique_ptr<relay::relay>> start(const std::string& toml) {
  auto settings = relay::parse_config(toml, "test");
  if (!settings) return settings.error();
  settings->log_level = relay::log_level::error;
  return relay::relay::start(*std::move(settings));
}

class unix_socket : public testing::Test {
 protected:
  temporary_directory folder_;
  std::string path_ = folder_.path() / "relay.sock";
  std::string toml_ = "listen = \"unix:" + path_ + "\"\nhosts = [\"ssh.example.com\"]\n";
};

TEST_F(unix_socket, serves_as_a_port_does_and_is_gone_afterwards) {
  {
    auto relay = start(toml_ + "[operator]\nlisten = \"unix:" + path_ + ".operator\"\n");
    ASSERT_TRUE(relay.has_value()) << relay.error().text;
    EXPECT_EQ((*relay)->port(), 0);
    EXPECT_EQ(get_by_path(path_, "/api/nodes", "ssh.example.com").status, 200U);
    EXPECT_EQ(get_by_path(path_, "/api/nodes", "elsewhere.example.com").status, 421U);
    EXPECT_THAT(get_by_path(path_, "/debug/websocket-test", "ssh.example.com").body, HasSubstr("\"status\":\"ok\""));
    EXPECT_THAT(get_by_path(path_ + ".operator", "/metrics", "any").body, HasSubstr("glasshell_links 0"));
    struct stat found {};
    ASSERT_EQ(stat(path_.c_str(), &found), 0);
    EXPECT_EQ(found.st_mode & 0777U, 0660U);
    (*relay)->drain();
  }
  EXPECT_NE(access(path_.c_str(), F_OK), 0);
}

TEST_F(unix_socket, that_a_killed_run_left_behind_is_replaced_but_not_one_in_use) {
  {
    const socket_handle left(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(&address.sun_path[0], path_.c_str(), sizeof(address.sun_path) - 1);
    ASSERT_EQ(bind(left.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)), 0);
  }
  const auto relay = start(toml_);
  ASSERT_TRUE(relay.has_value()) << relay.error().text;
  const auto second = start(toml_);
  ASSERT_FALSE(second.has_value());
  EXPECT_THAT(second.error().text, HasSubstr("Address already in use"));
  EXPECT_EQ(get_by_path(path_, "/healthz", "any").status, 200U) << "the first one goes on";
}

TEST_F(unix_socket, does_not_replace_a_file_of_somebody_else) {
  folder_.write("relay.sock", "a letter");
  const auto relay = start(toml_);
  ASSERT_FALSE(relay.has_value());
  EXPECT_EQ(read_file(path_), "a letter");
}

TEST(systemd_socket, is_asked_for_only_where_systemd_hands_one_down) {
  const auto relay = start("listen = \"systemd\"\n");
  ASSERT_FALSE(relay.has_value());
  EXPECT_THAT(relay.error().text, HasSubstr("systemd handed down no socket: start the relay by its .socket unit"));
}

}  // namespace
}  // namespace glasshell::test
