// Places are counted in all and per address, and come back when their tickets go.
#include "relay/admission.hpp"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace glasshell::relay {
namespace {

using verdict = admission::verdict;

boost::asio::ip::address address(const char* text) { return boost::asio::ip::make_address(text); }

TEST(admission, ends_at_the_limit_of_an_address_and_not_of_another) {
  admission places(10, 2);
  const auto a = places.admit(address("10.0.0.1"));
  const auto b = places.admit(address("10.0.0.1"));
  EXPECT_EQ(a.outcome, verdict::admitted);
  EXPECT_EQ(b.outcome, verdict::admitted);
  EXPECT_EQ(places.admit(address("10.0.0.1")).outcome, verdict::full_for_address);
  EXPECT_EQ(places.admit(address("10.0.0.2")).outcome, verdict::admitted);
}

TEST(admission, ends_at_the_limit_of_all) {
  admission places(1, 5);
  const auto a = places.admit(address("10.0.0.1"));
  EXPECT_EQ(places.admit(address("10.0.0.2")).outcome, verdict::full);
}

TEST(admission, gives_a_place_back_once_however_its_ticket_was_moved) {
  admission places(2, 2);
  auto first = places.admit(address("10.0.0.1"));
  admission_ticket moved = std::move(first.ticket);
  admission_ticket again;
  again = std::move(moved);
  EXPECT_EQ(places.count(), 1U);
  { const admission_ticket last = std::move(again); }
  EXPECT_EQ(places.count(), 0U);
  EXPECT_EQ(places.admit(address("10.0.0.1")).outcome, verdict::admitted);
}

TEST(admission, takes_a_net_of_ipv6_for_one_address) {
  admission places(10, 1);
  const auto a = places.admit(address("2001:db8:1:2::1"));
  EXPECT_EQ(places.admit(address("2001:db8:1:2:ffff::1")).outcome, verdict::full_for_address);
  EXPECT_EQ(places.admit(address("2001:db8:1:3::1")).outcome, verdict::admitted);
}

TEST(admission, takes_an_ipv4_address_inside_ipv6_for_itself) {
  admission places(10, 1);
  const auto a = places.admit(address("::ffff:10.0.0.1"));
  EXPECT_EQ(places.admit(address("10.0.0.1")).outcome, verdict::full_for_address);
  EXPECT_EQ(places.admit(address("::ffff:10.0.0.2")).outcome, verdict::admitted);
}

TEST(admission, counts_right_from_many_threads) {
  admission places(1000, 1000);
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int round = 0; round < 500; ++round) {
        const auto taken = places.admit(address("10.0.0.1"));
        EXPECT_EQ(taken.outcome, verdict::admitted);
      }
    });
  }
  for (std::thread& each : threads) each.join();
  EXPECT_EQ(places.count(), 0U);
}

}  // namespace
}  // namespace glasshell::relay
