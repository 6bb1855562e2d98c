#include "ssh/keepalive.hpp"

#include "packet_recorder.hpp"

#include <gtest/gtest.h>

namespace glasshell::ssh {
namespace {

using namespace std::chrono_literals;

class keepalives : public testing::Test {
 protected:
  bool answered(std::uint8_t type = message::request_failure) {
    const bytes packet{type};
    return asked_.take(test::received(packet), now_).has_value();
  }
  bool tick_after(duration time) {
    now_ += time;
    return asked_.tick(now_);
  }
  test::packet_recorder sent_;
  keepalive asked_{sent_, 10s, 3};
  time_point now_{1h};
};

TEST_F(keepalives, are_not_sent_before_the_session_runs) {
  EXPECT_EQ(asked_.next_deadline(), std::nullopt);
  EXPECT_TRUE(tick_after(1h));
  EXPECT_EQ(sent_.waiting(), 0U);
}

TEST_F(keepalives, ask_at_once_and_want_an_answer) {
  asked_.begin(now_);
  EXPECT_TRUE(asked_.tick(now_));
  bytes expected{message::global_request, 0, 0, 0, 21};
  for (const char letter : std::string_view("keepalive@openssh.com")) expected.push_back(std::uint8_t(letter));
  expected.push_back(1);
  EXPECT_EQ(sent_.take(), expected);
  EXPECT_EQ(asked_.next_deadline(), now_ + 10s);
}

TEST_F(keepalives, measure_the_round_trip_whether_the_node_agrees_or_refuses) {
  asked_.begin(now_);
  for (const std::uint8_t type : {message::request_failure, message::request_success}) {
    asked_.tick(now_);
    now_ += 30ms;
    const bytes packet{type};
    EXPECT_EQ(asked_.take(test::received(packet), now_), 30ms);
    now_ += 10s;
  }
}

TEST_F(keepalives, know_the_shortest_round_trip_of_the_present_path) {
  asked_.begin(now_);
  for (const duration takes : {30ms, 20ms, 40ms}) {
    asked_.heard();
    tick_after(10s);
    now_ += takes;
    EXPECT_TRUE(answered());
  }
  EXPECT_EQ(asked_.shortest_round_trip(), 20ms);
  asked_.heard();
  tick_after(10s);
  asked_.path_changed(now_);
  EXPECT_EQ(asked_.shortest_round_trip(), std::nullopt) << "the session went on over another path";
  now_ += 1ms;
  EXPECT_TRUE(answered());
  EXPECT_EQ(asked_.shortest_round_trip(), std::nullopt) << "this one was asked over the last";
  asked_.heard();
  tick_after(10s);
  now_ += 50ms;
  EXPECT_TRUE(answered());
  EXPECT_EQ(asked_.shortest_round_trip(), 50ms);
}

TEST_F(keepalives, are_asked_soon_again_after_the_first_answers_and_then_rarely) {
  asked_.begin(now_);
  for (const duration wait : {1s, 1s, 10s, 10s}) {
    ASSERT_TRUE(asked_.tick(now_));
    EXPECT_EQ(asked_.next_deadline(), now_ + 10s) << "without an answer there is no hurry";
    asked_.heard();
    EXPECT_TRUE(answered());
    EXPECT_EQ(asked_.next_deadline(), now_ + wait);
    now_ += wait;
  }
}

TEST_F(keepalives, pair_late_answers_with_their_questions_in_order) {
  asked_.begin(now_);
  asked_.tick(now_);
  asked_.heard();
  tick_after(10s);
  now_ += 1s;
  const bytes packet{message::request_failure};
  EXPECT_EQ(asked_.take(test::received(packet), now_), 11s);
  EXPECT_EQ(asked_.take(test::received(packet), now_), 1s);
}

TEST_F(keepalives, are_not_answered_by_an_answer_that_nobody_asked_for) {
  EXPECT_FALSE(answered());
  asked_.begin(now_);
  asked_.tick(now_);
  EXPECT_FALSE(answered(message::channel_success));
  EXPECT_TRUE(answered());
  EXPECT_FALSE(answered());
}

TEST_F(keepalives, that_find_only_silence_give_the_node_up) {
  asked_.begin(now_);
  EXPECT_TRUE(tick_after(0s));
  EXPECT_TRUE(tick_after(10s));
  EXPECT_TRUE(tick_after(10s));
  EXPECT_TRUE(tick_after(9s)) << "not before its time";
  EXPECT_FALSE(tick_after(1s));
}

TEST_F(keepalives, take_any_word_of_the_node_for_life) {
  asked_.begin(now_);
  for (int i = 0; i < 100; ++i) {
    EXPECT_TRUE(tick_after(10s));
    asked_.heard();
  }
  EXPECT_LE(sent_.waiting(), 16U) << "questions that stay open are bounded";
}

TEST_F(keepalives, ask_soon_again_over_another_path) {
  asked_.begin(now_);
  for (int i = 0; i < 5; ++i) {
    tick_after(10s);
    asked_.heard();
    EXPECT_TRUE(answered());
  }
  EXPECT_EQ(asked_.next_deadline(), now_ + 10s);
  asked_.path_changed(now_);
  EXPECT_EQ(asked_.next_deadline(), now_ + 1s);
  tick_after(1s);
  EXPECT_TRUE(answered());
  EXPECT_EQ(asked_.next_deadline(), now_ + 1s) << "until three were answered";
}

TEST_F(keepalives, end_with_the_session) {
  asked_.begin(now_);
  asked_.stop();
  EXPECT_TRUE(tick_after(1h));
  EXPECT_EQ(sent_.waiting(), 0U);
}

}  // namespace
}  // namespace glasshell::ssh
