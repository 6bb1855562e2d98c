#include "link/replay_buffer.hpp"

#include <algorithm>
#include <cassert>

namespace glasshell::link {

void replay_buffer::add_block(std::size_t wanted_bytes) {
  // At least twice the last one: a long run of small pieces ends in large blocks, however it is cut.
  const std::size_t grown = blocks_.empty() ? smallest_block_bytes : 2 * blocks_.back().capacity;
  const std::size_t capacity = std::min(std::max(wanted_bytes, grown), block_bytes);
  // Not make_shared: it would set every octet to zero first.
  blocks_.push_back({std::shared_ptr<std::uint8_t[]>(new std::uint8_t[capacity]), capacity, 0, end_});
}

bytes_span replay_buffer::prepare(std::size_t max_bytes) {
  if (max_bytes == 0) return {};
  const std::size_t room = blocks_.empty() ? 0 : blocks_.back().room();
  if (room < std::min(max_bytes, smallest_read_bytes)) add_block(max_bytes);
  block& last = blocks_.back();
  return {last.memory.get() + last.used, std::min(max_bytes, last.room())};
}

void replay_buffer::commit(std::size_t size_bytes) {
  if (blocks_.empty()) return;
  block& last = blocks_.back();
  assert(size_bytes <= last.room());
  last.used += size_bytes;
  end_ += size_bytes;
  if (last.used == 0) blocks_.pop_back();
  if (size() == 0) clear();
}

void replay_buffer::append(bytes_view octets) {
  while (!octets.empty()) {
    if (blocks_.empty() || blocks_.back().room() == 0) add_block(octets.size());
    block& last = blocks_.back();
    const bytes_view piece = octets.first(std::min(octets.size(), last.room()));
    std::copy(piece.begin(), piece.end(), last.memory.get() + last.used);
    last.used += piece.size();
    end_ += piece.size();
    octets = octets.subspan(piece.size());
  }
}

shared_view replay_buffer::view(std::uint64_t offset, std::size_t max_bytes) const {
  assert(offset >= begin_ && offset <= end_);
  const auto after = std::upper_bound(blocks_.begin(), blocks_.end(), offset,
                                      [](std::uint64_t at, const block& one) { return at < one.end_offset(); });
  if (after == blocks_.end()) return {};
  const auto skipped = static_cast<std::size_t>(offset - after->first_offset);
  return {after->memory, {after->memory.get() + skipped, std::min(max_bytes, after->used - skipped)}};
}

bytes_view replay_buffer::front() const noexcept {
  if (size() == 0) return {};
  const block& first = blocks_.front();
  const auto skipped = static_cast<std::size_t>(begin_ - first.first_offset);
  return {first.memory.get() + skipped, first.used - skipped};
}

void replay_buffer::release_before(std::uint64_t offset) {
  assert(offset >= begin_ && offset <= end_);
  begin_ = offset;
  if (begin_ == end_) {
    blocks_ = std::vector<block>();  // the vector's own memory too: an idle session holds nothing
    return;
  }
  const auto kept =
      std::find_if(blocks_.begin(), blocks_.end(), [&](const block& one) { return one.end_offset() > offset; });
  blocks_.erase(blocks_.begin(), kept);
}

}  // namespace glasshell::link
