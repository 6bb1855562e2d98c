// Which sessions there are, who has to go when too many have no socket, and what is remembered of those that are over.
#include "relay/session_registry.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <string>

namespace glasshell::relay {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

link::session_id id(std::uint8_t number) {
  link::session_id made{};
  made[0] = number;
  return made;
}

address_key owner(const char* address) { return address_key::of(boost::asio::ip::make_address(address)); }

class registry : public testing::Test {
 protected:
  static constexpr const char* here = "192.0.2.1";
  static constexpr const char* there = "192.0.2.2";

  session_registry sessions_{{.detached = 3, .detached_per_owner = 2, .remembered = 4}};

  /// A place is told from others by its worker, which is never asked for anything here.
  static worker* home_of(std::uint8_t number) { return reinterpret_cast<worker*>(std::uintptr_t{number} * 16); }
  void add(std::uint8_t number) { sessions_.add(id(number), number, *home_of(number), {}); }

  std::vector<std::string> detach(std::uint8_t number, const char* address) {
    std::vector<std::string> left;
    for (const auto& each : sessions_.detached(id(number), owner(address))) {
      left.push_back(std::to_string(reinterpret_cast<std::uintptr_t>(each.where.home) / 16) + " for " +
                     std::string(each.limit));
    }
    return left;
  }
  [[nodiscard]] session_registry::place place_of(std::uint8_t number) const {
    return std::get<session_registry::place>(sessions_.find(id(number)));
  }
  [[nodiscard]] bool remembers(std::uint8_t number) const {
    return std::holds_alternative<session_registry::past>(sessions_.find(id(number)));
  }
};

TEST_F(registry, finds_what_was_added_and_nothing_else) {
  add(1);
  EXPECT_EQ(place_of(1).home, home_of(1));
  EXPECT_TRUE(std::holds_alternative<std::monostate>(sessions_.find(id(9))));
}

TEST_F(registry, knows_the_routing_words_of_the_sessions_that_there_are) {
  add(1);
  add(2);
  EXPECT_TRUE(sessions_.has_routing_word(2));
  EXPECT_FALSE(sessions_.has_routing_word(3));
  sessions_.remove(id(2), {});
  EXPECT_FALSE(sessions_.has_routing_word(2));
}

TEST_F(registry, finds_a_session_on_its_way_where_it_goes) {
  add(1);
  sessions_.leaves(id(1), place_of(1), *home_of(2));
  EXPECT_EQ(place_of(1).home, home_of(2));
  sessions_.arrived(id(1), *home_of(2), {});
  EXPECT_EQ(place_of(1).home, home_of(2));
  EXPECT_EQ(place_of(1).moves, 2U);
}

TEST_F(registry, is_not_misled_by_who_says_late_that_a_session_leaves) {
  add(1);
  const auto seen = place_of(1);
  sessions_.arrived(id(1), *home_of(2), {});  // it was there before the worker that it left could say so
  sessions_.leaves(id(1), place_of(1), *home_of(1));
  sessions_.arrived(id(1), *home_of(1), {});  // and came back
  sessions_.leaves(id(1), seen, *home_of(2));
  EXPECT_EQ(place_of(1).home, home_of(1));
}

TEST_F(registry, lets_the_oldest_detached_session_of_an_owner_go_first) {
  for (std::uint8_t i = 1; i <= 4; ++i) add(i);
  EXPECT_THAT(detach(2, here), IsEmpty());
  EXPECT_THAT(detach(1, here), IsEmpty());
  EXPECT_THAT(detach(3, there), IsEmpty());
  EXPECT_THAT(detach(4, here), ElementsAre("2 for detached_sessions_per_user"));
  EXPECT_EQ(sessions_.detached_count(), 3U);
}

TEST_F(registry, lets_the_oldest_detached_session_of_all_go_first) {
  for (std::uint8_t i = 1; i <= 4; ++i) add(i);
  EXPECT_THAT(detach(1, here), IsEmpty());
  EXPECT_THAT(detach(2, there), IsEmpty());
  EXPECT_THAT(detach(3, there), IsEmpty());
  EXPECT_THAT(detach(4, here), ElementsAre("1 for detached_sessions"));
}

TEST_F(registry, counts_a_session_that_has_a_socket_again_no_more) {
  for (std::uint8_t i = 1; i <= 3; ++i) add(i);
  detach(1, here);
  detach(2, here);
  sessions_.attached(id(1));
  EXPECT_EQ(sessions_.detached_count(), 1U);
  EXPECT_THAT(detach(3, here), IsEmpty());
  EXPECT_THAT(detach(1, here), ElementsAre("2 for detached_sessions_per_user")) << "its place in line is a new one";
}

TEST_F(registry, of_a_relay_that_keeps_none_lets_each_go_at_once) {
  session_registry none({.detached = 0, .detached_per_owner = 5});
  none.add(id(1), 0, *home_of(1), {});
  const auto leaving = none.detached(id(1), owner(here));
  ASSERT_EQ(leaving.size(), 1U);
  EXPECT_EQ(leaving[0].where.home, home_of(1));
}

TEST_F(registry, remembers_why_a_session_is_over_as_long_as_there_is_room) {
  for (std::uint8_t i = 1; i <= 6; ++i) add(i);
  detach(1, here);
  for (std::uint8_t i = 1; i <= 5; ++i) {
    sessions_.remove(id(i), {link::hop::session, link::reason::session_evicted});
  }
  EXPECT_EQ(sessions_.count(), 1U);
  EXPECT_EQ(sessions_.detached_count(), 0U);
  EXPECT_FALSE(remembers(1)) << "four are remembered";
  ASSERT_TRUE(remembers(2));
  EXPECT_EQ(std::get<session_registry::past>(sessions_.find(id(2))).reason, link::reason::session_evicted);
  EXPECT_TRUE(remembers(5));
}

TEST_F(registry, is_not_disturbed_by_what_it_does_not_know) {
  EXPECT_THAT(detach(1, here), IsEmpty());
  sessions_.attached(id(1));
  sessions_.arrived(id(1), *home_of(1), {});
  sessions_.remove(id(1), {});
  EXPECT_FALSE(remembers(1));
  EXPECT_EQ(sessions_.count(), 0U);
}

TEST_F(registry, sends_who_asks_for_nobodys_session_always_to_the_same_worker) {
  sessions_.set_homes({home_of(1), home_of(2)});
  std::array<int, 3> at{};
  for (std::uint8_t number = 0; number < 200; ++number) {
    worker* const home = sessions_.would_be_home(id(number));
    EXPECT_EQ(sessions_.would_be_home(id(number)), home);
    ++at[home == home_of(1) ? 1 : 2];
  }
  EXPECT_GT(at[1], 50);
  EXPECT_GT(at[2], 50);
}

TEST_F(registry, sends_them_elsewhere_in_another_process) {
  session_registry other{{.detached = 3, .detached_per_owner = 2, .remembered = 4}};
  for (session_registry* each : {&sessions_, &other}) each->set_homes({home_of(1), home_of(2)});
  int differently = 0;
  for (std::uint8_t number = 0; number < 200; ++number) {
    differently += sessions_.would_be_home(id(number)) != other.would_be_home(id(number)) ? 1 : 0;
  }
  EXPECT_GT(differently, 50);
}

}  // namespace
}  // namespace glasshell::relay
