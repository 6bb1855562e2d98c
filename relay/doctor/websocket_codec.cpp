#include "relay/doctor/websocket_codec.hpp"

#include <array>

namespace glasshell::relay::doctor {

namespace {

constexpr std::uint8_t final_bit = 0x80;
constexpr std::uint8_t rsv1_bit = 0x40;
constexpr std::uint8_t mask_bit = 0x80;
constexpr std::uint8_t length_16 = 126;
constexpr std::uint8_t length_64 = 127;
constexpr std::size_t most_message_bytes = std::size_t{4} * 1024 * 1024;

void append_number(bytes& to, std::uint64_t value, int octets) {
  for (int i = octets - 1; i >= 0; --i) to.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

std::uint64_t number_at(bytes_view octets) {
  std::uint64_t value = 0;
  for (const std::uint8_t octet : octets) value = value << 8 | octet;
  return value;
}

bool is_known(std::uint8_t code) { return code <= 2 || (code >= 8 && code <= 10); }

}  // namespace

bytes encode_frame(opcode type, bytes_view payload, std::uint32_t mask) {
  bytes frame{static_cast<std::uint8_t>(final_bit | static_cast<std::uint8_t>(type))};
  frame.reserve(payload.size() + 14);
  if (payload.size() < length_16) {
    frame.push_back(static_cast<std::uint8_t>(mask_bit | payload.size()));
  } else if (payload.size() <= 0xffff) {
    frame.push_back(mask_bit | length_16);
    append_number(frame, payload.size(), 2);
  } else {
    frame.push_back(mask_bit | length_64);
    append_number(frame, payload.size(), 8);
  }
  append_number(frame, mask, 4);
  const std::array<std::uint8_t, 4> key{static_cast<std::uint8_t>(mask >> 24), static_cast<std::uint8_t>(mask >> 16),
                                        static_cast<std::uint8_t>(mask >> 8), static_cast<std::uint8_t>(mask)};
  for (std::size_t i = 0; i < payload.size(); ++i) frame.push_back(payload[i] ^ key[i % 4]);
  return frame;
}

std::uint16_t message::close_code() const noexcept {
  constexpr std::uint16_t no_status = 1005;
  return payload.size() < 2 ? no_status : static_cast<std::uint16_t>(payload[0] << 8 | payload[1]);
}

std::optional<message> message_reader::next() {
  for (;;) {
    if (broken_ || buffer_.size() < 2) return std::nullopt;
    const std::uint8_t first = buffer_[0];
    const std::uint8_t second = buffer_[1];
    const std::uint8_t code = first & 0x0f;
    std::size_t head = 2;
    std::uint64_t length = second & 0x7f;
    if (length == length_16) head = 4;
    if (length == length_64) head = 10;
    if (buffer_.size() < head) return std::nullopt;
    if (head > 2) length = number_at(bytes_view(buffer_).subspan(2, head - 2));
    const bool control = code >= 8;
    const bool goes_on = code == 0;
    if (!is_known(code) || (second & mask_bit) != 0 || length > most_message_bytes ||
        (!control && goes_on != partial_.has_value())) {
      broken_ = true;
      return std::nullopt;
    }
    if (buffer_.size() - head < length) return std::nullopt;
    const auto begin = buffer_.begin() + static_cast<std::ptrdiff_t>(head);
    bytes payload(begin, begin + static_cast<std::ptrdiff_t>(length));
    buffer_.erase(buffer_.begin(), begin + static_cast<std::ptrdiff_t>(length));
    if (control) return message{static_cast<opcode>(code), std::move(payload), false};
    if (!goes_on) {
      partial_ = message{static_cast<opcode>(code), std::move(payload), (first & rsv1_bit) != 0};
    } else {
      partial_->payload.insert(partial_->payload.end(), payload.begin(), payload.end());
      if (partial_->payload.size() > most_message_bytes) broken_ = true;
    }
    if ((first & final_bit) == 0) continue;
    std::optional<message> whole = std::move(partial_);
    partial_.reset();
    return whole;
  }
}

}  // namespace glasshell::relay::doctor
