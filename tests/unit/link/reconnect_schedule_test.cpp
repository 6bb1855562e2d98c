#include "link/reconnect_schedule.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

namespace glasshell::link::test {
namespace {

using namespace std::chrono_literals;
using order = reconnect_schedule::order;

class schedule_of_reconnection : public testing::Test {
 protected:
  /// The draws are the highest, the lowest, or any.
  static random_source always(std::uint8_t octet) {
    return [octet](bytes_span octets) { std::ranges::fill(octets, octet); };
  }
  static random_source any(std::uint64_t seed) {
    return [dice = std::mt19937_64(seed)](bytes_span octets) mutable {
      for (std::uint8_t& octet : octets) octet = static_cast<std::uint8_t>(dice());
    };
  }

  void use(random_source random) { schedule_ = reconnect_schedule(std::move(random)); }

  /// Steps until something is to be done, at most for this long. @return how long it took; negative if nothing came
  duration until(order wanted, duration at_most = 1h) {
    const time_point began = now_;
    while (now_ - began <= at_most) {
      const order said = schedule_.step(now_);
      if (said == wanted) return now_ - began;
      if (said == order::start) schedule_.attempt_started(now_);
      if (said != order::nothing) continue;
      const auto due = schedule_.next_deadline();
      if (!due) break;
      EXPECT_GT(*due, now_) << "a deadline that brings nothing would spin";
      now_ = std::max(now_, *due);
    }
    return -1us;
  }
  void start() {
    ASSERT_EQ(schedule_.step(now_), order::start);
    schedule_.attempt_started(now_);
    ASSERT_EQ(schedule_.step(now_), order::nothing);
  }
  void fail_after(duration time, duration retry_after = {}) {
    now_ += time;
    schedule_.attempt_failed(now_, retry_after);
  }

  reconnect_schedule schedule_{always(255)};
  time_point now_{1h};
};

TEST_F(schedule_of_reconnection, wants_nothing_while_there_is_a_socket) {
  EXPECT_EQ(schedule_.step(now_), order::nothing);
  EXPECT_FALSE(schedule_.next_deadline().has_value());
  schedule_.nudge(now_);
  schedule_.set_visible(false, now_);
  schedule_.set_visible(true, now_);
  schedule_.attempt_failed(now_);
  EXPECT_EQ(schedule_.step(now_ + 24h), order::nothing);
}

TEST_F(schedule_of_reconnection, tries_at_once_while_it_is_seen) {
  schedule_.lost(now_);
  EXPECT_EQ(schedule_.step(now_), order::start);
  EXPECT_EQ(schedule_.step(now_), order::start) << "until it is told that it was";
  start();
  EXPECT_EQ(schedule_.attempts(), 1U);
}

TEST_F(schedule_of_reconnection, tries_again_two_seconds_after_it_last_began) {
  schedule_.lost(now_);
  start();
  fail_after(300ms);
  EXPECT_NEAR(static_cast<double>(until(order::start).count()), 1'700'000, 10);
  use(always(0));
  schedule_.lost(now_);
  start();
  fail_after(300ms);
  EXPECT_EQ(until(order::start), 1200ms) << "the least jitter";
}

TEST_F(schedule_of_reconnection, gives_up_a_try_after_two_seconds_and_starts_the_next_at_once) {
  schedule_.lost(now_);
  for (std::uint32_t attempt = 1; attempt <= 50; ++attempt) {
    start();
    EXPECT_EQ(schedule_.attempts(), attempt);
    EXPECT_EQ(until(order::abandon), 2s);
    EXPECT_EQ(until(order::start), 0s);
  }
}

TEST_F(schedule_of_reconnection, is_as_patient_as_the_round_trip_demands) {
  const auto patience = [&](duration round_trip) {
    use(always(255));
    schedule_.set_round_trip(round_trip);
    schedule_.lost(now_);
    start();
    return until(order::abandon);
  };
  EXPECT_EQ(patience(100ms), 2s);
  EXPECT_EQ(patience(500ms), 4s);
  EXPECT_EQ(patience(10s), 30s);
}

TEST_F(schedule_of_reconnection, slows_down_after_five_minutes_to_one_try_in_fifteen_seconds) {
  schedule_.lost(now_);
  std::vector<duration> pauses;
  const time_point began = now_;
  while (now_ - began < 10min) {
    start();
    const time_point started = now_;
    until(order::start);
    pauses.push_back(now_ - started);
  }
  EXPECT_EQ(pauses[100], 2s);
  EXPECT_EQ(pauses[148], 2s);
  EXPECT_NEAR(static_cast<double>(pauses.back().count()), 15e6, 10);
  EXPECT_TRUE(std::ranges::is_sorted(pauses));
  EXPECT_LT(pauses.size(), 180U);
}

TEST_F(schedule_of_reconnection, backs_off_while_it_is_not_seen) {
  schedule_.set_visible(false, now_);
  schedule_.lost(now_);
  std::vector<double> pauses;
  for (int i = 0; i < 10; ++i) {
    pauses.push_back(static_cast<double>(until(order::start).count()) / 1e6);
    start();
    fail_after(10ms);
  }
  const std::vector<double> doubled = {1, 2, 4, 8, 16, 32, 60, 60, 60, 60};
  for (std::size_t i = 0; i < doubled.size(); ++i) EXPECT_NEAR(pauses[i], doubled[i], 0.001);
}

TEST_F(schedule_of_reconnection, spreads_the_tries_of_pages_that_are_not_seen) {
  std::vector<duration> firsts;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    use(any(seed));
    schedule_.set_visible(false, now_);
    schedule_.lost(now_);
    firsts.push_back(until(order::start));
  }
  std::ranges::sort(firsts);
  EXPECT_LT(firsts[20], 250ms);
  EXPECT_GT(firsts[180], 750ms);
  EXPECT_LE(firsts.back(), 1s);
}

TEST_F(schedule_of_reconnection, is_patient_with_a_try_while_it_is_not_seen) {
  schedule_.set_visible(false, now_);
  schedule_.lost(now_);
  until(order::start);
  start();
  EXPECT_EQ(until(order::abandon), 30s);
  EXPECT_GT(until(order::start), 1s) << "and counts it as failed";
}

TEST_F(schedule_of_reconnection, tries_at_once_when_it_is_seen_again) {
  schedule_.set_visible(false, now_);
  schedule_.lost(now_);
  for (int i = 0; i < 8; ++i) {
    until(order::start);
    start();
    fail_after(10ms);
  }
  schedule_.set_visible(true, now_);
  EXPECT_EQ(until(order::start), 0s);
  start();
  fail_after(0ms);
  EXPECT_LE(until(order::start), 2s);
}

TEST_F(schedule_of_reconnection, is_more_patient_with_a_try_in_flight_when_it_is_no_longer_seen) {
  schedule_.lost(now_);
  start();
  schedule_.set_visible(false, now_);
  EXPECT_EQ(until(order::abandon), 30s);
}

TEST_F(schedule_of_reconnection, tries_at_once_when_nudged_while_it_waits) {
  schedule_.lost(now_);
  start();
  fail_after(10ms, 1min);
  schedule_.nudge(now_);
  EXPECT_EQ(until(order::start), 0s);
}

TEST_F(schedule_of_reconnection, starts_a_try_anew_when_nudged_and_once_for_nudges_that_come_together) {
  schedule_.set_round_trip(400ms);
  schedule_.lost(now_);
  start();
  now_ += 1ms;
  schedule_.nudge(now_);
  EXPECT_EQ(until(order::abandon), 0s) << "its packets may have gone before the network was back";
  EXPECT_EQ(until(order::start), 0s);
  schedule_.attempt_started(now_);
  now_ += 399ms;
  schedule_.nudge(now_);
  EXPECT_EQ(schedule_.step(now_), order::nothing);
  now_ += 1ms;
  schedule_.nudge(now_);
  EXPECT_EQ(until(order::abandon), 0s);
  EXPECT_EQ(until(order::start), 0s);
}

TEST_F(schedule_of_reconnection, is_as_patient_as_a_page_that_is_seen_even_if_the_news_was_known) {
  schedule_.set_visible(false, now_);
  schedule_.lost(now_);
  until(order::start);
  schedule_.nudge(now_);
  start();
  now_ += 100ms;
  schedule_.set_visible(true, now_);
  EXPECT_EQ(until(order::abandon), 1900ms);
}

TEST_F(schedule_of_reconnection, takes_a_try_that_is_to_be_started_anew_up_again_though_it_is_seen_meanwhile) {
  schedule_.set_visible(false, now_);
  schedule_.lost(now_);
  until(order::start);
  schedule_.attempt_started(now_);
  now_ += 10ms;
  schedule_.nudge(now_);
  schedule_.set_visible(true, now_);
  EXPECT_EQ(until(order::abandon), 0s);
  EXPECT_EQ(until(order::start), 0s);
}

TEST_F(schedule_of_reconnection, is_eager_again_after_a_nudge) {
  schedule_.lost(now_);
  const time_point began = now_;
  while (now_ - began < 10min) {
    start();
    until(order::start);
  }
  schedule_.nudge(now_);
  start();
  EXPECT_EQ(until(order::abandon), 2s);
  EXPECT_EQ(until(order::start), 0s);
}

TEST_F(schedule_of_reconnection, waits_as_long_as_the_relay_asks_but_not_for_ever) {
  use(always(0));
  schedule_.lost(now_);
  start();
  fail_after(10ms, 30s);
  EXPECT_EQ(until(order::start), 30s);
  start();
  fail_after(10ms, 24h);
  EXPECT_EQ(until(order::start), 5min);
}

TEST_F(schedule_of_reconnection, spreads_what_the_relay_asks_for) {
  schedule_.lost(now_);
  start();
  fail_after(10ms, 20s);
  EXPECT_NEAR(static_cast<double>(until(order::start).count()), 25e6, 10);
}

TEST_F(schedule_of_reconnection, ends_when_the_session_goes_on) {
  schedule_.lost(now_);
  start();
  schedule_.restored();
  EXPECT_FALSE(schedule_.next_deadline().has_value());
  EXPECT_EQ(schedule_.attempts(), 0U);
  EXPECT_EQ(schedule_.step(now_ + 1h), order::nothing);
}

TEST_F(schedule_of_reconnection, ends_when_it_is_stopped) {
  schedule_.lost(now_);
  schedule_.stop();
  schedule_.nudge(now_);
  EXPECT_EQ(schedule_.step(now_), order::nothing);
}

TEST_F(schedule_of_reconnection, does_not_spin_with_a_relay_that_drops_whom_it_lets_in) {
  schedule_.lost(now_);
  const time_point began = now_;
  for (int i = 0; i < 100; ++i) {
    until(order::start);
    start();
    schedule_.restored();
    schedule_.lost(now_);
  }
  EXPECT_GE(now_ - began, 99 * 1500ms);
}

TEST_F(schedule_of_reconnection, tries_at_once_after_a_session_that_lasted) {
  schedule_.lost(now_);
  start();
  schedule_.restored();
  now_ += 2s;
  schedule_.lost(now_);
  EXPECT_EQ(until(order::start), 0s);
}

TEST_F(schedule_of_reconnection, is_lost_once) {
  schedule_.lost(now_);
  start();
  schedule_.lost(now_);
  EXPECT_EQ(schedule_.step(now_), order::nothing) << "the try in flight goes on";
}

}  // namespace
}  // namespace glasshell::link::test
