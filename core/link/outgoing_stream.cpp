#include "link/outgoing_stream.hpp"

#include <algorithm>

namespace glasshell::link {

std::size_t outgoing_stream::writable() const noexcept {
  const std::uint64_t limit = std::min(limit_, kept_.begin_offset() + window_.bytes());
  const std::uint64_t end = kept_.end_offset();
  return limit > end ? static_cast<std::size_t>(limit - end) : 0;
}

shared_view outgoing_stream::next_piece(std::size_t max_bytes) {
  shared_view piece = kept_.view(cursor_, max_bytes);
  cursor_ += piece.octets.size();
  sent_ = std::max(sent_, cursor_);
  return piece;
}

std::optional<errc> outgoing_stream::acknowledge(const ack& received, time_point now,
                                                 std::optional<duration> round_trip) {
  if (received.consumed_bytes < kept_.begin_offset() || received.receive_limit < limit_) return errc::ack_went_back;
  // Not `sent_`: what this socket has not carried yet, its peer cannot have.
  if (received.consumed_bytes > cursor_) return errc::ack_beyond_sent;
  limit_ = received.receive_limit;
  kept_.release_before(received.consumed_bytes);
  window_.passed(received.consumed_bytes, now, round_trip);
  return std::nullopt;
}

bool outgoing_stream::can_resume(std::uint64_t arrived_bytes, std::uint64_t limit) const noexcept {
  return arrived_bytes >= kept_.begin_offset() && arrived_bytes <= sent_ && limit >= limit_;
}

void outgoing_stream::resume(std::uint64_t arrived_bytes, std::uint64_t limit) noexcept {
  cursor_ = arrived_bytes;
  limit_ = limit;
}

}  // namespace glasshell::link
