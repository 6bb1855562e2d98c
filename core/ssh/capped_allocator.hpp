// The memory under one libssh2 session: counted, bounded and wiped when it is given back. libssh2 queues what it does not
// understand without a bound, frees plaintext as it is, and forgets some blocks when an exchange fails; this is where all
// three end. No libssh2 type may enter.
#pragma once

#include <cstddef>

namespace glasshell::ssh {

/// Hands out heap memory up to a bound.
///
/// @par Errors  Beyond the bound `allocate` and `resize` return nullptr, and `exhausted()` stays true: whoever calls
///              libssh2 looks there first, since libssh2 reports a failed allocation in many ways or not at all.
/// @par Lifetime  Its end is the end of every block that it gave.
/// @par Thread safety  None.
class capped_allocator {
 public:
  explicit capped_allocator(std::size_t limit_bytes) noexcept : limit_bytes_(limit_bytes) {}
  capped_allocator(const capped_allocator&) = delete;
  capped_allocator& operator=(const capped_allocator&) = delete;
  ~capped_allocator();

  void* allocate(std::size_t size_bytes) noexcept;
  void* resize(void* block, std::size_t size_bytes) noexcept;
  /// Wipes and gives back. nullptr is allowed.
  void release(void* block) noexcept;

  /// The size that was asked for.
  [[nodiscard]] static std::size_t size_of(const void* block) noexcept;

  [[nodiscard]] bool exhausted() const noexcept { return exhausted_; }
  [[nodiscard]] std::size_t held_bytes() const noexcept { return held_bytes_; }
  [[nodiscard]] std::size_t peak_bytes() const noexcept { return peak_bytes_; }

 private:
  struct block_header;
  static block_header* header_of(void* block) noexcept;
  static void wipe_and_free(block_header* header) noexcept;

  std::size_t limit_bytes_;
  std::size_t held_bytes_ = 0;
  std::size_t peak_bytes_ = 0;
  block_header* newest_ = nullptr;
  bool exhausted_ = false;
};

}  // namespace glasshell::ssh
