// Octets that must not outlive their use: passwords, private keys, passphrases, session secrets. Move-only, wiped when
// destroyed, moved from or replaced; not printable, not comparable except in constant time.
#pragma once

#include "base/bytes.hpp"

#include <cstddef>
#include <string_view>

namespace glasshell {

/// Overwrites memory in a way that the optimiser may not drop.
void wipe(bytes_span memory) noexcept;

/// True if both are the same octets; the time taken depends on the lengths alone.
bool equal_in_constant_time(bytes_view a, bytes_view b) noexcept;

/// Owned secret octets.
///
/// @par Lifetime  Views returned by `view()` and `text()` live until this object is moved from, cleared or destroyed.
/// @par Thread safety  Distinct objects are independent; one object needs outside locking.
class secret_bytes {
 public:
  secret_bytes() noexcept = default;

  /// Copies `octets`; wiping the source remains the caller's duty.
  explicit secret_bytes(bytes_view octets);
  explicit secret_bytes(std::string_view text);

  secret_bytes(secret_bytes&& other) noexcept;
  secret_bytes& operator=(secret_bytes&& other) noexcept;
  secret_bytes(const secret_bytes&) = delete;
  secret_bytes& operator=(const secret_bytes&) = delete;
  ~secret_bytes();

  /// Zero octets of the given length, to be filled through `span()`.
  static secret_bytes with_size(std::size_t size_bytes);

  [[nodiscard]] bytes_view view() const noexcept { return {data_, size_}; }
  [[nodiscard]] bytes_span span() noexcept { return {data_, size_}; }
  [[nodiscard]] std::string_view text() const noexcept { return as_text_view(view()); }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] bool empty() const noexcept { return size_ == 0; }

  /// Wipes and releases.
  void clear() noexcept;

 private:
  std::uint8_t* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace glasshell
