// When to try another socket for a session that lost its own, and when to give a try up. Pure: it is told the time, and names no
// socket. A page that is seen tries every two seconds, so that it is back soon after the network is; one that is not seen backs off.
#pragma once

#include "base/random.hpp"
#include "base/time.hpp"

#include <cstdint>
#include <optional>
#include <utility>

namespace glasshell::link {

/// Drive it so: after each call, and at `next_deadline()`, ask `step` until it says `nothing`.
///
/// @par Thread safety  None; one strand owns it.
class reconnect_schedule {
 public:
  enum class order : std::uint8_t {
    nothing,
    start,    ///< open a socket and say `attempt_started`
    abandon,  ///< the socket in flight has taken too long: drop it; it counts as failed
  };

  /// @param random  spreads the tries of many pages over time
  explicit reconnect_schedule(random_source random) : random_(std::move(random)) {}

  /// The socket is gone, and another one is wanted. Does nothing if one is wanted already.
  void lost(time_point now);
  void attempt_started(time_point now);
  /// @param retry_after  what the relay asked for, if it did
  void attempt_failed(time_point now, duration retry_after = {});
  /// The session goes on.
  void restored() noexcept;
  /// No socket is wanted any more.
  void stop() noexcept { state_ = state::idle; }

  /// Being seen again is a nudge.
  void set_visible(bool visible, time_point now);
  /// Something happened that makes success likely (the network is back, the machine woke) or a person asked: try at once.
  void nudge(time_point now);
  /// How patient a try must be.
  void set_round_trip(duration round_trip) noexcept { round_trip_ = round_trip; }

  order step(time_point now);
  [[nodiscard]] std::optional<time_point> next_deadline() const;

  [[nodiscard]] bool trying() const noexcept { return state_ == state::trying; }
  /// Tries since the socket was lost, the present one included.
  [[nodiscard]] std::uint32_t attempts() const noexcept { return attempts_; }

 private:
  enum class state : std::uint8_t { idle, waiting, trying };

  void wait_until(time_point at) noexcept;
  [[nodiscard]] duration pause(time_point now);
  [[nodiscard]] duration patience() const noexcept;
  /// A random time between the two.
  duration between(duration low, duration high);

  random_source random_;
  state state_ = state::idle;
  bool visible_ = true;
  bool nudged_ = false;  // the present try is given up for another one at once
  std::optional<duration> round_trip_;
  time_point due_;  // of the next try, or of the end of this one
  std::optional<time_point> started_at_;
  std::optional<time_point> nudged_at_;
  time_point failing_since_;
  std::uint32_t attempts_ = 0;
  std::uint32_t slower_ = 0;  // how often the pause was doubled
};

}  // namespace glasshell::link
