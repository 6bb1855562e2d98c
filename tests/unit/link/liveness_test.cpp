#include "scripted_link.hpp"

#include <gtest/gtest.h>

namespace glasshell::link::test {
namespace {

bool is_ask(const deeds& done) {
  return done.messages.size() == 1 && done.notices.empty() &&
         done.messages[0][0] == static_cast<std::uint8_t>(frame_type::beat) &&
         decoded_as<beat>(done.messages[0]).kind == beat_kind::ask;
}

/// The stamp that was asked with.
std::uint64_t asked(const deeds& done) {
  EXPECT_TRUE(is_ask(done));
  return decoded_as<beat>(done.messages.at(0)).stamp;
}

class liveness_of_a_link : public testing::TestWithParam<role> {
 protected:
  scripted_link link_ = scripted_link::opened(GetParam());
};

INSTANTIATE_TEST_SUITE_P(roles, liveness_of_a_link, testing::Values(role::client, role::relay));

TEST_P(liveness_of_a_link, beats_after_its_own_silence) {
  EXPECT_EQ(link_.until_deadline(), 15s);
  EXPECT_TRUE(link_.wait(15s - 1us).nothing());
  EXPECT_TRUE(is_ask(link_.wait(1us)));
  EXPECT_EQ(link_.until_deadline(), 15s);
}

TEST_P(liveness_of_a_link, does_not_beat_while_it_sends_and_hears) {
  link_.wait(10s);
  link_.write("octets");
  link_.hear(ack{6, 1'000'000'000});
  EXPECT_TRUE(link_.wait(14s).nothing());
  EXPECT_TRUE(is_ask(link_.wait(1s)));
}

TEST_P(liveness_of_a_link, asks_a_peer_that_says_nothing_while_it_sends) {
  settings settings;
  settings.beat_interval = 3s;
  settings.dead_after = 8s;
  link_ = scripted_link::opened(GetParam(), settings);
  for (int second = 1; second < 3; ++second) {
    link_.wait(1s);
    link_.write("k");
  }
  EXPECT_TRUE(is_ask(link_.wait(1s)));
  link_.write("k");
  EXPECT_TRUE(link_.wait(3s - 1us).nothing()) << "once in this time";
  EXPECT_TRUE(is_ask(link_.wait(1us)));
}

TEST_P(liveness_of_a_link, beats_at_the_pace_that_it_is_given) {
  link_.end.set_pace(5s, 12s, link_.now);
  EXPECT_TRUE(is_ask(link_.take_deeds())) << "faster: is the peer there at all?";
  EXPECT_EQ(link_.until_deadline(), 5s);
  EXPECT_TRUE(is_ask(link_.wait(5s)));
  EXPECT_TRUE(is_ask(link_.wait(5s)));
  EXPECT_NE(link_.wait(2s).only<lost>(), nullptr);
}

TEST_P(liveness_of_a_link, at_a_faster_pace_gives_a_silent_peer_time_to_answer) {
  link_.end.set_pace(25s, 70s, link_.now);
  link_.wait(60s);
  EXPECT_TRUE(link_.end.open());
  link_.end.set_pace(3s, 8s, link_.now);
  EXPECT_TRUE(is_ask(link_.take_deeds()));
  EXPECT_TRUE(link_.wait(8s - 1us).notices.empty());
  EXPECT_NE(link_.wait(1us).only<lost>(), nullptr);
}

TEST_P(liveness_of_a_link, does_not_ask_because_the_pace_is_slower) {
  link_.end.set_pace(25s, 70s, link_.now);
  EXPECT_TRUE(link_.take_deeds().nothing());
  EXPECT_EQ(link_.until_deadline(), GetParam() == role::client ? 15s : 25s) << "the relay's wish counts";
}

TEST_P(liveness_of_a_link, beats_whatever_it_hears) {
  link_.wait(10s);
  link_.hear_data("octets");
  EXPECT_TRUE(is_ask(link_.wait(5s)));
}

TEST_P(liveness_of_a_link, answers_a_beat_at_once_with_the_same_stamp) {
  const deeds done = link_.hear(beat{beat_kind::ask, 0xFEDCBA9876543210});
  ASSERT_EQ(done.messages.size(), 1U);
  const auto answer = decoded_as<beat>(done.messages[0]);
  EXPECT_EQ(answer.kind, beat_kind::answer);
  EXPECT_EQ(answer.stamp, 0xFEDCBA9876543210);
}

TEST_P(liveness_of_a_link, answers_once_who_asks_faster_than_it_reads) {
  for (std::uint64_t stamp = 1; stamp <= 10'000; ++stamp)
    link_.end.feed(encode(beat{beat_kind::ask, stamp}), link_.now);
  const deeds done = link_.take_deeds();
  ASSERT_EQ(done.messages.size(), 1U);
  EXPECT_EQ(decoded_as<beat>(done.messages[0]).stamp, 10'000U);
}

TEST_P(liveness_of_a_link, takes_a_silent_peer_for_dead) {
  const deeds before = link_.wait(40s - 1us);
  EXPECT_EQ(before.messages.size(), 2U) << "beats at 15 and 30 s";
  EXPECT_TRUE(before.notices.empty());
  const deeds done = link_.wait(1us);
  const auto* lost = done.only<link::lost>();
  ASSERT_NE(lost, nullptr);
  EXPECT_EQ(lost->why, errc::silent_peer);
  EXPECT_EQ(lost->close_code, 1008);
  EXPECT_FALSE(link_.end.attached());
  EXPECT_LT(link_.until_deadline(), 0s);
}

TEST_P(liveness_of_a_link, lasts_as_long_as_the_peer_says_anything_at_all) {
  for (int i = 0; i < 100; ++i) {
    link_.wait(39s);
    link_.hear(beat{beat_kind::answer, 0});
  }
  EXPECT_TRUE(link_.end.open());
}

TEST_P(liveness_of_a_link, is_counted_from_the_opening) {
  settings settings;
  settings.handshake_timeout = 1h;
  scripted_link slow(GetParam(), settings);
  slow.wait(30s);
  if (GetParam() == role::relay) {
    slow.hear(greeting_of_a_client());
    slow.wait(30s);
    slow.accept();
  } else {
    slow.hear(welcome_of_a_relay());
  }
  EXPECT_EQ(slow.until_deadline(), 15s);
}

TEST_P(liveness_of_a_link, rings_once_for_a_beat_that_waits_to_be_taken) {
  link_.now += 15s;
  link_.end.tick(link_.now);
  EXPECT_EQ(link_.until_deadline(), 25s) << "the peer's death is next";
  EXPECT_TRUE(is_ask(link_.take_deeds()));
}

TEST_P(liveness_of_a_link, takes_a_peer_for_dead_though_nothing_can_be_written_to_it) {
  link_.now += 15s;
  link_.end.tick(link_.now);  // its beat stays where it is
  link_.now += 25s;
  link_.end.tick(link_.now);
  EXPECT_NE(link_.take_deeds().only<lost>(), nullptr);
}

TEST_P(liveness_of_a_link, does_not_take_its_own_sleep_for_the_peer_s_silence) {
  link_.pass(8h);
  link_.end.tick(link_.now);
  EXPECT_TRUE(is_ask(link_.take_deeds()));
  EXPECT_TRUE(link_.end.open());
  link_.wait(1s);
  link_.hear_data("was in the socket all the time");
  EXPECT_TRUE(is_ask(link_.wait(15s)));
  EXPECT_TRUE(link_.end.open());
}

TEST_P(liveness_of_a_link, notices_its_own_sleep_whatever_call_comes_first) {
  link_.pass(8h);
  const deeds done = link_.write("typed while the lid opens");
  EXPECT_EQ(done.messages.size(), 2U) << "a beat and the data";
  EXPECT_TRUE(link_.wait(0s).nothing());
  EXPECT_TRUE(link_.end.open());
}

TEST_P(liveness_of_a_link, gives_a_peer_ten_seconds_after_its_own_sleep) {
  link_.pass(8h);
  link_.end.tick(link_.now);
  link_.take_deeds();
  EXPECT_TRUE(link_.wait(10s - 1us).nothing());
  const deeds done = link_.wait(1us);
  ASSERT_NE(done.only<lost>(), nullptr);
  EXPECT_EQ(done.only<lost>()->why, errc::silent_peer);
}

TEST_P(liveness_of_a_link, knows_no_round_trip_before_a_beat_was_answered) {
  EXPECT_FALSE(link_.end.round_trip().has_value());
  link_.probe();
  link_.wait(1s);
  EXPECT_FALSE(link_.end.round_trip().has_value());
}

TEST_P(liveness_of_a_link, measures_the_round_trip_when_asked) {
  const std::uint64_t stamp = asked(link_.probe());
  link_.wait(70ms);
  link_.hear(beat{beat_kind::answer, stamp});
  EXPECT_EQ(link_.end.round_trip(), 70ms);
  const std::uint64_t next = asked(link_.probe());
  EXPECT_NE(next, stamp);
  link_.wait(30ms);
  link_.hear(beat{beat_kind::answer, next});
  EXPECT_EQ(link_.end.round_trip(), 30ms);
}

TEST_P(liveness_of_a_link, measures_a_round_trip_that_is_longer_than_the_time_between_questions) {
  const std::uint64_t stamp = asked(link_.probe());
  for (int i = 0; i < 4; ++i) {
    link_.wait(2s);
    EXPECT_TRUE(is_ask(link_.probe()));
  }
  link_.hear(beat{beat_kind::answer, stamp});
  EXPECT_EQ(link_.end.round_trip(), 8s);
}

TEST_P(liveness_of_a_link, ignores_an_answer_to_nothing) {
  EXPECT_TRUE(link_.hear(beat{beat_kind::answer, 1}).nothing());
  const std::uint64_t stamp = asked(link_.probe());
  link_.hear(beat{beat_kind::answer, stamp + 1});
  EXPECT_FALSE(link_.end.round_trip().has_value());
  link_.hear(beat{beat_kind::answer, stamp});
  link_.wait(5s);
  link_.hear(beat{beat_kind::answer, stamp});
  EXPECT_EQ(link_.end.round_trip(), 0s) << "the first answer counts";
}

TEST_P(liveness_of_a_link, does_not_go_back_with_a_clock_that_does) {
  link_.pass(10s);
  link_.end.tick(link_.now);
  link_.hear(beat{beat_kind::answer, 0});
  link_.pass(-9s);
  EXPECT_EQ(link_.write("x").messages.size(), 1U);
  link_.pass(9s);
  EXPECT_EQ(link_.until_deadline(), 15s);
}

TEST(liveness_of_a_client, beats_as_often_as_the_relay_wishes) {
  scripted_link client(role::client);
  client.take_deeds();
  welcome answer = welcome_of_a_relay();
  answer.beat_interval = 5s;
  client.hear(answer);
  EXPECT_EQ(client.until_deadline(), 5s);
}

TEST(liveness_of_a_client, beats_no_less_often_than_it_would_by_itself) {
  scripted_link client(role::client);
  client.take_deeds();
  welcome answer = welcome_of_a_relay();
  answer.beat_interval = 1h;
  client.hear(answer);
  EXPECT_EQ(client.until_deadline(), 15s);
}

TEST(liveness_of_a_client, cannot_be_made_to_spin) {
  scripted_link client(role::client);
  client.take_deeds();
  welcome answer = welcome_of_a_relay();
  answer.beat_interval = 0s;
  client.hear(answer);
  EXPECT_EQ(client.until_deadline(), 1s);
}

TEST(liveness_of_a_link_before_its_opening, asks_for_nothing) {
  scripted_link client(role::client);
  client.take_deeds();
  EXPECT_TRUE(client.probe().nothing());
  client.hear(welcome_of_a_relay());
  EXPECT_TRUE(client.take_deeds().nothing());
}

}  // namespace
}  // namespace glasshell::link::test
