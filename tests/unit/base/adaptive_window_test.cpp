#include "base/adaptive_window.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace glasshell {
namespace {

using namespace std::chrono_literals;

constexpr std::uint32_t kib = 1024;
constexpr std::uint32_t least = 64 * kib;
constexpr std::uint32_t first = 256 * kib;
constexpr std::uint32_t most = 2048 * kib;

/// A stream over a path: in each round trip passes what the window lets through, at most what the path or the consumer can do.
class adaptive_windows : public ::testing::Test {
 protected:
  void pass(int round_trips, duration round_trip, std::uint64_t bytes_a_second) {
    for (int i = 0; i < round_trips; ++i) {
      now_ += round_trip;
      const auto possible = bytes_a_second * static_cast<std::uint64_t>(round_trip.count()) / 1'000'000;
      count_ += std::min<std::uint64_t>(possible, window_.bytes());
      window_.passed(count_, now_, round_trip);
    }
  }

  /// A near stream whose consumer is behind: all that the window lets through waits for it.
  void take(int times, duration apart, std::uint64_t bytes_a_second) {
    for (int i = 0; i < times; ++i) {
      count_ += bytes_a_second * static_cast<std::uint64_t>(apart.count()) / 1'000'000;
      window_.passed(count_, now_ += apart, 1ms, window_.bytes());
    }
  }

  adaptive_window window_{{.least = least, .first = first, .most = most}};
  time_point now_{1h};
  std::uint64_t count_ = 0;
};

TEST_F(adaptive_windows, begin_small) { EXPECT_EQ(window_.bytes(), first); }

TEST_F(adaptive_windows, double_each_round_trip_while_only_they_hold_the_stream_up) {
  pass(1, 100ms, 1'000'000'000);
  EXPECT_EQ(window_.bytes(), 2 * first);
  pass(1, 100ms, 1'000'000'000);
  EXPECT_EQ(window_.bytes(), 4 * first);
  pass(20, 100ms, 1'000'000'000);
  EXPECT_EQ(window_.bytes(), most);
}

TEST_F(adaptive_windows, become_twice_what_is_on_its_way_where_the_path_is_the_limit) {
  pass(20, 100ms, 4'000'000);
  EXPECT_EQ(window_.bytes(), 800'000U);
}

TEST_F(adaptive_windows, stay_small_for_a_peer_that_is_near) {
  pass(1000, 1ms, 100'000'000);
  EXPECT_EQ(window_.bytes(), first);
}

TEST_F(adaptive_windows, stay_as_they_began_for_a_path_that_is_slow) {
  pass(100, 100ms, 500'000);
  EXPECT_EQ(window_.bytes(), first);
}

TEST_F(adaptive_windows, fall_to_what_a_slow_consumer_takes_in_a_quarter_of_a_second) {
  take(30, 50ms, 600'000);
  EXPECT_EQ(window_.bytes(), 150'000U);
  take(30, 80ms, 600'000);
  EXPECT_NEAR(window_.bytes(), 150'000, 8'000) << "also if it takes much at a time";
  take(100, 50ms, 10'000);
  EXPECT_EQ(window_.bytes(), least);
}

TEST_F(adaptive_windows, are_as_large_as_before_once_the_consumer_keeps_up) {
  take(30, 50ms, 600'000);
  pass(6, 50ms, 600'000);
  EXPECT_EQ(window_.bytes(), first);
}

TEST_F(adaptive_windows, do_not_fall_below_what_distance_asks_for) {
  for (int i = 0; i < 60; ++i) window_.passed(count_ += 100'000, now_ += 200ms, 400ms, window_.bytes());
  EXPECT_EQ(window_.bytes(), 400'000U);
}

TEST_F(adaptive_windows, fall_little_by_little_when_less_passes) {
  pass(20, 100ms, 1'000'000'000);
  pass(1, 100ms, 100'000);
  EXPECT_EQ(window_.bytes(), most - most / 16);
  pass(40, 100ms, 100'000);
  EXPECT_EQ(window_.bytes(), first);
}

TEST_F(adaptive_windows, grow_where_each_window_waits_for_a_packet_that_was_lost) {
  for (int i = 0; i < 20; ++i) {
    now_ += 400ms;
    for (std::uint32_t left = window_.bytes(); left > 0;) {  // all of it was there, but for that packet
      const std::uint32_t piece = std::min(left, 32 * kib);
      window_.passed(count_ += piece, now_ += 1us, 100ms);
      left -= piece;
    }
  }
  EXPECT_EQ(window_.bytes(), most);
}

TEST_F(adaptive_windows, count_what_came_at_once_and_not_what_came_since_long_ago) {
  for (int i = 0; i < 100; ++i) window_.passed(count_ += 32 * kib, now_ += 60ms, 100ms);
  EXPECT_EQ(window_.bytes(), first) << "two pieces in a round trip";
}

TEST_F(adaptive_windows, do_not_take_a_silence_for_a_slow_path) {
  pass(20, 100ms, 1'000'000'000);
  now_ += 1h;
  pass(1, 100ms, 1'000'000'000);
  EXPECT_EQ(window_.bytes(), most);
}

TEST_F(adaptive_windows, do_not_grow_while_the_round_trip_is_unknown) {
  for (int i = 0; i < 100; ++i) window_.passed(count_ += most, now_ += 100ms, std::nullopt);
  EXPECT_EQ(window_.bytes(), first);
}

TEST_F(adaptive_windows, are_never_beyond_their_bound_however_small_it_is) {
  adaptive_window tiny{{.least = least, .first = first, .most = 8}};
  EXPECT_EQ(tiny.bytes(), 8U);
  for (int i = 0; i < 100; ++i) tiny.passed(count_ += 8, now_ += 100ms, 100ms);
  EXPECT_EQ(tiny.bytes(), 8U);
}

}  // namespace
}  // namespace glasshell
