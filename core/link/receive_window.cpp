#include "link/receive_window.hpp"

namespace glasshell::link {

void receive_window::consumed(std::uint64_t consumed_bytes, time_point now) {
  if (consumed_bytes == acknowledged_) return;
  if (consumed_bytes - acknowledged_ >= window_bytes_ / 4) {
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
  acknowledged_ = consumed_bytes;
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
  acknowledged_ = consumed_bytes;
  return ack{acknowledged_, limit()};
}

}  // namespace glasshell::link
