// Each token opens one session.
#include "relay/tokens/replay_cache.hpp"

#include "relay/tokens/errc.hpp"

#include <gtest/gtest.h>

#include <string>

namespace glasshell::relay::tokens {
namespace {

using namespace std::chrono_literals;

class used_tokens : public testing::Test {
 protected:
  replay_cache cache_{100};
  std::chrono::sys_seconds now_{1'800'000'000s};

  result<void> use(std::string_view id, std::chrono::seconds life = 300s) { return cache_.use(id, now_ + life, now_); }
};

TEST_F(used_tokens, are_used_once) {
  EXPECT_TRUE(use("a"));
  EXPECT_EQ(use("a").error(), errc::used_token);
  EXPECT_TRUE(use("b"));
}

TEST_F(used_tokens, are_remembered_for_as_long_as_they_live) {
  EXPECT_TRUE(use("a"));
  now_ += 299s;
  EXPECT_EQ(use("a").error(), errc::used_token);
}

TEST_F(used_tokens, are_remembered_a_minute_more_for_a_clock_that_is_put_right) {
  EXPECT_TRUE(use("a", 300s));
  now_ += 359s;
  EXPECT_TRUE(use("b"));
  now_ -= 60s;
  EXPECT_EQ(use("a").error(), errc::used_token);
}

TEST_F(used_tokens, are_forgotten_when_they_are_over) {
  EXPECT_TRUE(use("a", 10s));
  EXPECT_TRUE(use("b", 300s));
  now_ += 70s;
  EXPECT_TRUE(use("c"));
  EXPECT_EQ(cache_.size(), 2U);
}

TEST_F(used_tokens, are_not_forgotten_for_others) {
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(use(std::to_string(i)));
  EXPECT_EQ(use("one more").error(), errc::too_many_tokens);
  EXPECT_EQ(use("0").error(), errc::used_token);
  now_ += 360s;
  EXPECT_TRUE(use("one more"));
  EXPECT_EQ(cache_.size(), 1U);
}

TEST_F(used_tokens, take_the_same_room_whatever_their_ids_are) {
  EXPECT_TRUE(use(""));
  EXPECT_TRUE(use(std::string(100'000, 'a')));
  EXPECT_TRUE(use(std::string(100'001, 'a')));
  EXPECT_EQ(use(std::string(100'000, 'a')).error(), errc::used_token);
}

}  // namespace
}  // namespace glasshell::relay::tokens
