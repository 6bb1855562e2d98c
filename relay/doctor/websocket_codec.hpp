// Frames of RFC 6455, as a client sends and reads them; nothing is repaired, since what is wrong is what is looked for. Pure.
#pragma once

#include "base/bytes.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>

namespace glasshell::relay::doctor {

enum class opcode : std::uint8_t { continuation = 0, text = 1, binary = 2, close = 8, ping = 9, pong = 10 };

/// One final frame, masked.
bytes encode_frame(opcode type, bytes_view payload, std::uint32_t mask);

struct message {
  opcode type = opcode::binary;
  bytes payload;
  bool compressed = false;  ///< its first frame has RSV1, which only an extension gives a meaning

  /// Of a close message; 1005 if it carries none.
  [[nodiscard]] std::uint16_t close_code() const noexcept;
};

/// Takes octets in any pieces.
class message_reader {
 public:
  void feed(bytes_view octets) { buffer_.insert(buffer_.end(), octets.begin(), octets.end()); }
  /// @return the next whole message
  std::optional<message> next();
  /// A frame that no server may send: reserved opcodes, masks, lengths beyond all sense.
  [[nodiscard]] bool broken() const noexcept { return broken_; }

 private:
  bytes buffer_;
  std::optional<message> partial_;
  bool broken_ = false;
};

}  // namespace glasshell::relay::doctor
