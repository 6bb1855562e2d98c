// The windows of RFC 4254 §5.2 in both directions, and sizes that change faster than anybody redraws.
#include "channel_script.hpp"

#include <algorithm>
#include <numeric>

namespace glasshell::test {
namespace {

using namespace std::chrono_literals;
using ssh::cause;
using ssh::stage;

class channel_flow : public channel_script {};

// ---- output ---------------------------------------------------------------------------------------------------------

TEST_F(channel_flow, gives_the_window_back_for_committed_octets_and_for_no_others) {
  open_and_run();
  data(std::string(90'000, 'x'));
  pump();
  EXPECT_EQ(sent_.waiting(), 0U) << "received is not committed";
  channel_.output_taken(90'000);
  pump();
  EXPECT_EQ(sent_.waiting(), 0U) << "taken is not committed";
  show_and_commit(0, 60'000);
  expect_sent(packet_builder(93).u32(their_number).u32(60'000));
  show_and_commit(0, 30'000);
  expect_sent(packet_builder(93).u32(their_number).u32(30'000));
  EXPECT_EQ(sent_.waiting(), 0U);
}

TEST_F(channel_flow, gives_the_window_back_in_pieces_that_are_worth_a_packet) {
  open_and_run();
  data(std::string(50'000, 'x'));
  channel_.output_taken(50'000);
  int packets = 0;
  for (int i = 0; i < 50'000; ++i) {
    EXPECT_TRUE(channel_.commit(1, now_, round_trip_));
    pump();
    for (; sent_.waiting() > 0; ++packets) expect_sent(packet_builder(93).u32(their_number).u32(window / 4));
  }
  EXPECT_EQ(packets, 2);
}

TEST_F(channel_flow, never_lets_more_be_under_way_than_the_window) {
  open_and_run();
  std::uint64_t received = 0;
  std::uint64_t granted = window;
  std::uint64_t committed = 0;
  for (int round = 0; round < 1000; ++round) {
    while (granted - received >= 10'000) {
      data(std::string(10'000, 'x'));
      received += 10'000;
    }
    ASSERT_FALSE(channel_.failed().has_value());
    const std::size_t waiting = channel_.output().size();
    show_and_commit(waiting, waiting / 2 + (received - committed - waiting) / 2);
    committed += waiting / 2 + (received - committed - waiting) / 2;
    while (sent_.next_type() == 93) {
      const bytes packet = sent_.take();
      granted += wire_reader(bytes_view(packet).subspan(5)).u32();
    }
    ASSERT_LE(granted, committed + window);
  }
  EXPECT_GT(received, std::uint64_t{10} * window);
}

TEST_F(channel_flow, beyond_the_window_is_an_error_and_shows_nothing_more) {
  open_and_run();
  data(std::string(window, 'x'));
  EXPECT_FALSE(channel_.failed().has_value());
  hear(packet_builder(94).u32(0).string("y"));
  expect_failed(stage::session, cause::protocol_error);
  EXPECT_EQ(channel_.output().size(), window);
}

TEST_F(channel_flow, counts_extended_data_in_the_same_window) {
  open_and_run();
  data(std::string(window - 10, 'x'));
  hear(packet_builder(95).u32(0).u32(1).string("12345678901"));
  expect_failed(stage::session, cause::protocol_error);
}

TEST_F(channel_flow, lets_an_empty_packet_pass_a_closed_window) {
  open_and_run();
  data(std::string(window, 'x'));
  data("");
  EXPECT_FALSE(channel_.failed().has_value());
}

TEST_F(channel_flow, refuses_to_commit_what_was_not_taken) {
  open_and_run();
  data("12345");
  EXPECT_FALSE(channel_.commit(1, now_, round_trip_)) << "not taken yet";
  channel_.output_taken(3);
  EXPECT_FALSE(channel_.commit(4, now_, round_trip_));
  EXPECT_TRUE(channel_.commit(3, now_, round_trip_));
  EXPECT_FALSE(channel_.commit(1, now_, round_trip_)) << "twice";
  EXPECT_FALSE(channel_.commit(SIZE_MAX, now_, round_trip_));
  EXPECT_TRUE(channel_.commit(0, now_, round_trip_));
}

/// A window that may grow to eight times its first size.
class growing_channel_flow : public channel_script {
 protected:
  growing_channel_flow() : channel_script(window, 8 * window) {}

  /// In each round trip the node sends all that it may, and the screen commits at once, or some of it.
  void flood(int round_trips, std::size_t commits_at_most = SIZE_MAX) {
    for (int i = 0; i < round_trips; ++i) {
      now_ += 100ms;
      while (granted_ > 0) {
        const std::size_t piece = std::min<std::size_t>(granted_, 30'000);
        data(std::string(piece, 'x'));
        granted_ -= piece;
        shown_ += piece;
      }
      const std::size_t commits = std::min(shown_, commits_at_most);
      show_and_commit(channel_.output().size(), commits);
      shown_ -= commits;
      while (sent_.next_type() == 93) {
        const bytes packet = sent_.take();
        granted_ += wire_reader(bytes_view(packet).subspan(5)).u32();
      }
      ASSERT_FALSE(channel_.failed().has_value());
    }
  }
  [[nodiscard]] std::size_t promised() const { return granted_ + shown_; }

  std::size_t granted_ = window;
  std::size_t shown_ = 0;  // and not committed
};

TEST_F(growing_channel_flow, grows_with_the_distance_while_the_screen_keeps_up) {
  open_and_run();
  round_trip_ = 100ms;
  flood(20);
  EXPECT_EQ(promised(), std::size_t{8} * window);
}

TEST_F(growing_channel_flow, stays_small_for_a_near_node_or_an_unknown_distance) {
  open_and_run();
  round_trip_ = 1ms;
  flood(20);
  EXPECT_EQ(promised(), window);
  round_trip_.reset();
  flood(20);
  EXPECT_EQ(promised(), window);
}

TEST_F(growing_channel_flow, stays_small_for_a_screen_that_is_slow) {
  open_and_run();
  round_trip_ = 100ms;
  flood(50, 10'000);
  EXPECT_LE(promised(), window);
}

TEST_F(growing_channel_flow, shrinks_by_what_the_screen_commits_and_takes_no_promise_back) {
  open_and_run();
  round_trip_ = 100ms;
  flood(20);
  flood(400, 2'500);
  EXPECT_LE(promised(), window + window / 4) << "but for credit that is not worth a packet yet";
}

TEST_F(channel_flow, keeps_the_credit_while_there_is_no_room_to_send_it) {
  open_and_run();
  data(std::string(window, 'x'));
  sent_.set_room(false);
  show_and_commit(window, window);
  EXPECT_EQ(sent_.waiting(), 0U);
  sent_.set_room(true);
  pump();
  expect_sent(packet_builder(93).u32(their_number).u32(window));
}

// ---- input ----------------------------------------------------------------------------------------------------------

TEST_F(channel_flow, sends_input_within_the_servers_window_and_keeps_the_rest) {
  open_and_run(10);
  EXPECT_EQ(type("0123456789abcdef"), 16U);
  EXPECT_EQ(sent_input(), (std::vector<std::string>{"0123456789"}));
  EXPECT_EQ(channel_.waiting_input_bytes(), 6U);
  server_gives_window(4);
  EXPECT_EQ(sent_input(), (std::vector<std::string>{"abcd"}));
  server_gives_window(100);
  EXPECT_EQ(sent_input(), (std::vector<std::string>{"ef"}));
  EXPECT_EQ(channel_.waiting_input_bytes(), 0U);
}

TEST_F(channel_flow, sends_input_in_packets_that_the_server_takes) {
  open_and_run(1 << 20, 1000);
  EXPECT_EQ(type(std::string(2500, 'x')), 2500U);
  const auto pieces = sent_input();
  ASSERT_EQ(pieces.size(), 3U);
  EXPECT_EQ(pieces[0].size(), 1000U);
  EXPECT_EQ(pieces[2].size(), 500U);
}

TEST_F(channel_flow, sends_no_packet_larger_than_ssh_allows_whatever_the_server_takes) {
  open_and_run(0xffffffff, 0xffffffff);
  type(std::string(input_limit, 'x'));
  const auto pieces = sent_input();
  ASSERT_EQ(pieces.size(), 2U);
  EXPECT_EQ(pieces[0].size(), 32768U);
}

TEST_F(channel_flow, takes_no_more_input_than_its_limit_and_says_when_there_is_room) {
  open_and_run(0);
  EXPECT_EQ(type(std::string(input_limit + 1000, 'x')), input_limit);
  EXPECT_EQ(type("more"), 0U);
  EXPECT_FALSE(channel_.take_input_ready());
  server_gives_window(10'000);
  EXPECT_FALSE(channel_.take_input_ready()) << "not for every octet";
  server_gives_window(20'000);
  EXPECT_TRUE(channel_.take_input_ready());
  EXPECT_FALSE(channel_.take_input_ready()) << "said once";
  EXPECT_EQ(channel_.waiting_input_bytes(), input_limit - 30'000);
}

TEST_F(channel_flow, says_that_there_is_room_when_the_shell_runs_to_who_typed_too_early) {
  channel_.open();
  confirm();
  EXPECT_EQ(type("early"), 0U);
  EXPECT_FALSE(channel_.take_input_ready());
  hear(packet_builder(99).u32(0));
  hear(packet_builder(99).u32(0));
  EXPECT_TRUE(channel_.take_input_ready());
}

TEST_F(channel_flow, adds_up_windows_beyond_32_bits_without_wrapping) {
  open_and_run(0xffffffff);
  for (int i = 0; i < 5; ++i) server_gives_window(0xffffffff);
  type("x");
  EXPECT_EQ(sent_input(), (std::vector<std::string>{"x"}));
}

TEST_F(channel_flow, holds_input_back_while_keys_are_exchanged) {
  open_and_run();
  sent_.set_room(false);
  type("during");
  EXPECT_EQ(sent_.waiting(), 0U);
  sent_.set_room(true);
  pump();
  EXPECT_EQ(sent_input(), (std::vector<std::string>{"during"}));
}

TEST_F(channel_flow, loses_no_octet_of_a_paste_of_5_megabytes) {
  open_and_run(0);
  std::string paste(5'000'000, '\0');
  std::uint32_t mixed = 1;
  for (char& letter : paste) letter = static_cast<char>((mixed = mixed * 1664525 + 1013904223) >> 24);
  std::string arrived;
  std::string_view rest = paste;
  while (arrived.size() < paste.size()) {
    rest.remove_prefix(type(rest));
    server_gives_window(7777);
    for (const std::string& piece : sent_input()) arrived += piece;
    ASSERT_LE(channel_.waiting_input_bytes(), input_limit);
  }
  EXPECT_EQ(arrived, paste);
}

// ---- sizes ----------------------------------------------------------------------------------------------------------

class channel_size : public channel_script {
 protected:
  void resize(std::uint32_t columns, std::uint32_t rows) {
    channel_.resize({.columns = columns, .rows = rows});
    pump();
  }
  void expect_size(std::uint32_t columns, std::uint32_t rows) {
    expect_sent(
        packet_builder(98).u32(their_number).string("window-change").u8(0).u32(columns).u32(rows).u32(0).u32(0));
  }
};

TEST_F(channel_size, is_sent_at_once_and_once) {
  open_and_run();
  resize(100, 50);
  expect_size(100, 50);
  resize(100, 50);
  now_ += 1s;
  pump();
  EXPECT_EQ(sent_.waiting(), 0U);
  EXPECT_EQ(channel_.next_deadline(), std::nullopt);
}

TEST_F(channel_size, that_changes_300_times_100_times_is_sent_at_most_every_20_ms_and_the_last_one_is_sent) {
  open_and_run();
  int sent = 0;
  const time_point began = now_;
  for (std::uint32_t i = 0; i < 100; ++i) {
    for (std::uint32_t j = 1; j <= 300; ++j) {
      resize(j, i + 1);
      now_ += 100us;
    }
    sent += static_cast<int>(sent_.waiting());
    sent_.clear();
  }
  EXPECT_LE(sent, (now_ - began) / 20ms + 1);
  EXPECT_GT(sent, 100);
  ASSERT_TRUE(channel_.next_deadline().has_value()) << "the last one waits";
  now_ = *channel_.next_deadline();
  pump();
  expect_size(300, 100);
  EXPECT_EQ(channel_.next_deadline(), std::nullopt);
}

TEST_F(channel_size, that_changed_while_the_shell_was_opened_is_sent_then) {
  channel_.open();
  confirm();
  resize(200, 60);
  sent_.clear();
  EXPECT_EQ(channel_.next_deadline(), std::nullopt);
  hear(packet_builder(99).u32(0));
  hear(packet_builder(99).u32(0));
  pump();
  expect_size(200, 60);
}

}  // namespace
}  // namespace glasshell::test
