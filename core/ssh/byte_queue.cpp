#include "ssh/byte_queue.hpp"

#include "ssh/memory_wipe.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace glasshell::ssh {

namespace {

constexpr std::size_t smallest_capacity_bytes = 4096;

}  // namespace

byte_queue::~byte_queue() { clear(); }

void byte_queue::append(bytes_view octets) {
  if (octets.empty()) return;
  if (head_ + size_ + octets.size() > capacity_) {
    if (size_ + octets.size() <= capacity_ / 2) {
      std::memmove(data_.get(), data_.get() + head_, size_);
      wipe_fast(data_.get() + std::max(size_, head_), std::min(size_, head_));
    } else {
      const std::size_t larger = std::max({smallest_capacity_bytes, 2 * capacity_, 2 * (size_ + octets.size())});
      std::unique_ptr<std::uint8_t[]> moved(new std::uint8_t[larger]);
      if (size_ > 0) std::memcpy(moved.get(), data_.get() + head_, size_);
      wipe_fast(data_.get() + head_, size_);
      data_ = std::move(moved);
      capacity_ = larger;
    }
    head_ = 0;
  }
  std::memcpy(data_.get() + head_ + size_, octets.data(), octets.size());
  size_ += octets.size();
}

void byte_queue::drop(std::size_t size_bytes) noexcept {
  wipe_fast(data_.get() + head_, size_bytes);
  size_ -= size_bytes;
  head_ = size_ == 0 ? 0 : head_ + size_bytes;
}

}  // namespace glasshell::ssh
