// Guessing is slowed down; whoever was here before is not kept out by it.
#include "relay/accounts/sign_in_throttle.hpp"

#include "known_random.hpp"

#include <gtest/gtest.h>

#include <string>

namespace glasshell::relay::accounts {
namespace {

using namespace std::chrono_literals;

class signing_in : public testing::Test {
 protected:
  sign_in_throttle throttle_{counting_random()};
  time_point now_{1h};

  sign_in_verdict attempt(const sign_in_try& who) { return throttle_.may_try(who, now_); }
  /// How many tries in a row are let through.
  int tries(const sign_in_try& who, int most) {
    int count = 0;
    while (count < most && attempt(who).allowed()) ++count;
    return count;
  }
  /// A botnet that knows a name: one address a try, and each waits as long as it must.
  void attack(std::string_view account, int times) {
    for (int i = 0; i < times; ++i) {
      const std::string address = "bot " + std::to_string(i);
      const sign_in_try bot{.account = account, .address = address};
      for (auto verdict = attempt(bot); !verdict.allowed(); verdict = attempt(bot)) now_ += verdict.wait;
    }
  }
};

TEST_F(signing_in, is_slowed_down_for_an_account_wherever_the_tries_come_from) {
  attack("ana", 5);
  const auto verdict = attempt({.account = "ana", .address = "192.0.2.1"});
  EXPECT_EQ(verdict.wait, 1s);
  EXPECT_EQ(verdict.by, throttled_by::account);
  EXPECT_FALSE(verdict.allowed());
}

TEST_F(signing_in, is_slowed_down_for_an_address_whatever_the_account) {
  int allowed = 0;
  for (int i = 0; i < 100; ++i) {
    const std::string account = "user " + std::to_string(i);
    allowed += attempt({.account = account, .address = "192.0.2.1"}).allowed() ? 1 : 0;
  }
  EXPECT_EQ(allowed, 20);
  const auto verdict = attempt({.account = "ana", .address = "192.0.2.1"});
  EXPECT_EQ(verdict.by, throttled_by::address);
  EXPECT_EQ(verdict.wait, 1s);
  EXPECT_TRUE(attempt({.account = "ana", .address = "192.0.2.2"}).allowed());
}

TEST_F(signing_in, waits_for_the_longer_of_both) {
  for (int i = 0; i < 20; ++i) {
    const std::string account = "user " + std::to_string(i);
    attempt({.account = account, .address = "192.0.2.1"});
  }
  attack("ana", 8);
  const auto verdict = attempt({.account = "ana", .address = "192.0.2.1"});
  EXPECT_EQ(verdict.by, throttled_by::account);
  EXPECT_GT(verdict.wait, 1s);
}

TEST_F(signing_in, may_go_on_when_the_wait_is_over) {
  attack("ana", 5);
  EXPECT_FALSE(attempt({.account = "ana", .address = "192.0.2.1"}).allowed());
  now_ += 1s;
  EXPECT_TRUE(attempt({.account = "ana", .address = "192.0.2.1"}).allowed());
  EXPECT_EQ(attempt({.account = "ana", .address = "192.0.2.1"}).wait, 2s);
}

TEST_F(signing_in, does_not_wait_longer_for_having_asked_too_early) {
  attack("ana", 5);
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(attempt({.account = "ana", .address = "192.0.2.1"}).wait, 1s);
  now_ += 1s;
  EXPECT_TRUE(attempt({.account = "ana", .address = "192.0.2.1"}).allowed());
}

TEST_F(signing_in, counts_tries_that_come_at_the_same_moment_before_any_of_them_has_failed) {
  EXPECT_EQ(tries({.account = "ana", .address = "192.0.2.1"}, 100), 5);
}

TEST_F(signing_in, works_from_a_known_device_while_the_account_is_under_attack) {
  attack("ana", 50);
  EXPECT_FALSE(attempt({.account = "ana", .address = "192.0.2.1"}).allowed());
  EXPECT_TRUE(attempt({.account = "ana", .address = "192.0.2.1", .device = "ana's laptop"}).allowed());
}

TEST_F(signing_in, works_from_a_known_device_behind_the_address_of_an_attacker) {
  for (int i = 0; i < 100; ++i) {
    const std::string account = "user " + std::to_string(i);
    attempt({.account = account, .address = "192.0.2.1"});
  }
  EXPECT_TRUE(attempt({.account = "ana", .address = "192.0.2.1", .device = "ana's laptop"}).allowed());
}

TEST_F(signing_in, is_slowed_down_for_a_known_device_by_its_own_failures_alone) {
  const sign_in_try laptop{.account = "ana", .address = "192.0.2.1", .device = "ana's laptop"};
  EXPECT_EQ(tries(laptop, 100), 5);
  EXPECT_EQ(attempt(laptop).by, throttled_by::device);
  EXPECT_EQ(attempt(laptop).wait, 1s);
  EXPECT_TRUE(attempt({.account = "ana", .address = "192.0.2.1", .device = "ana's telephone"}).allowed());
  EXPECT_TRUE(attempt({.account = "ana", .address = "192.0.2.1"}).allowed()) << "a stolen device locks nobody out";
}

TEST_F(signing_in, knows_a_device_for_one_account) {
  EXPECT_EQ(tries({.account = "ana", .address = "192.0.2.1", .device = "shared"}, 100), 5);
  EXPECT_EQ(tries({.account = "bob", .address = "192.0.2.1", .device = "shared"}, 100), 5);
}

TEST_F(signing_in, is_not_counted_when_it_succeeds) {
  const sign_in_try ana{.account = "ana", .address = "192.0.2.1"};
  const sign_in_try laptop{.account = "ana", .address = "192.0.2.1", .device = "ana's laptop"};
  for (int i = 0; i < 1000; ++i) {
    ASSERT_TRUE(attempt(ana).allowed());
    throttle_.succeeded(ana, now_);
    ASSERT_TRUE(attempt(laptop).allowed());
    throttle_.succeeded(laptop, now_);
  }
  EXPECT_EQ(throttle_.size(), 0U);
}

TEST_F(signing_in, does_not_wipe_away_what_failed_before) {
  const sign_in_try own{.account = "mallory", .address = "192.0.2.1"};
  int guesses = 0;
  for (int i = 0; i < 100; ++i) {
    const std::string account = "user " + std::to_string(i);
    guesses += attempt({.account = account, .address = "192.0.2.1"}).allowed() ? 1 : 0;
    if (attempt(own).allowed()) throttle_.succeeded(own, now_);
  }
  EXPECT_EQ(guesses, 20);
}

TEST_F(signing_in, tells_names_apart_that_look_alike_when_they_are_joined) {
  EXPECT_EQ(tries({.account = "ab", .address = "x", .device = "c"}, 100), 5);
  EXPECT_TRUE(attempt({.account = "a", .address = "x", .device = "bc"}).allowed());
  EXPECT_EQ(tries({.account = "192.0.2.1", .address = "x"}, 100), 5);
  EXPECT_TRUE(attempt({.account = "ana", .address = "192.0.2.1"}).allowed()) << "an account is no address";
}

TEST_F(signing_in, remembers_a_bounded_number_of_names_and_addresses) {
  attack("ana", 14);
  const auto before = attempt({.account = "ana", .address = "192.0.2.1"});
  ASSERT_GT(before.wait, 1min);
  for (int i = 0; i < 100'000; ++i) {
    const std::string account = "nobody " + std::to_string(i);
    const std::string address = "somewhere " + std::to_string(i);
    attempt({.account = account, .address = address});
    ASSERT_LE(throttle_.size(), 2 * sign_in_throttle::most_entries);
  }
  EXPECT_EQ(attempt({.account = "ana", .address = "192.0.2.1"}).wait, before.wait)
      << "who is under attack is not forgotten";
  EXPECT_TRUE(attempt({.account = "bob", .address = "192.0.2.2"}).allowed()) << "nor is anybody else made to wait";
}

TEST_F(signing_in, forgets_a_flood) {
  for (int i = 0; i < 1000; ++i) {
    const std::string account = "nobody " + std::to_string(i);
    attempt({.account = account, .address = account});
  }
  EXPECT_EQ(throttle_.size(), 2000U);
  now_ += 15min;
  for (int i = 0; i < 1000; ++i) {
    attempt({.account = "bob", .address = "192.0.2.2"});
    now_ += 15min;
  }
  EXPECT_LE(throttle_.size(), 2U);
}

}  // namespace
}  // namespace glasshell::relay::accounts
