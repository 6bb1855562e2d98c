#include "ssh/keepalive.hpp"

#include "base/wire.hpp"

#include <algorithm>

namespace glasshell::ssh {

namespace {

// More questions at once than this tell nothing new; a node that is only slow keeps the session without them.
constexpr std::size_t open_questions_limit = 16;

// After the first answers the next question comes soon: a node that has just started a shell is slow to answer, and the shortest
// round trip decides how large the window becomes.
constexpr std::uint32_t first_answers = 3;
constexpr duration first_interval = std::chrono::seconds(1);

}  // namespace

std::optional<duration> keepalive::take(const received_packet& packet, time_point now) {
  if (packet.type != message::request_success && packet.type != message::request_failure) return std::nullopt;
  if (asked_at_.empty()) return std::nullopt;
  const duration round_trip = now - asked_at_.front();
  asked_at_.pop_front();
  if (answered_ < first_answers && ++answered_ < first_answers && next_) next_ = std::min(*next_, now + first_interval);
  if (untimed_ > 0) {
    --untimed_;
  } else {
    shortest_round_trip_ = std::min(shortest_round_trip_.value_or(round_trip), round_trip);
  }
  return round_trip;
}

bool keepalive::tick(time_point now) {
  if (!next_ || now < *next_) return true;
  if (unanswered_ >= unanswered_limit_) return false;
  next_ = now + interval_;
  ++unanswered_;
  if (asked_at_.size() >= open_questions_limit) return true;
  bytes packet;
  wire_writer(packet).u8(message::global_request).string32("keepalive@openssh.com").u8(1);
  out_.send(packet);
  asked_at_.push_back(now);
  return true;
}

void keepalive::path_changed(time_point now) {
  untimed_ = asked_at_.size();
  shortest_round_trip_.reset();
  answered_ = 0;
  if (next_) next_ = std::min(*next_, now + first_interval);
}

}  // namespace glasshell::ssh
