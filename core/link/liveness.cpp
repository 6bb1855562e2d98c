#include "link/liveness.hpp"

#include <algorithm>

namespace glasshell::link {

namespace {

// A peer cannot make this end beat more often than this.
constexpr duration shortest_beat_interval = std::chrono::seconds(1);

// After our own sleep the peer has this long to say something.
constexpr duration time_to_answer_after_sleep = std::chrono::seconds(10);

}  // namespace

void liveness::begin(time_point now) {
  last_sent_ = now;
  last_heard_ = now;
}

void liveness::shorten_beat_interval(duration wanted) {
  beat_interval_ = std::min(beat_interval_, std::max(wanted, shortest_beat_interval));
}

void liveness::take(const beat& received, time_point now) {
  switch (received.kind) {
    case beat_kind::ask:
      answer_due_ = received.stamp;
      return;
    case beat_kind::answer:
      if (!open_question_ || open_question_->stamp != received.stamp) return;
      round_trip_ = now - open_question_->asked_at;
      open_question_.reset();
      return;
  }
}

void liveness::elapse(time_point from, time_point to) noexcept {
  // Whoever is awake is called once a beat, or on the peer's death if it cannot write. After our own sleep what the peer said
  // may wait in the socket, and the silence is not the peer's: ask, and let it answer.
  if (to - from <= std::max(beat_interval_, dead_after_ - beat_interval_)) return;
  last_heard_ = std::max(last_heard_, to - dead_after_ + std::min(dead_after_, time_to_answer_after_sleep));
  ask_is_due_ = true;
}

bool liveness::tick(time_point now) noexcept {
  if (now >= last_sent_ + beat_interval_) ask_is_due_ = true;
  return now < last_heard_ + dead_after_;
}

time_point liveness::next_deadline() const {
  const time_point dead = last_heard_ + dead_after_;
  return ask_is_due_ ? dead : std::min(dead, last_sent_ + beat_interval_);
}

std::optional<beat> liveness::next_beat(time_point now) {
  if (answer_due_) {
    const beat answer{beat_kind::answer, *answer_due_};
    answer_due_.reset();
    return answer;
  }
  if (!ask_is_due_) return std::nullopt;
  ask_is_due_ = false;
  ++last_stamp_;
  // One question is timed at a time, or a round trip longer than the time between questions would never be known.
  if (!open_question_) open_question_ = {last_stamp_, now};
  return beat{beat_kind::ask, last_stamp_};
}

}  // namespace glasshell::link
