// Claims in vain are counted per address and minute; beyond the limit few of them are worth a line.
#include "relay/failed_claims.hpp"

#include <gtest/gtest.h>

#include <string>

namespace glasshell::relay {
namespace {

using namespace std::chrono_literals;

address_key key(const std::string& address) { return address_key::of(boost::asio::ip::make_address(address)); }

class claims_in_vain : public testing::Test {
 protected:
  failed_claims claims_{3};
  time_point now_{};
  const address_key here_ = key("192.0.2.1");

  int lines_of(int failures, const address_key& from) {
    int lines = 0;
    for (int i = 0; i < failures; ++i) lines += claims_.count(from, now_).worth_a_line ? 1 : 0;
    return lines;
  }
};

TEST_F(claims_in_vain, are_within_the_limit_until_there_are_more_in_a_minute) {
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(claims_.count(here_, now_).beyond_limit);
  EXPECT_TRUE(claims_.count(here_, now_).beyond_limit);
  now_ += 59s;
  EXPECT_TRUE(claims_.count(here_, now_).beyond_limit);
  now_ += 1s;
  EXPECT_FALSE(claims_.count(here_, now_).beyond_limit) << "a new minute begins";
}

TEST_F(claims_in_vain, are_known_to_be_beyond_the_limit_until_their_minute_is_over) {
  lines_of(3, here_);
  EXPECT_FALSE(claims_.beyond_limit(here_, now_));
  lines_of(1, here_);
  EXPECT_TRUE(claims_.beyond_limit(here_, now_));
  EXPECT_FALSE(claims_.beyond_limit(key("192.0.2.2"), now_));
  now_ += 1min;
  EXPECT_FALSE(claims_.beyond_limit(here_, now_));
}

TEST_F(claims_in_vain, of_one_address_do_not_count_for_another) {
  lines_of(100, here_);
  EXPECT_FALSE(claims_.count(key("192.0.2.2"), now_).beyond_limit);
}

TEST_F(claims_in_vain, of_one_ipv6_network_count_together) {
  lines_of(3, key("2001:db8::1"));
  EXPECT_TRUE(claims_.count(key("2001:db8::2"), now_).beyond_limit);
}

TEST_F(claims_in_vain, are_worth_a_line_each_within_the_limit_and_then_at_each_tenfold) {
  EXPECT_EQ(lines_of(3, here_), 3);
  const auto first_beyond = claims_.count(here_, now_);
  EXPECT_TRUE(first_beyond.worth_a_line);
  EXPECT_EQ(first_beyond.failures, 4U);
  EXPECT_EQ(lines_of(10'000, here_), 3) << "at 40, 400 and 4,000";
}

TEST_F(claims_in_vain, of_a_crowd_of_addresses_are_beyond_the_limit_once_the_table_is_full) {
  for (std::size_t i = 0; i < failed_claims::most_addresses; ++i) {
    EXPECT_FALSE(
        claims_.count(key("10.1." + std::to_string(i / 256) + "." + std::to_string(i % 256)), now_).beyond_limit);
  }
  EXPECT_TRUE(claims_.count(here_, now_).beyond_limit);
  EXPECT_FALSE(claims_.count(key("10.1.0.0"), now_).beyond_limit) << "who is in the table keeps its own count";
  EXPECT_LE(lines_of(10'000, here_), 5);
  now_ += 1min;
  EXPECT_FALSE(claims_.count(here_, now_).beyond_limit) << "the table is cleared of what is old";
}

TEST_F(claims_in_vain, are_all_beyond_a_limit_of_none) {
  failed_claims none(0);
  EXPECT_TRUE(none.count(here_, now_).beyond_limit);
}

}  // namespace
}  // namespace glasshell::relay
