// Which keys are taken without a question, and what each of the person's decisions means.
#include "ssh/host_key_verification.hpp"

#include <gtest/gtest.h>

#include <utility>

namespace glasshell::ssh {
namespace {

const bytes presented_blob = {1, 2, 3};
const known_host_key the_same{.type = "ssh-ed25519", .blob = presented_blob};
const known_host_key another{.type = "ssh-ed25519", .blob = {4, 5, 6}};

class verification : public testing::Test {
 protected:
  host_key_verification& of(std::vector<known_host_key> known) {
    machine_.emplace(said_, std::move(known));
    machine_->begin(presented_blob);
    return *machine_;
  }
  host_key_prompt prompt() {
    auto next = said_.take();
    if (!next || !std::holds_alternative<host_key_prompt>(*next)) {
      ADD_FAILURE() << "no question";
      return {};
    }
    return std::get<host_key_prompt>(std::move(*next));
  }
  action_queue said_;
  std::optional<host_key_verification> machine_;
};

TEST_F(verification, accepts_a_known_key_and_says_so) {
  const auto& machine = of({another, the_same});
  EXPECT_TRUE(machine.accepted());
  EXPECT_EQ(machine.refused(), std::nullopt);
  const auto next = said_.take();
  ASSERT_TRUE(next.has_value());
  ASSERT_TRUE(std::holds_alternative<host_key_known>(*next));
  EXPECT_EQ(std::get<host_key_known>(*next).presented.blob, presented_blob);
}

TEST_F(verification, asks_about_an_unknown_key_and_takes_one_answer) {
  auto& machine = of({});
  const auto asked = prompt();
  EXPECT_EQ(asked.presented.blob, presented_blob);
  EXPECT_TRUE(asked.known.empty());
  EXPECT_FALSE(machine.accepted());
  EXPECT_FALSE(machine.answer(0, host_key_decision::accept));
  EXPECT_FALSE(machine.answer(asked.id + 1, host_key_decision::accept));
  EXPECT_FALSE(machine.answer(asked.id, user_reply{.user = "alice"}));
  EXPECT_FALSE(machine.accepted());
  EXPECT_TRUE(machine.answer(asked.id, host_key_decision::accept));
  EXPECT_TRUE(machine.accepted());
  EXPECT_FALSE(machine.answer(asked.id, host_key_decision::refuse));
  EXPECT_TRUE(machine.accepted());
}

TEST_F(verification, of_an_unknown_key_can_be_refused) {
  auto& machine = of({});
  EXPECT_TRUE(machine.answer(prompt().id, host_key_decision::refuse));
  EXPECT_FALSE(machine.accepted());
  EXPECT_EQ(machine.refused(), cause::host_key_refused);
}

TEST_F(verification, of_a_changed_key_shows_the_known_ones_and_takes_accept_for_a_refusal) {
  auto& machine = of({another});
  const auto asked = prompt();
  ASSERT_EQ(asked.known.size(), 1U);
  EXPECT_EQ(asked.known.front().blob, another.blob);
  EXPECT_TRUE(machine.answer(asked.id, host_key_decision::accept));
  EXPECT_FALSE(machine.accepted());
  EXPECT_EQ(machine.refused(), cause::host_key_changed);
}

TEST_F(verification, of_a_changed_key_lets_it_be_replaced_deliberately) {
  auto& machine = of({another});
  EXPECT_TRUE(machine.answer(prompt().id, host_key_decision::replace));
  EXPECT_TRUE(machine.accepted());
  EXPECT_EQ(machine.refused(), std::nullopt);
}

}  // namespace
}  // namespace glasshell::ssh
