// How far the peer may send, and when it must be told: absolute counts of what was granted and acknowledged. Holds no
// octets and no frames but the ack.
#pragma once

#include "base/adaptive_window.hpp"
#include "base/time.hpp"
#include "link/frame.hpp"

#include <cstdint>
#include <optional>

namespace glasshell::link {

/// @par Thread safety  None; its endpoint owns it.
class receive_window {
 public:
  receive_window(const adaptive_window& size, duration ack_delay)
      : size_(size), ack_piece_bytes_(size.bytes() / 4), ack_delay_(ack_delay), limit_(size.bytes()) {}

  /// The absolute count at which the peer must stop. It never falls.
  [[nodiscard]] std::uint64_t limit() const noexcept { return limit_; }

  /// The next consumer has taken everything before `consumed_bytes`.
  /// @param round_trip  of the path, if it is known: how far the window has to reach
  void consumed(std::uint64_t consumed_bytes, time_point now, std::optional<duration> round_trip);
  /// The peer waits for nothing but the rest of its acks.
  void hurry(std::uint64_t consumed_bytes) noexcept;

  /// A new socket: its greeting states the limit, and an ack, which the last socket may have lost, follows it.
  void renew(std::uint64_t consumed_bytes) noexcept;

  void tick(time_point now) noexcept;
  [[nodiscard]] std::optional<time_point> next_deadline() const noexcept { return due_; }

  /// The ack that is due, if one is.
  std::optional<ack> next_ack(std::uint64_t consumed_bytes) noexcept;

 private:
  void acknowledge(std::uint64_t consumed_bytes) noexcept;

  adaptive_window size_;
  std::uint32_t ack_piece_bytes_;  // of the first window: a peer may keep no more, however large this one becomes
  duration ack_delay_;
  std::uint64_t acknowledged_ = 0;
  std::uint64_t limit_;
  std::optional<time_point> due_;
  bool ready_ = false;
};

}  // namespace glasshell::link
