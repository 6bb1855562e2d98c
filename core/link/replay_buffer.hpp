// What was sent and not yet acknowledged, kept for replay: one piece of memory serves reading from the node, sending,
// and sending again. What arrived and is not yet consumed waits in one as well. Bounded by the windows; no memory at all
// when empty. No frames and no time may enter.
#pragma once

#include "base/bytes.hpp"

#include <cstdint>
#include <memory>
#include <vector>

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
  /// Memory is taken in blocks, the largest of this size, and given back when acknowledged. A few keystrokes take a small one.
  static constexpr std::size_t block_bytes = std::size_t{64} * 1024;
  static constexpr std::size_t smallest_block_bytes = 512;
  /// `prepare` leaves less room than this unused at the end of a block rather than have it filled by a tiny read.
  static constexpr std::size_t smallest_read_bytes = std::size_t{4} * 1024;

  /// Room to write into, at most `max_bytes` and at least one octet (if `max_bytes` > 0); valid until the next call of
  /// a non-const member. What `commit` names becomes part of the stream.
  bytes_span prepare(std::size_t max_bytes);
  /// @param size_bytes  at most what `prepare` gave; 0 gives the room back
  void commit(std::size_t size_bytes);

  /// Copies octets to the end of the stream.
  void append(bytes_view octets);

  /// Octets from an absolute offset on, at most `max_bytes`, in one contiguous piece; empty at the end.
  /// @param offset  in [begin_offset(), end_offset()]
  [[nodiscard]] shared_view view(std::uint64_t offset, std::size_t max_bytes) const;
  /// The same from the beginning, without a share in the memory: it lives until the next call of a non-const member.
  [[nodiscard]] bytes_view front() const noexcept;

  /// Releases everything before `offset`, which lies in [begin_offset(), end_offset()].
  void release_before(std::uint64_t offset);
  void clear() noexcept { release_before(end_); }

  [[nodiscard]] std::uint64_t begin_offset() const noexcept { return begin_; }
  [[nodiscard]] std::uint64_t end_offset() const noexcept { return end_; }
  [[nodiscard]] std::size_t size() const noexcept { return static_cast<std::size_t>(end_ - begin_); }

 private:
  struct block {
    std::shared_ptr<std::uint8_t[]> memory;
    std::size_t capacity = 0;
    std::size_t used = 0;
    std::uint64_t first_offset = 0;

    [[nodiscard]] std::size_t room() const noexcept { return capacity - used; }
    [[nodiscard]] std::uint64_t end_offset() const noexcept { return first_offset + used; }
  };
  void add_block(std::size_t wanted_bytes);

  std::vector<block> blocks_;  // at most a few dozen; only the last may have room to be filled
  std::uint64_t begin_ = 0;
  std::uint64_t end_ = 0;
};

}  // namespace glasshell::link
