// What the engine's parts have to say, in order, until the driver takes it; and the numbers of prompts.
#pragma once

#include "ssh/action.hpp"

#include <deque>
#include <optional>
#include <utility>

namespace glasshell::ssh {

class action_queue {
 public:
  void push(action said) { waiting_.push_back(std::move(said)); }
  std::optional<action> take() {
    if (waiting_.empty()) return std::nullopt;
    std::optional<action> first(std::move(waiting_.front()));
    waiting_.pop_front();
    return first;
  }
  /// Never 0, so that 0 can mean "no prompt is open".
  prompt_id new_prompt() { return ++last_prompt_; }

 private:
  std::deque<action> waiting_;
  prompt_id last_prompt_ = 0;
};

}  // namespace glasshell::ssh
