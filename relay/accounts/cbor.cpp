#include "relay/accounts/cbor.hpp"

namespace glasshell::relay::accounts {

namespace {

constexpr int deepest = 8;
constexpr std::uint8_t longest_direct_value = 23;
constexpr std::uint8_t longest_argument = 27;  // of 8 octets; beyond are reserved values and indefinite lengths

}  // namespace

void cbor_reader::fail() noexcept {
  failed_ = true;
  rest_ = {};
}

bytes_view cbor_reader::take(std::uint64_t size_bytes) noexcept {
  if (failed_ || size_bytes > rest_.size()) {
    fail();
    return {};
  }
  const bytes_view taken = rest_.first(static_cast<std::size_t>(size_bytes));
  rest_ = rest_.subspan(taken.size());
  return taken;
}

cbor_head cbor_reader::head() noexcept {
  const bytes_view first = take(1);
  if (failed_) return {};
  const std::uint8_t detail = first[0] & 0x1FU;
  cbor_head read{.kind = cbor_kind::other, .value = detail};
  if (detail > longest_argument) fail();
  if (detail > longest_direct_value && !failed_) {
    read.value = 0;
    for (const std::uint8_t octet : take(std::uint64_t{1} << (detail - longest_direct_value - 1U))) {
      read.value = read.value << 8U | octet;
    }
  }
  switch (first[0] >> 5U) {
    case 0:
      read.kind = cbor_kind::unsigned_number;
      break;
    case 1:
      read.kind = cbor_kind::negative_number;
      break;
    case 2:
      read.kind = cbor_kind::octets;
      break;
    case 3:
      read.kind = cbor_kind::text;
      break;
    case 4:
      read.kind = cbor_kind::list;
      break;
    case 5:
      read.kind = cbor_kind::map;
      break;
    case 6:
      fail();  // a tag
      break;
    case 7:
      break;  // true, false, null and floats, of which nothing follows
  }
  return failed_ ? cbor_head{} : read;
}

std::uint64_t cbor_reader::map() noexcept {
  const cbor_head read = head();
  if (read.kind != cbor_kind::map) fail();
  return failed_ ? 0 : read.value;
}

bytes_view cbor_reader::string(cbor_kind wanted) noexcept {
  const cbor_head read = head();
  if (read.kind != wanted) fail();
  return take(read.value);
}

bytes_view cbor_reader::item() noexcept {
  const bytes_view before = rest_;
  skip(0);
  return failed_ ? bytes_view{} : before.first(before.size() - rest_.size());
}

void cbor_reader::skip(int depth) noexcept {
  const cbor_head read = head();
  if (depth > deepest) fail();
  switch (read.kind) {
    case cbor_kind::unsigned_number:
    case cbor_kind::negative_number:
    case cbor_kind::other:
      return;
    case cbor_kind::octets:
    case cbor_kind::text:
      take(read.value);
      return;
    case cbor_kind::list:
    case cbor_kind::map:
      // An item has an octet at least: a count that lies ends with the octets.
      for (std::uint64_t left = read.value; left > 0 && !failed_; --left) {
        skip(depth + 1);
        if (read.kind == cbor_kind::map) skip(depth + 1);
      }
      return;
  }
}

}  // namespace glasshell::relay::accounts
