#include "ssh/action_queue.hpp"

#include <gtest/gtest.h>

namespace glasshell::ssh {
namespace {

TEST(action_queue, gives_actions_in_the_order_in_which_they_were_said) {
  action_queue queue;
  EXPECT_FALSE(queue.take().has_value());
  queue.push(banner{.text = "first"});
  queue.push(shell_started{});
  const auto first = queue.take();
  ASSERT_TRUE(first.has_value());
  EXPECT_EQ(std::get<banner>(*first).text, "first");
  const auto second = queue.take();
  ASSERT_TRUE(second.has_value());
  EXPECT_TRUE(std::holds_alternative<shell_started>(*second));
  EXPECT_FALSE(queue.take().has_value());
}

TEST(action_queue, never_gives_two_prompts_the_same_number_nor_zero) {
  action_queue queue;
  const prompt_id first = queue.new_prompt();
  EXPECT_NE(first, 0U);
  EXPECT_NE(queue.new_prompt(), first);
}

}  // namespace
}  // namespace glasshell::ssh
