// RFC 4254 by script: a channel is opened, given a shell, and ends.
#include "channel_script.hpp"

namespace glasshell::test {
namespace {

using ssh::cause;
using ssh::stage;

class shell_channel : public channel_script {};

TEST_F(shell_channel, asks_for_a_session_then_for_a_pty_variables_and_a_shell_in_one_go) {
  channel_.open();
  expect_sent(packet_builder(90).string("session").u32(0).u32(window).u32(32768));
  EXPECT_TRUE(channel_.awaits_server());
  confirm();
  expect_sent(packet_builder(98)
                  .u32(their_number)
                  .string("pty-req")
                  .u8(1)
                  .string("xterm-256color")
                  .u32(80)
                  .u32(24)
                  .u32(640)
                  .u32(480)
                  .string(ssh::encoded_terminal_modes()));
  expect_sent(packet_builder(98).u32(their_number).string("env").u8(0).string("LANG").string("C.UTF-8"));
  expect_sent(packet_builder(98).u32(their_number).string("env").u8(0).string("COLORTERM").string("truecolor"));
  expect_sent(packet_builder(98).u32(their_number).string("shell").u8(1));
  EXPECT_EQ(sent_.waiting(), 0U);
  hear(packet_builder(99).u32(0));
  EXPECT_TRUE(channel_.awaits_server());
  EXPECT_FALSE(channel_.running());
  hear(packet_builder(99).u32(0));
  EXPECT_TRUE(channel_.running());
  EXPECT_FALSE(channel_.awaits_server());
}

TEST_F(shell_channel, that_is_refused_keeps_the_servers_words) {
  channel_.open();
  hear(packet_builder(92).u32(0).u32(1).string("no more \x1bsessions").string("en"));
  expect_failed(stage::channel, cause::channel_refused);
  EXPECT_EQ(channel_.failed()->peer_text, "no more \xef\xbf\xbdsessions");
}

TEST_F(shell_channel, without_a_pty_is_refused) {
  channel_.open();
  confirm();
  hear(packet_builder(100).u32(0));
  expect_failed(stage::channel, cause::pty_refused);
}

TEST_F(shell_channel, without_a_shell_is_refused) {
  channel_.open();
  confirm();
  hear(packet_builder(99).u32(0));
  hear(packet_builder(100).u32(0));
  expect_failed(stage::channel, cause::shell_refused);
}

TEST_F(shell_channel, does_not_believe_answers_that_nobody_asked_for) {
  open_and_run();
  hear(packet_builder(99).u32(0));
  expect_failed(stage::session, cause::protocol_error);
}

class broken_confirmation : public channel_script, public testing::WithParamInterface<packet_builder> {};

TEST_P(broken_confirmation, fails_the_channel) {
  channel_.open();
  EXPECT_TRUE(hear(GetParam()));
  expect_failed(stage::channel, cause::protocol_error);
}

INSTANTIATE_TEST_SUITE_P(each, broken_confirmation,
                         testing::Values(packet_builder(91).u32(0), packet_builder(91).u32(0).u32(7).u32(1000),
                                         packet_builder(91).u32(0).u32(7).u32(1000).u32(0)));

TEST_F(shell_channel, is_confirmed_once) {
  open_and_run();
  hear(packet_builder(91).u32(0).u32(5).u32(5).u32(5));
  expect_failed(stage::channel, cause::protocol_error);
}

TEST_F(shell_channel, leaves_packets_of_other_channels_and_kinds_alone) {
  open_and_run();
  for (const std::uint8_t type : bytes{91, 92, 94, 95, 99, 100}) {
    EXPECT_FALSE(hear(packet_builder(type).u32(1).string("x"))) << int(type);
    EXPECT_FALSE(hear(packet_builder(type))) << "without a number: " << int(type);
  }
  for (const std::uint8_t type : bytes{51, 80, 81, 90, 200})
    EXPECT_FALSE(hear(packet_builder(type).u32(0))) << int(type);
  EXPECT_FALSE(channel_.failed().has_value());
  EXPECT_TRUE(channel_.output().empty());
}

TEST_F(shell_channel, shows_data_and_extended_data_in_the_order_in_which_they_came) {
  open_and_run();
  data("out;");
  EXPECT_TRUE(hear(packet_builder(95).u32(0).u32(1).string("error;")));
  data(std::string_view("\xff\x00\x80", 3));
  EXPECT_EQ(as_text_view(channel_.output()), std::string_view("out;error;\xff\x00\x80", 13));
}

TEST_F(shell_channel, shows_data_that_comes_before_the_shells_answer) {
  channel_.open();
  confirm();
  data("motd");
  EXPECT_EQ(as_text_view(channel_.output()), "motd");
}

TEST_F(shell_channel, takes_no_data_before_it_is_open) {
  channel_.open();
  hear(packet_builder(94).u32(0).string("x"));
  expect_failed(stage::session, cause::protocol_error);
}

TEST_F(shell_channel, takes_no_data_that_is_cut) {
  open_and_run();
  hear(packet_builder(94).u32(0).u32(100).u8('x'));
  expect_failed(stage::session, cause::protocol_error);
}

// ---- the end --------------------------------------------------------------------------------------------------------

TEST_F(shell_channel, that_closes_without_a_status_ends_with_none_and_not_with_zero) {
  open_and_run();
  data("bye");
  channel_.take(ssh::channel_events{.eof = true});
  EXPECT_FALSE(channel_.over()) << "the end of output is not the end of the channel";
  EXPECT_FALSE(channel_.has_ended());
  channel_.take(ssh::channel_events{.eof = true, .close = true});
  EXPECT_TRUE(channel_.over());
  EXPECT_EQ(channel_.end().status, std::nullopt);
  EXPECT_EQ(channel_.end().signal, std::nullopt);
  expect_sent(packet_builder(97).u32(their_number));
  EXPECT_EQ(as_text_view(channel_.output()), "bye") << "what was said before is still there";
  EXPECT_FALSE(channel_.failed().has_value());
}

TEST_F(shell_channel, keeps_the_status_whatever_comes_after_it) {
  open_and_run();
  channel_.take(ssh::channel_events{.exit_status = 3});
  EXPECT_TRUE(channel_.has_ended());
  EXPECT_TRUE(channel_.running()) << "output may follow";
  data("last words");
  channel_.take(ssh::channel_events{.close = true});
  EXPECT_EQ(channel_.end().status, 3U);
  EXPECT_EQ(as_text_view(channel_.output()), "last words");
}

TEST_F(shell_channel, tells_the_signal_that_ended_the_shell) {
  open_and_run();
  channel_.take(ssh::channel_events{.exit_signal = "KILL", .close = true});
  EXPECT_EQ(channel_.end().signal, "KILL");
  EXPECT_EQ(channel_.end().status, std::nullopt);
}

TEST_F(shell_channel, makes_a_hostile_signal_printable) {
  open_and_run();
  channel_.take(ssh::channel_events{.exit_signal = "\x1b[2J" + std::string(100'000, 'x'), .close = true});
  EXPECT_LE(channel_.end().signal->size(), 1024U);
  EXPECT_EQ(channel_.end().signal->find('\x1b'), std::string::npos);
}

TEST_F(shell_channel, is_closed_once_and_sends_nothing_after_it) {
  open_and_run(0);
  EXPECT_EQ(type("never sent"), 10U);
  channel_.take(ssh::channel_events{.close = true});
  expect_sent(packet_builder(97).u32(their_number));
  channel_.take(ssh::channel_events{.window_added_bytes = 1000, .close = true});
  EXPECT_EQ(type("late"), 0U);
  channel_.resize({.columns = 1, .rows = 1});
  pump();
  EXPECT_EQ(sent_.waiting(), 0U);
  EXPECT_EQ(channel_.waiting_input_bytes(), 0U);
  hear(packet_builder(94).u32(0).string("a ghost"));
  EXPECT_TRUE(channel_.output().empty());
  EXPECT_FALSE(channel_.failed().has_value());
}

TEST_F(shell_channel, that_is_closed_before_the_shell_runs_is_over) {
  channel_.open();
  confirm();
  channel_.take(ssh::channel_events{.close = true});
  EXPECT_TRUE(channel_.over());
  EXPECT_FALSE(channel_.awaits_server());
}

}  // namespace
}  // namespace glasshell::test
