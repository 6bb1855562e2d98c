#include "base/secret.hpp"

#include <algorithm>
#include <utility>

namespace glasshell {

void wipe(bytes_span memory) noexcept {
  volatile std::uint8_t* octet = memory.data();
  for (std::size_t left = memory.size(); left > 0; --left) *octet++ = 0;
}

bool equal_in_constant_time(bytes_view a, bytes_view b) noexcept {
  if (a.size() != b.size()) return false;
  volatile std::uint8_t difference = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    difference = static_cast<std::uint8_t>(difference | (a[i] ^ b[i]));
  }
  return difference == 0;
}

secret_bytes::secret_bytes(bytes_view octets) {
  if (octets.empty()) return;
  data_ = new std::uint8_t[octets.size()];
  size_ = octets.size();
  std::copy(octets.begin(), octets.end(), data_);
}

secret_bytes::secret_bytes(std::string_view text) : secret_bytes(as_bytes_view(text)) {}

secret_bytes::secret_bytes(secret_bytes&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

secret_bytes& secret_bytes::operator=(secret_bytes&& other) noexcept {
  if (this == &other) return *this;
  clear();
  data_ = std::exchange(other.data_, nullptr);
  size_ = std::exchange(other.size_, 0);
  return *this;
}

secret_bytes::~secret_bytes() { clear(); }

secret_bytes secret_bytes::with_size(std::size_t size_bytes) {
  secret_bytes made;
  if (size_bytes == 0) return made;
  made.data_ = new std::uint8_t[size_bytes]();
  made.size_ = size_bytes;
  return made;
}

void secret_bytes::clear() noexcept {
  if (data_ == nullptr) return;
  wipe(span());
  delete[] std::exchange(data_, nullptr);
  size_ = 0;
}

}  // namespace glasshell
