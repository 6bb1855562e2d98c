#include "link/receive_window.hpp"

#include <algorithm>

namespace glasshell::link {

void receive_window::consumed(std::uint64_t consumed_bytes, time_point now, std::optional<duration> round_trip) {
  if (consumed_bytes == acknowledged_) return;
  size_.passed(consumed_bytes, now, round_trip);
  if (consumed_bytes - acknowledged_ >= ack_piece_bytes_) {
    hurry(consumed_bytes);
  } else if (!ready_ && !due_) {
    due_ = now + ack_delay_;
  }
}

void receive_window::hurry(std::uint64_t consumed_bytes) noexcept {
  if (consumed_bytes == acknowledged_) return;
  ready_ = true;
  due_.reset();
}

void receive_window::renew(std::uint64_t consumed_bytes) noexcept {
  acknowledge(consumed_bytes);
  ready_ = consumed_bytes > 0;
  due_.reset();
}

void receive_window::tick(time_point now) noexcept {
  if (!due_ || now < *due_) return;
  ready_ = true;
  due_.reset();
}

std::optional<ack> receive_window::next_ack(std::uint64_t consumed_bytes) noexcept {
  if (!ready_) return std::nullopt;
  ready_ = false;
  due_.reset();
  acknowledge(consumed_bytes);
  return ack{acknowledged_, limit_};
}

void receive_window::acknowledge(std::uint64_t consumed_bytes) noexcept {
  acknowledged_ = consumed_bytes;
  limit_ = std::max(limit_, consumed_bytes + size_.bytes());  // a window that has become smaller takes nothing back
}

}  // namespace glasshell::link
