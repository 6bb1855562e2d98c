#include "ssh/keepalive.hpp"

#include "base/wire.hpp"

namespace glasshell::ssh {

namespace {

// More questions at once than this tell nothing new; a node that is only slow keeps the session without them.
constexpr std::size_t open_questions_limit = 16;

}  // namespace

std::optional<duration> keepalive::take(const received_packet& packet, time_point now) {
  if (packet.type != message::request_success && packet.type != message::request_failure) return std::nullopt;
  if (asked_at_.empty()) return std::nullopt;
  const duration round_trip = now - asked_at_.front();
  asked_at_.pop_front();
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

void keepalive::shift_deadlines(duration by) {
  if (next_) *next_ += by;
  for (time_point& at : asked_at_) at += by;
}

}  // namespace glasshell::ssh
