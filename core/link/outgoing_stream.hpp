// This end's stream: what was written and not acknowledged, how much of it was handed out on the present socket and ever, and
// how far the peer lets it go. No frames but the ack may enter.
#pragma once

#include "base/adaptive_window.hpp"
#include "base/time.hpp"
#include "link/frame.hpp"
#include "link/replay_buffer.hpp"

#include <cstdint>
#include <optional>

namespace glasshell::link {

/// @par Thread safety  None; its endpoint owns it.
class outgoing_stream {
 public:
  explicit outgoing_stream(const adaptive_window& kept) : window_(kept) {}

  /// How many octets fit in now.
  [[nodiscard]] std::size_t writable() const noexcept;
  bytes_span prepare(std::size_t max_bytes) { return kept_.prepare(max_bytes); }
  void commit(std::size_t size_bytes) { kept_.commit(size_bytes); }
  void append(bytes_view octets) { kept_.append(octets); }
  void drop() noexcept { kept_.clear(); }

  [[nodiscard]] bool all_handed_out() const noexcept { return cursor_ >= kept_.end_offset(); }
  [[nodiscard]] bool all_acknowledged() const noexcept { return kept_.size() == 0; }
  [[nodiscard]] std::size_t held_bytes() const noexcept { return kept_.size(); }
  /// The next piece for this socket, at most `max_bytes`.
  shared_view next_piece(std::size_t max_bytes);
  /// Where the present socket stands.
  [[nodiscard]] std::uint64_t cursor() const noexcept { return cursor_; }
  /// The most that was handed out on any socket.
  [[nodiscard]] std::uint64_t sent_bytes() const noexcept { return sent_; }

  /// The peer's first limit.
  void grant(std::uint64_t limit) noexcept { limit_ = limit; }
  /// @param round_trip  of the path, if it is known: how much has to be kept so that the stream does not stand still
  /// @return what is wrong with the ack; nothing has changed then
  std::optional<errc> acknowledge(const ack& received, time_point now, std::optional<duration> round_trip);

  /// Whether the peer of another socket may say that this much arrived there, and grant this much.
  [[nodiscard]] bool can_resume(std::uint64_t arrived_bytes, std::uint64_t limit) const noexcept;
  /// What the peer has is not sent again; it is kept until it is acknowledged.
  void resume(std::uint64_t arrived_bytes, std::uint64_t limit) noexcept;

 private:
  adaptive_window window_;
  replay_buffer kept_;
  std::uint64_t cursor_ = 0;
  std::uint64_t sent_ = 0;
  std::uint64_t limit_ = 0;
};

}  // namespace glasshell::link
