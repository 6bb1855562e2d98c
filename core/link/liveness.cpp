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
  last_asked_ = now;
  last_heard_ = now;
}

void liveness::forget() noexcept {
  ask_is_due_ = false;
  answer_due_.reset();
  open_question_.reset();
  shortest_round_trip_.reset();
}

void liveness::shorten_beat_interval(duration wanted) { peer_wish_ = std::max(wanted, shortest_beat_interval); }

void liveness::set_pace(duration beat_interval, duration dead_after, time_point now) {
  own_interval_ = std::max(beat_interval, shortest_beat_interval);
  // At a slower pace it was right to be silent for longer than the new one allows.
  if (dead_after < dead_after_) {
    last_heard_ = std::max(last_heard_, now);
    ask_is_due_ = true;
  }
  dead_after_ = dead_after;
}

duration liveness::beat_interval() const noexcept {
  return std::min(own_interval_, peer_wish_.value_or(own_interval_));
}

/// The peer's silence counts as ours does: who sends all the time to a peer that has nothing to say must not take it for dead.
time_point liveness::beat_due() const noexcept {
  return std::min(last_sent_, std::max(last_heard_, last_asked_)) + beat_interval();
}

void liveness::take(const beat& received, time_point now) {
  switch (received.kind) {
    case beat_kind::ask:
      answer_due_ = received.stamp;
      return;
    case beat_kind::answer:
      if (!open_question_ || open_question_->stamp != received.stamp) return;
      round_trip_ = now - open_question_->asked_at;
      shortest_round_trip_ = std::min(shortest_round_trip_.value_or(*round_trip_), *round_trip_);
      open_question_.reset();
      return;
  }
}

void liveness::elapse(time_point from, time_point to) noexcept {
  // Whoever is awake is called once a beat, or on the peer's death if it cannot write. After our own sleep what the peer said
  // may wait in the socket, and the silence is not the peer's: ask, and let it answer.
  if (to - from <= std::max(beat_interval(), dead_after_ - beat_interval())) return;
  last_heard_ = std::max(last_heard_, to - dead_after_ + std::min(dead_after_, time_to_answer_after_sleep));
  ask_is_due_ = true;
}

bool liveness::tick(time_point now) noexcept {
  if (now >= beat_due()) ask_is_due_ = true;
  return now < last_heard_ + dead_after_;
}

time_point liveness::next_deadline() const {
  const time_point dead = last_heard_ + dead_after_;
  return ask_is_due_ ? dead : std::min(dead, beat_due());
}

std::optional<beat> liveness::next_beat(time_point now) {
  if (answer_due_) {
    const beat answer{beat_kind::answer, *answer_due_};
    answer_due_.reset();
    return answer;
  }
  if (!ask_is_due_) return std::nullopt;
  ask_is_due_ = false;
  last_asked_ = now;
  ++last_stamp_;
  // One question is timed at a time, or a round trip longer than the time between questions would never be known.
  if (!open_question_) open_question_ = {last_stamp_, now};
  return beat{beat_kind::ask, last_stamp_};
}

}  // namespace glasshell::link
