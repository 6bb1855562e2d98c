// Asks the node whether it is still there (the global request keepalive@openssh.com, which every server answers, if only
// with a refusal: RFC 4254 §4) and measures how long the answer takes. No libssh2 type may enter.
#pragma once

#include "base/time.hpp"
#include "ssh/message.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>

namespace glasshell::ssh {

class keepalive {
 public:
  keepalive(packet_sender& out, duration interval, std::uint32_t unanswered_limit)
      : out_(out), interval_(interval), unanswered_limit_(unanswered_limit) {}

  /// The first question follows at once, so that the round trip is known from the start.
  void begin(time_point now) { next_ = now; }
  void stop() noexcept { next_.reset(); }
  /// The node has said something, whatever it was: it is there.
  void heard() noexcept { unanswered_ = 0; }
  /// @return the round trip, if the packet answers a question
  std::optional<duration> take(const received_packet& packet, time_point now);
  /// Asks if it is time. @return false if too many questions in a row found only silence
  bool tick(time_point now);

  /// The shortest round trip since the session began or went on over another path: what it takes when nothing waits on it.
  [[nodiscard]] std::optional<duration> shortest_round_trip() const noexcept { return shortest_round_trip_; }

  [[nodiscard]] std::optional<time_point> next_deadline() const noexcept { return next_; }
  /// The session goes on over another path, whose round trip is not known.
  void path_changed(time_point now);

 private:
  packet_sender& out_;
  duration interval_;
  std::uint32_t unanswered_limit_;
  std::uint32_t unanswered_ = 0;
  std::uint32_t answered_ = 0;  // so far, as long as it matters
  std::optional<time_point> next_;
  std::size_t untimed_ = 0;  // of the open questions, those that were asked over another path
  std::optional<duration> shortest_round_trip_;
  std::deque<time_point> asked_at_;  // answers come in order (RFC 4254 §4)
};

}  // namespace glasshell::ssh
