// Wiping at memory speed, and containers that do it by themselves, for what every octet of a session passes through.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <vector>

namespace glasshell::ssh {

/// The barrier keeps the compiler from dropping a write to memory that is not read again. A loop over volatile octets does
/// the same at a twentieth of the speed.
inline void wipe_fast(void* memory, std::size_t size_bytes) noexcept {
  if (size_bytes == 0) return;
  std::memset(memory, 0, size_bytes);
  __asm__ __volatile__("" : : "r"(memory) : "memory");
}

/// Wipes what a container gives back, also when it grows.
template <class T>
struct wiping_allocator {
  using value_type = T;
  wiping_allocator() noexcept = default;
  template <class U>
  explicit wiping_allocator(const wiping_allocator<U>&) noexcept {}
  T* allocate(std::size_t count) { return std::allocator<T>().allocate(count); }
  void deallocate(T* memory, std::size_t count) noexcept {
    wipe_fast(memory, count * sizeof(T));
    std::allocator<T>().deallocate(memory, count);
  }
  friend bool operator==(const wiping_allocator&, const wiping_allocator&) noexcept { return true; }
};

/// A packet or a key under construction: what `wire_writer` appends to when it is secret.
using secret_buffer = std::vector<std::uint8_t, wiping_allocator<std::uint8_t>>;

}  // namespace glasshell::ssh
