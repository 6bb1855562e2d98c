// Whether the peer is still there: beats after our own silence, their answers, the round trip, and when the peer's silence
// has lasted too long. Knows beats and nothing of other frames or of the stream; time is an argument.
#pragma once

#include "base/time.hpp"
#include "link/frame.hpp"

#include <cstdint>
#include <optional>

namespace glasshell::link {

/// @par Thread safety  None; its endpoint owns it.
class liveness {
 public:
  liveness(duration beat_interval, duration dead_after) : own_interval_(beat_interval), dead_after_(dead_after) {}

  /// Counting starts when a socket's link opens. A peer that wants to hear from us more often says so there.
  void begin(time_point now);
  /// What was asked on a socket that is gone is of no use on the next.
  void forget() noexcept;
  void shorten_beat_interval(duration wanted);
  /// From now on beats come so often, and the peer is dead so soon: not before it had this time to answer.
  void set_pace(duration beat_interval, duration dead_after, time_point now);

  void sent(time_point now) noexcept { last_sent_ = now; }
  void heard(time_point now) noexcept { last_heard_ = now; }
  void take(const beat& received, time_point now);
  void ask() noexcept { ask_is_due_ = true; }
  /// Asks if this path's round trip is not known.
  void measure() noexcept { ask_is_due_ = ask_is_due_ || (!shortest_round_trip_ && !open_question_); }

  /// The endpoint was called at these two times and not in between.
  void elapse(time_point from, time_point to) noexcept;
  /// @return false if the peer is dead
  bool tick(time_point now) noexcept;
  [[nodiscard]] time_point next_deadline() const;

  /// The beat that is due, if one is: an answer first.
  std::optional<beat> next_beat(time_point now);

  [[nodiscard]] std::optional<duration> round_trip() const noexcept { return round_trip_; }
  /// The shortest on this socket: what the path takes when nothing waits on it.
  [[nodiscard]] std::optional<duration> shortest_round_trip() const noexcept { return shortest_round_trip_; }

 private:
  struct question {
    std::uint64_t stamp = 0;
    time_point asked_at;
  };
  [[nodiscard]] duration beat_interval() const noexcept;
  [[nodiscard]] time_point beat_due() const noexcept;

  duration own_interval_;
  std::optional<duration> peer_wish_;
  duration dead_after_;
  time_point last_sent_;
  time_point last_asked_;
  time_point last_heard_;
  bool ask_is_due_ = false;
  std::optional<std::uint64_t>
      answer_due_;  // the last stamp asked with: who asks faster than it reads gets fewer answers
  std::uint64_t last_stamp_ = 0;
  std::optional<question> open_question_;
  std::optional<duration> round_trip_;
  std::optional<duration> shortest_round_trip_;
};

}  // namespace glasshell::link
