// What was sent and not yet acknowledged, kept for replay: one piece of memory serves reading from the node, sending,
// and sending again. Bounded by the window; empty when idle. No frames and no time may enter.
#pragma once

#include "base/bytes.hpp"

#include <cstdint>
#include <deque>
#include <memory>

namespace glasshell::link {

/// A view of stream octets that keeps their memory alive, so that a write in flight stays valid even if a hostile peer
/// acknowledges early.
struct shared_view {
  std::shared_ptr<const std::uint8_t[]> owner;
  bytes_view octets;
};

/// An append-only stream of which the front is released by acknowledgements.
///
/// @par Thread safety  None; one strand owns it.
class replay_buffer {
 public:
  /// The memory is taken in blocks of this size, and given back when acknowledged.
  static constexpr std::size_t block_bytes = 32 * 1024;

  /// Room to write into, at most `max_bytes` and at least one octet (if `max_bytes` > 0); valid until the next call of
  /// a non-const member. What `commit` names becomes part of the stream.
  bytes_span prepare(std::size_t max_bytes);
  void commit(std::size_t size_bytes);

  /// Copies octets to the end of the stream.
  void append(bytes_view octets);

  /// Octets from an absolute offset on, at most `max_bytes`, in one contiguous piece; empty at the end.
  [[nodiscard]] shared_view view(std::uint64_t offset, std::size_t max_bytes) const;

  /// Releases everything before `offset`, which lies in [begin_offset(), end_offset()].
  void release_before(std::uint64_t offset);

  [[nodiscard]] std::uint64_t begin_offset() const noexcept { return begin_; }
  [[nodiscard]] std::uint64_t end_offset() const noexcept { return end_; }
  [[nodiscard]] std::size_t size() const noexcept { return static_cast<std::size_t>(end_ - begin_); }

 private:
  struct block {
    std::shared_ptr<std::uint8_t[]> memory;
    std::size_t capacity = 0;
    std::size_t used = 0;
    std::uint64_t first_offset = 0;
  };
  std::deque<block> blocks_;
  std::uint64_t begin_ = 0;
  std::uint64_t end_ = 0;
};

}  // namespace glasshell::link
