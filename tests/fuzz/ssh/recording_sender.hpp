// The way out of a machine under fuzzing: keeps the packets, and can be shut as a key exchange shuts it.
#pragma once

#include "ssh/message.hpp"

#include <vector>

namespace glasshell::fuzz {

class recording_sender final : public ssh::packet_sender {
 public:
  using packet_sender::send;
  void send(bytes_view head, bytes_view tail) override {
    bytes packet(head.begin(), head.end());
    packet.insert(packet.end(), tail.begin(), tail.end());
    packets.push_back(std::move(packet));
  }
  [[nodiscard]] bool has_room() const override { return room; }

  std::vector<bytes> packets;
  bool room = true;
};

}  // namespace glasshell::fuzz
