// What answers is no SSH server, or goes away before it has shown that it is one.
#include "support/engine_driver.hpp"
#include "support/scripted_server.hpp"

#include <gtest/gtest.h>

#include <string>

namespace glasshell::test {
namespace {

using namespace std::chrono_literals;

ssh::failure failure_with(std::function<void(scripted_connection&)> script, ssh::config settings = {}) {
  scripted_server server(std::move(script));
  engine_driver driver(std::move(settings), server.port());
  driver.run_to_end();
  driver.hang_up();
  EXPECT_EQ(server.join(), "");
  const auto* said = driver.last<ssh::failed>();
  EXPECT_NE(said, nullptr) << driver.story();
  EXPECT_EQ(driver.all<ssh::failed>().size(), 1U);
  return said == nullptr ? ssh::failure{} : said->why;
}

TEST(node_that_is_not_ssh, that_closes_at_once_is_named_so) {
  const auto why = failure_with([](auto& client) { client.close(); });
  EXPECT_EQ(why.stage, ssh::stage::banner);
  EXPECT_EQ(why.cause, ssh::cause::closed_by_peer);
}

TEST(node_that_is_not_ssh, that_sends_binary_garbage_is_told_by_its_first_octet) {
  const auto why = failure_with([](auto& client) {
    client.send_raw(std::string("\x16\x03\x01\x02\x00", 5));
    client.wait_for_client_to_leave();
  });
  EXPECT_EQ(why.stage, ssh::stage::banner);
  EXPECT_EQ(why.cause, ssh::cause::not_ssh);
  EXPECT_FALSE(why.peer_text.empty());
}

TEST(node_that_is_not_ssh, that_is_a_web_server_is_told_by_its_answer) {
  const auto why = failure_with([](auto& client) {
    client.receive_raw();
    client.send_raw("HTTP/1.1 400 Bad Request\r\nConnection: keep-alive\r\n\r\n");
    client.wait_for_client_to_leave();
  });
  EXPECT_EQ(why.cause, ssh::cause::not_ssh);
  EXPECT_NE(why.peer_text.find("HTTP/1.1 400"), std::string::npos) << why.peer_text;
}

TEST(node_that_is_not_ssh, that_greets_and_closes_is_not_ssh_and_its_greeting_is_kept) {
  const auto why = failure_with([](auto& client) {
    client.send_raw("220 mail.example ESMTP\r\n");
    client.close();
  });
  EXPECT_EQ(why.cause, ssh::cause::not_ssh);
  EXPECT_NE(why.peer_text.find("220 mail.example"), std::string::npos) << why.peer_text;
}

TEST(node_that_is_not_ssh, that_greets_and_waits_is_not_ssh_when_the_time_is_over) {
  ssh::config settings;
  settings.handshake_timeout = 200ms;
  const auto why = failure_with(
      [](auto& client) {
        client.send_raw("220 mail.example ESMTP\r\n");
        client.wait_for_client_to_leave();
      },
      settings);
  EXPECT_EQ(why.stage, ssh::stage::banner);
  EXPECT_EQ(why.cause, ssh::cause::not_ssh);
}

TEST(node_that_is_not_ssh, that_says_nothing_times_out) {
  ssh::config settings;
  settings.handshake_timeout = 200ms;
  const auto why = failure_with([](auto& client) { client.wait_for_client_to_leave(); }, settings);
  EXPECT_EQ(why.stage, ssh::stage::banner);
  EXPECT_EQ(why.cause, ssh::cause::timed_out);
}

TEST(node_that_is_not_ssh, that_sends_an_endless_banner_is_cut_off) {
  const auto why = failure_with([](auto& client) {
    const std::string text = std::string(60, 'x') + "\r\n";
    for (;;) client.send_raw(text);
  });
  EXPECT_EQ(why.stage, ssh::stage::banner);
  EXPECT_EQ(why.cause, ssh::cause::banner_too_long);
}

TEST(node_that_is_not_ssh, that_sends_an_endless_line_is_cut_off) {
  const auto why = failure_with([](auto& client) {
    const std::string text(4096, 'x');
    for (;;) client.send_raw(text);
  });
  EXPECT_EQ(why.cause, ssh::cause::banner_too_long);
}

TEST(node_that_is_not_ssh, that_speaks_version_1_is_named_so) {
  const auto why = failure_with([](auto& client) {
    client.send_raw("SSH-1.5-Old_1.0\n");
    client.wait_for_client_to_leave();
  });
  EXPECT_EQ(why.stage, ssh::stage::banner);
  EXPECT_EQ(why.cause, ssh::cause::ssh_version_1);
}

TEST(node_that_is_not_ssh, that_identifies_itself_after_a_few_lines_is_ssh) {
  scripted_server server([](auto& client) {
    client.send_raw("Welcome to the\r\nmachine room\r\n");
    client.serve_until_shell();
    client.receive_type(1);
  });
  ssh::config settings;
  settings.user = "anybody";
  settings.known_hosts = {server.host_key()};
  engine_driver driver(settings, server.port());
  EXPECT_TRUE(driver.run_until_said<ssh::shell_started>()) << driver.story();
  ASSERT_NE(driver.last<ssh::negotiated>(), nullptr);
  EXPECT_EQ(driver.last<ssh::negotiated>()->server_software, "SSH-2.0-Scripted_1.0");
}

TEST(node_that_is_not_ssh, that_identifies_itself_and_then_closes_fails_in_the_key_exchange) {
  const auto why = failure_with([](auto& client) {
    client.identify();
    client.close();
  });
  EXPECT_EQ(why.stage, ssh::stage::key_exchange);
  EXPECT_EQ(why.cause, ssh::cause::closed_by_peer);
}

struct hostile_length {
  std::uint32_t packet_length;
  std::uint8_t padding;
};
class hostile_packet_length : public testing::TestWithParam<hostile_length> {};

TEST_P(hostile_packet_length, before_authentication_is_a_clean_failure) {
  const hostile_length lengths = GetParam();
  const auto why = failure_with([&](auto& client) {
    client.identify();
    client.send_plain(lengths.packet_length, lengths.padding, bytes(128, 0x55));
    client.wait_for_client_to_leave();
  });
  EXPECT_EQ(why.stage, ssh::stage::key_exchange);
  EXPECT_EQ(why.cause, ssh::cause::integrity_error) << ssh::name_of(why.cause);
}

INSTANTIATE_TEST_SUITE_P(lengths, hostile_packet_length,
                         testing::Values(hostile_length{0, 0}, hostile_length{1, 0}, hostile_length{1, 255},
                                         hostile_length{5, 200}, hostile_length{0xffffffff, 4},
                                         hostile_length{0x80000000, 4}, hostile_length{0x7fffffff, 4},
                                         hostile_length{40001, 4}, hostile_length{1 << 20, 4}));

}  // namespace
}  // namespace glasshell::test
