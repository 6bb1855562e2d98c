// Failures, remembered for a while and within a bound.
#include "relay/accounts/failure_table.hpp"

#include <gtest/gtest.h>

#include <cstring>

namespace glasshell::relay::accounts {
namespace {

using namespace std::chrono_literals;

constexpr std::uint32_t free_tries = 3;

failure_key key(std::uint64_t number) {
  failure_key made{};
  std::memcpy(made.data(), &number, sizeof number);
  return made;
}

class a_failure_table : public testing::Test {
 protected:
  failure_table table_{free_tries, 100};
  time_point now_{1h};

  void fail(std::uint64_t number, int times = 1) {
    for (int i = 0; i < times; ++i) table_.count(key(number), now_);
  }
  duration wait(std::uint64_t number) { return table_.wait(key(number), now_); }
  /// As somebody would who does not give up.
  void fail_as_soon_as_possible(std::uint64_t number, int times) {
    for (int i = 0; i < times; ++i) {
      now_ += wait(number);
      fail(number);
    }
  }
};

TEST_F(a_failure_table, lets_whoever_never_failed_try) { EXPECT_EQ(wait(1), 0s); }

TEST_F(a_failure_table, lets_the_first_tries_follow_each_other) {
  for (std::uint32_t i = 0; i < free_tries; ++i) {
    EXPECT_EQ(wait(1), 0s);
    fail(1);
  }
  EXPECT_EQ(wait(1), 1s);
}

TEST_F(a_failure_table, doubles_the_wait_with_each_failure_up_to_a_quarter_of_an_hour) {
  fail(1, free_tries - 1);
  for (const auto expected : {1s, 2s, 4s, 8s, 16s, 32s, 64s, 128s, 256s, 512s, 900s, 900s, 900s}) {
    fail(1);
    EXPECT_EQ(wait(1), expected);
  }
}

TEST_F(a_failure_table, lets_the_wait_pass) {
  fail(1, free_tries + 2);
  EXPECT_EQ(wait(1), 4s);
  now_ += 3s;
  EXPECT_EQ(wait(1), 1s);
  now_ += 1s;
  EXPECT_EQ(wait(1), 0s);
  now_ += 1h;
  EXPECT_EQ(wait(1), 0s);
}

TEST_F(a_failure_table, keeps_things_apart) {
  fail(1, 10);
  EXPECT_EQ(wait(2), 0s);
}

TEST_F(a_failure_table, forgives_one_failure_in_a_quarter_of_an_hour) {
  fail(1, free_tries + 3);
  EXPECT_EQ(wait(1), 8s);
  now_ += 2 * 15min;
  fail(1);
  EXPECT_EQ(wait(1), 4s) << "two forgiven, one more made";
}

TEST_F(a_failure_table, forgets_whoever_stops) {
  fail(1, free_tries);
  EXPECT_EQ(table_.size(), 1U);
  now_ += free_tries * 15min;
  fail(2);
  EXPECT_EQ(table_.size(), 1U) << "that of the other";
  EXPECT_EQ(wait(1), 0s);
}

TEST_F(a_failure_table, lets_whoever_never_stops_try_a_hundred_times_a_day) {
  int tries = 0;
  for (const time_point tomorrow = now_ + 24h; now_ < tomorrow; ++tries) fail_as_soon_as_possible(1, 1);
  EXPECT_GE(tries, 96);
  EXPECT_LE(tries, 96 + 14);
}

TEST_F(a_failure_table, lets_nobody_try_more_often_by_resting) {
  for (const duration patience : {0s, 1s, 8s, 64s, 512s}) {
    for (const auto rest : {16min, 60min, 240min}) {
      now_ += 24h;
      int tries = 0;
      for (const time_point end = now_ + 7 * 24h; now_ < end;) {
        if (wait(1) > patience) {
          now_ += rest;
        } else {
          fail_as_soon_as_possible(1, 1);
          ++tries;
        }
      }
      EXPECT_LE(tries, 7 * 96 + 14) << patience.count() << " us, " << rest.count() << " min";
    }
  }
}

TEST_F(a_failure_table, holds_no_more_failures_than_make_a_difference) {
  fail(1, 1'000'000);
  now_ += (free_tries + 10) * 15min;
  fail(2);
  EXPECT_EQ(table_.size(), 1U) << "forgotten as if it had been the few that count";
}

TEST_F(a_failure_table, takes_a_failure_back_that_was_none) {
  fail(1, free_tries + 1);
  EXPECT_EQ(wait(1), 2s);
  table_.take_back(key(1), now_);
  EXPECT_EQ(wait(1), 1s);
  table_.take_back(key(1), now_);
  EXPECT_EQ(wait(1), 0s);
  for (int i = 0; i < 10; ++i) table_.take_back(key(1), now_);
  EXPECT_EQ(table_.size(), 0U);
  fail(1, free_tries);
  EXPECT_EQ(wait(1), 1s) << "nobody has failures to the good";
}

TEST_F(a_failure_table, does_not_grow_beyond_its_bound) {
  for (std::uint64_t i = 0; i < 100'000; ++i) {
    fail(i);
    ASSERT_LE(table_.size(), 100U);
  }
}

TEST_F(a_failure_table, keeps_who_failed_often_when_many_fail_once) {
  fail_as_soon_as_possible(1, free_tries + 8);
  const duration before = wait(1);
  EXPECT_GT(before, 1min);
  for (std::uint64_t i = 2; i < 1000; ++i) fail(i);
  EXPECT_EQ(wait(1), before);
}

TEST_F(a_failure_table, lets_a_newcomer_inherit_the_failures_of_whom_it_displaces) {
  for (std::uint64_t i = 0; i < 100; ++i) fail(i);
  fail(100, 1);
  EXPECT_EQ(wait(100), 0s) << "two failures, of which one is its own";
  fail(100, 1);
  EXPECT_EQ(wait(100), 1s);
}

TEST_F(a_failure_table, gives_no_tries_to_whoever_goes_round) {
  // More things than it holds, in turn: each displaces what is tried next.
  const auto go_round = [&](int rounds) {
    int tries = 0;
    for (int i = 0; i < rounds * 200; ++i) {
      if (wait(static_cast<std::uint64_t>(i % 200)) > 0s) continue;
      fail(static_cast<std::uint64_t>(i % 200));
      ++tries;
    }
    return tries;
  };
  EXPECT_LE(go_round(50), 100 * static_cast<int>(free_tries) + 1)
      << "what the table's own entries may, not what two hundred may";
  int later = 0;
  for (int i = 0; i < 600; ++i) {
    now_ += 1s;
    later += go_round(1);
  }
  EXPECT_LE(later, 100 * 10 + 600) << "what its entries may in ten minutes, and one in a second for all others";
}

TEST_F(a_failure_table, makes_a_newcomer_wait_only_when_everybody_in_it_is_out_of_free_tries) {
  for (std::uint64_t i = 0; i < 100; ++i) fail(i, i == 0 ? free_tries - 1 : free_tries);
  fail(100);
  EXPECT_EQ(wait(200), 1s) << "nobody who waits can be told from it";
  now_ += 15min;
  EXPECT_EQ(wait(200), 0s);
}

TEST_F(a_failure_table, lets_a_newcomer_into_a_full_table_of_few_failures) {
  for (std::uint64_t i = 0; i < 200; ++i) fail(i);
  EXPECT_EQ(wait(1000), 0s);
}

TEST_F(a_failure_table, gives_the_room_of_the_forgotten_back_a_little_at_each_failure) {
  for (std::uint64_t i = 0; i < 100; ++i) fail(i);
  now_ += 15min;
  for (int i = 0; i < 50; ++i) fail(1000);
  EXPECT_EQ(table_.size(), 1U);
}

TEST(a_failure_table_without_bounds, has_the_least_that_works) {
  failure_table table(0, 0);
  table.count(key(1), time_point{});
  EXPECT_EQ(table.wait(key(1), time_point{}), 1s);
  table.count(key(2), time_point{});
  EXPECT_EQ(table.size(), 1U);
}

}  // namespace
}  // namespace glasshell::relay::accounts
