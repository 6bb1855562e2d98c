// Octets that wait, in order: appended at the back, taken from the front, contiguous for whoever reads them. Wiped as they
// go, since what is typed and shown passes through here.
#pragma once

#include "base/bytes.hpp"

#include <cstddef>
#include <memory>

namespace glasshell::ssh {

/// Unbounded by itself: each owner states its own bound and keeps to it.
///
/// @par Lifetime  A view lives until the next call that changes the queue.
class byte_queue {
 public:
  byte_queue() noexcept = default;
  byte_queue(const byte_queue&) = delete;
  byte_queue& operator=(const byte_queue&) = delete;
  ~byte_queue();

  void append(bytes_view octets);
  [[nodiscard]] bytes_view view() const noexcept { return {data_.get() + head_, size_}; }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
  /// @param size_bytes  at most `size()`
  void drop(std::size_t size_bytes) noexcept;
  void clear() noexcept { drop(size_); }

 private:
  std::unique_ptr<std::uint8_t[]> data_;
  std::size_t capacity_ = 0;
  std::size_t head_ = 0;
  std::size_t size_ = 0;
};

}  // namespace glasshell::ssh
