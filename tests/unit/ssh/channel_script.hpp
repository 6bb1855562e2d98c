// Plays the server against `shell_channel`: what it sends is checked, what it is given comes from a script.
#pragma once

#include "packet_recorder.hpp"
#include "support/scripted_server.hpp"

#include "base/wire.hpp"
#include "ssh/shell_channel.hpp"
#include "ssh/terminal_modes.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <string_view>

namespace glasshell::test {

class channel_script : public testing::Test {
 protected:
  static constexpr std::uint32_t their_number = 77;
  static constexpr std::uint32_t window = 100'000;
  static constexpr std::size_t input_limit = 50'000;

  /// @param most_bytes  to which the window may grow
  explicit channel_script(std::uint32_t window_bytes = window, std::uint32_t most_bytes = 0)
      : channel_(sent_, {.terminal = "xterm-256color",
                         .size = {.columns = 80, .rows = 24, .width_pixels = 640, .height_pixels = 480},
                         .environment = {{"LANG", "C.UTF-8"}, {"COLORTERM", "truecolor"}},
                         .first_window_bytes = window_bytes,
                         .window_bytes = std::max(window_bytes, most_bytes),
                         .input_limit_bytes = input_limit}) {}

  bool hear(const packet_builder& packet) { return channel_.take(received(octets(packet))); }
  void confirm(std::uint32_t server_window = 1 << 20, std::uint32_t packet_limit = 32768) {
    EXPECT_TRUE(hear(packet_builder(91).u32(0).u32(their_number).u32(server_window).u32(packet_limit)));
  }
  /// Opened and granted all that is asked for; what was sent for it is dropped.
  void open_and_run(std::uint32_t server_window = 1 << 20, std::uint32_t packet_limit = 32768) {
    channel_.open();
    confirm(server_window, packet_limit);
    EXPECT_TRUE(hear(packet_builder(99).u32(0)));
    EXPECT_TRUE(hear(packet_builder(99).u32(0)));
    EXPECT_TRUE(channel_.running());
    sent_.clear();
  }
  void data(std::string_view text) { EXPECT_TRUE(hear(packet_builder(94).u32(0).string(text))); }
  void pump() { channel_.pump(now_); }
  std::size_t type(std::string_view text) {
    const std::size_t taken = channel_.input(as_bytes_view(text));
    pump();
    return taken;
  }
  void server_gives_window(std::uint32_t size_bytes) {
    channel_.take(ssh::channel_events{.window_added_bytes = size_bytes});
    pump();
  }
  /// All the input that was sent and not looked at yet, in its packets.
  std::vector<std::string> sent_input() {
    std::vector<std::string> pieces;
    while (sent_.next_type() == 94) {
      const bytes packet = sent_.take();
      wire_reader reader(bytes_view(packet).subspan(1));
      EXPECT_EQ(reader.u32(), their_number);
      pieces.emplace_back(as_text_view(reader.string32()));
      EXPECT_TRUE(reader.complete());
    }
    return pieces;
  }
  /// The screen takes what waits, and commits some of it.
  void show_and_commit(std::size_t taken_bytes, std::size_t committed_bytes) {
    channel_.output_taken(taken_bytes);
    EXPECT_TRUE(channel_.commit(committed_bytes, now_, round_trip_));
    pump();
  }
  void expect_sent(const packet_builder& packet) { EXPECT_EQ(sent_.take(), octets(packet)); }
  void expect_failed(ssh::stage where, ssh::cause why) {
    ASSERT_TRUE(channel_.failed().has_value());
    EXPECT_EQ(channel_.failed()->stage, where);
    EXPECT_EQ(channel_.failed()->cause, why) << ssh::name_of(channel_.failed()->cause);
    EXPECT_FALSE(channel_.running());
    EXPECT_FALSE(channel_.awaits_server());
  }

  packet_recorder sent_;
  ssh::shell_channel channel_;
  time_point now_{std::chrono::hours(1)};
  std::optional<duration> round_trip_;  // to the node; unknown
};

}  // namespace glasshell::test
