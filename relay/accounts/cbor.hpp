// CBOR (RFC 8949) as authenticators write it (CTAP2 §8): definite lengths, no tags. Only reads; and it goes before libfido2,
// whose own reader allocates what a length claims.
#pragma once

#include "base/bytes.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace glasshell::relay::accounts {

enum class cbor_kind : std::uint8_t { unsigned_number, negative_number, octets, text, list, map, other };

/// How an item begins.
struct cbor_head {
  cbor_kind kind = cbor_kind::other;
  /// The number (of a negative one, -1 minus it), or how many octets, items or pairs follow.
  std::uint64_t value = 0;
};

/// Takes items off the front of borrowed octets.
///
/// @par Errors  What is cut short, has a tag or an indefinite length, or is nested deeper than 8 sets `failed()` for good.
/// @par Lifetime  Views it returns live as long as the octets it was made from.
class cbor_reader {
 public:
  explicit cbor_reader(bytes_view octets) noexcept : rest_(octets) {}

  cbor_head head() noexcept;
  /// How many pairs follow, of a map.
  std::uint64_t map() noexcept;
  bytes_view octets() noexcept { return string(cbor_kind::octets); }
  std::string_view text() noexcept { return as_text_view(string(cbor_kind::text)); }
  /// One whole item, whatever is in it.
  bytes_view item() noexcept;

  [[nodiscard]] bool failed() const noexcept { return failed_; }
  /// True if every item was there and nothing is left over.
  [[nodiscard]] bool complete() const noexcept { return !failed_ && rest_.empty(); }

 private:
  bytes_view take(std::uint64_t size_bytes) noexcept;
  bytes_view string(cbor_kind wanted) noexcept;
  void skip(int depth) noexcept;
  void fail() noexcept;

  bytes_view rest_;
  bool failed_ = false;
};

}  // namespace glasshell::relay::accounts
