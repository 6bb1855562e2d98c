// A packet as it goes over the wire before there are keys (RFC 4253 §6).
#pragma once

#include "base/wire.hpp"

#include <cstdint>

namespace glasshell::test {

inline bytes plaintext_packet(bytes_view payload) {
  constexpr std::uint8_t padding = 4;
  bytes packet;
  wire_writer to(packet);
  to.u32(static_cast<std::uint32_t>(payload.size() + 1 + padding)).u8(padding).raw(payload);
  to.u32(0xeeeeeeee);
  return packet;
}

}  // namespace glasshell::test
