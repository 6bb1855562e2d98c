#include "ssh/capped_allocator.hpp"

#include "ssh/memory_wipe.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <new>
#include <utility>

namespace glasshell::ssh {

/// In front of each block, in a list of all; as strictly aligned as anything, so that the block is too.
struct alignas(std::max_align_t) capped_allocator::block_header {
  std::size_t size_bytes;
  block_header* newer;
  block_header* older;
};

namespace {

/// libssh2 leaves some small blocks unset when a peer's lengths lie (the exit signal's name); large ones are the packets
/// themselves, where a second pass over the memory would cost.
constexpr std::size_t zeroed_up_to_bytes = 512;

}  // namespace

capped_allocator::~capped_allocator() {
  for (block_header* header = newest_; header != nullptr;) wipe_and_free(std::exchange(header, header->older));
}

capped_allocator::block_header* capped_allocator::header_of(void* block) noexcept {
  return static_cast<block_header*>(block) - 1;
}

void* capped_allocator::allocate(std::size_t size_bytes) noexcept {
  const bool allowed = held_bytes_ <= limit_bytes_ && size_bytes <= limit_bytes_ - held_bytes_;
  void* memory = allowed ? std::malloc(sizeof(block_header) + size_bytes) : nullptr;  // NOLINT(*-no-malloc)
  if (memory == nullptr) {
    exhausted_ = true;
    return nullptr;
  }
  newest_ = ::new (memory) block_header{.size_bytes = size_bytes, .newer = nullptr, .older = newest_};
  if (newest_->older != nullptr) newest_->older->newer = newest_;
  held_bytes_ += size_bytes;
  peak_bytes_ = std::max(peak_bytes_, held_bytes_);
  void* block = newest_ + 1;
  std::memset(block, 0, std::min(size_bytes, zeroed_up_to_bytes));
  return block;
}

void* capped_allocator::resize(void* block, std::size_t size_bytes) noexcept {
  void* larger = allocate(size_bytes);
  if (block == nullptr || larger == nullptr) return larger;
  std::memcpy(larger, block, std::min(size_bytes, size_of(block)));
  release(block);
  return larger;
}

void capped_allocator::release(void* block) noexcept {
  if (block == nullptr) return;
  block_header* header = header_of(block);
  (header->newer == nullptr ? newest_ : header->newer->older) = header->older;
  if (header->older != nullptr) header->older->newer = header->newer;
  held_bytes_ -= header->size_bytes;
  wipe_and_free(header);
}

void capped_allocator::wipe_and_free(block_header* header) noexcept {
  wipe_fast(header + 1, header->size_bytes);
  std::free(header);  // NOLINT(*-no-malloc): `new` without exceptions ends the process in WebAssembly when memory does
}

std::size_t capped_allocator::size_of(const void* block) noexcept {
  return (static_cast<const block_header*>(block) - 1)->size_bytes;
}

}  // namespace glasshell::ssh
