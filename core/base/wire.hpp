// Reading and writing big-endian fields, as both the link's frames and SSH's packets (RFC 4251 §5) want them. A reader
// never reads past its bytes: after the first short read it is failed and yields zeroes and empty views.
#pragma once

#include "base/bytes.hpp"

#include <concepts>
#include <cstddef>
#include <string_view>

namespace glasshell {

/// Takes fields off the front of borrowed octets.
///
/// @par Errors  A short read sets `failed()` for good; check it once, after the last field.
/// @par Lifetime  Views it returns live as long as the octets it was made from.
class wire_reader {
 public:
  explicit constexpr wire_reader(bytes_view octets) noexcept : rest_(octets) {}

  template <std::unsigned_integral Integer>
  constexpr Integer integer() noexcept {
    const bytes_view field = take(sizeof(Integer));
    Integer value = 0;
    for (const std::uint8_t octet : field) {
      if constexpr (sizeof(Integer) > 1) value = static_cast<Integer>(value << 8);
      value = static_cast<Integer>(value | octet);
    }
    return value;
  }
  constexpr std::uint8_t u8() noexcept { return integer<std::uint8_t>(); }
  constexpr std::uint16_t u16() noexcept { return integer<std::uint16_t>(); }
  constexpr std::uint32_t u32() noexcept { return integer<std::uint32_t>(); }
  constexpr std::uint64_t u64() noexcept { return integer<std::uint64_t>(); }

  /// The next `size_bytes` octets, or an empty view (and failure) if there are fewer.
  constexpr bytes_view take(std::size_t size_bytes) noexcept {
    if (failed_ || size_bytes > rest_.size()) {
      failed_ = true;
      rest_ = {};
      return {};
    }
    const bytes_view field = rest_.first(size_bytes);
    rest_ = rest_.subspan(size_bytes);
    return field;
  }

  /// A field preceded by its length in octets as u32 (SSH's `string`) or as u16.
  constexpr bytes_view string32() noexcept { return take(u32()); }
  constexpr bytes_view string16() noexcept { return take(u16()); }

  [[nodiscard]] constexpr bytes_view rest() const noexcept { return rest_; }
  [[nodiscard]] constexpr bool failed() const noexcept { return failed_; }

  /// True if every field was there and nothing is left over.
  [[nodiscard]] constexpr bool complete() const noexcept { return !failed_ && rest_.empty(); }

 private:
  bytes_view rest_;
  bool failed_ = false;
};

/// Appends fields to a container of octets (`bytes`, or any with `push_back` and `insert`).
template <class Container>
class wire_writer {
 public:
  explicit wire_writer(Container& out) noexcept : out_(out) {}

  template <std::unsigned_integral Integer>
  wire_writer& integer(Integer value) {
    for (std::size_t shift = sizeof(Integer) * 8; shift > 0; shift -= 8) {
      out_.push_back(static_cast<std::uint8_t>(value >> (shift - 8)));
    }
    return *this;
  }
  wire_writer& u8(std::uint8_t value) { return integer(value); }
  wire_writer& u16(std::uint16_t value) { return integer(value); }
  wire_writer& u32(std::uint32_t value) { return integer(value); }
  wire_writer& u64(std::uint64_t value) { return integer(value); }

  wire_writer& raw(bytes_view octets) {
    out_.insert(out_.end(), octets.begin(), octets.end());
    return *this;
  }
  wire_writer& string32(bytes_view octets) { return u32(static_cast<std::uint32_t>(octets.size())).raw(octets); }
  wire_writer& string32(std::string_view text) { return string32(as_bytes_view(text)); }
  wire_writer& string16(bytes_view octets) { return u16(static_cast<std::uint16_t>(octets.size())).raw(octets); }
  wire_writer& string16(std::string_view text) { return string16(as_bytes_view(text)); }

 private:
  Container& out_;
};

}  // namespace glasshell
