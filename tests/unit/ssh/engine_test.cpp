// The whole machine without a server: what it does before anybody answers, and its life in time.
#include "ssh/engine.hpp"

#include <gtest/gtest.h>

#include <string>

namespace glasshell::ssh {
namespace {

using namespace std::chrono_literals;

class engine_alone : public testing::Test {
 protected:
  engine_alone() {
    config settings;
    settings.user = "alice";
    settings.handshake_timeout = 20s;
    engine_ = engine::create(std::move(settings), now_).value();
  }
  void feed(std::string_view text) { engine_->feed(as_bytes_view(text), now_); }
  template <class Action>
  std::optional<Action> next() {
    auto said = engine_->next_action();
    if (!said || !std::holds_alternative<Action>(*said)) return std::nullopt;
    return std::get<Action>(std::move(*said));
  }
  void expect_failed(stage where, cause why) {
    const auto said = next<failed>();
    ASSERT_TRUE(said.has_value());
    EXPECT_EQ(said->why.stage, where);
    EXPECT_EQ(said->why.cause, why) << name_of(said->why.cause);
    EXPECT_FALSE(engine_->next_action().has_value()) << "nothing follows";
    EXPECT_EQ(engine_->next_deadline(), std::nullopt);
  }
  std::unique_ptr<engine> engine_;
  time_point now_{1h};
};

TEST_F(engine_alone, identifies_itself_at_once_and_says_nothing_about_the_user) {
  EXPECT_EQ(as_text_view(engine_->output()), "SSH-2.0-Glasshell\r\n");
  EXPECT_EQ(engine_->next_deadline(), now_ + 20s);
  EXPECT_FALSE(engine_->next_action().has_value());
}

TEST_F(engine_alone, offers_keys_once_the_server_has_identified_itself) {
  engine_->output_sent(engine_->output().size());
  feed("SSH-2.0-x\r\n");
  EXPECT_GT(engine_->output().size(), 500U);
  EXPECT_EQ(engine_->output()[5], 20) << "KEXINIT";
  EXPECT_EQ(as_text_view(engine_->output()).find("alice"), std::string_view::npos);
}

TEST_F(engine_alone, gives_the_server_its_time_and_no_more) {
  now_ += 20s - 1us;
  engine_->tick(now_);
  EXPECT_FALSE(engine_->next_action().has_value());
  now_ += 1us;
  engine_->tick(now_);
  expect_failed(stage::banner, cause::timed_out);
}

TEST_F(engine_alone, fails_once_and_hears_nothing_after_it) {
  feed("SSH-1.5-old\n");
  feed("SSH-1.5-old\n");
  engine_->end_of_stream(now_);
  engine_->tick(now_ + 1h);
  engine_->commit(1, now_);
  EXPECT_EQ(engine_->input(as_bytes_view("x"), now_), 0U);
  expect_failed(stage::banner, cause::ssh_version_1);
}

TEST_F(engine_alone, whose_server_goes_away_says_where) {
  feed("SSH-2.0-x\r\n");
  engine_->end_of_stream(now_);
  expect_failed(stage::key_exchange, cause::closed_by_peer);
}

TEST_F(engine_alone, that_is_left_is_closed_without_a_failure) {
  engine_->disconnect(now_);
  EXPECT_TRUE(next<closed>().has_value());
  engine_->disconnect(now_);
  feed("SSH-2.0-x\r\n");
  EXPECT_FALSE(engine_->next_action().has_value());
  EXPECT_EQ(engine_->next_deadline(), std::nullopt);
}

TEST_F(engine_alone, takes_no_input_and_no_answers_before_it_asks) {
  EXPECT_EQ(engine_->input(as_bytes_view("ls\n"), now_), 0U);
  EXPECT_FALSE(engine_->answer(0, host_key_decision::accept, now_));
  EXPECT_FALSE(engine_->answer(1, host_key_decision::accept, now_));
  EXPECT_FALSE(engine_->answer(1, password_reply{secret_bytes(std::string_view("x"))}, now_));
  EXPECT_EQ(as_text_view(engine_->output()), "SSH-2.0-Glasshell\r\n");
}

TEST_F(engine_alone, whose_screen_loses_output_fails_visibly) {
  engine_->screen_lost(now_);
  expect_failed(stage::session, cause::screen_lost);
}

TEST_F(engine_alone, holds_little_before_the_server_speaks) { EXPECT_LT(engine_->peak_memory_bytes(), 128U * 1024); }

TEST(engine, that_may_hold_nothing_is_not_made) {
  config settings;
  settings.memory_limit_bytes = 100;
  EXPECT_TRUE(engine::create(settings, time_point{}).has_error());
}

TEST(engine, whose_memory_ends_in_the_handshake_fails_with_that_cause) {
  config settings;
  settings.memory_limit_bytes = engine::create({}, time_point{}).value()->peak_memory_bytes() + 16 * 1024;
  auto made = engine::create(settings, time_point{});
  ASSERT_TRUE(made.has_value());
  std::string greeting = "SSH-2.0-x\r\n";
  (*made)->feed(as_bytes_view(greeting), time_point{});
  // A packet of the largest size that libssh2 takes, of which the head alone makes it reserve the memory.
  const bytes head = {0, 0, 0x9c, 0x3c, 4, 20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
  (*made)->feed(head, time_point{});
  const auto said = (*made)->next_action();
  ASSERT_TRUE(said.has_value());
  ASSERT_TRUE(std::holds_alternative<failed>(*said));
  EXPECT_EQ(std::get<failed>(*said).why.cause, cause::memory_limit);
}

}  // namespace
}  // namespace glasshell::ssh
