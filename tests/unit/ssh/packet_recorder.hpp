// The other side of `packet_sender`: what a machine sends, packet by packet, for tests by script.
#pragma once

#include "ssh/message.hpp"

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

namespace glasshell::test {

class packet_recorder final : public ssh::packet_sender {
 public:
  using packet_sender::send;
  void send(bytes_view head, bytes_view tail) override;
  [[nodiscard]] bool has_room() const override { return room_; }
  /// What a key exchange or a full way out does.
  void set_room(bool room) { room_ = room; }

  /// The oldest packet not yet taken. @par Errors  Throws if there is none.
  bytes take();
  /// The type of the oldest; 0 if there is none.
  [[nodiscard]] std::uint8_t next_type() const { return packets_.empty() ? 0 : packets_.front().at(0); }
  [[nodiscard]] std::size_t waiting() const { return packets_.size(); }
  void clear() { packets_.clear(); }

 private:
  std::deque<bytes> packets_;
  bool room_ = true;
};

/// A packet as a machine is given it. @par Lifetime  The octets outlive it.
ssh::received_packet received(const bytes& packet);

/// The octets of text, so that packets can be compared with what was meant.
bytes octets(bytes_view packet);

}  // namespace glasshell::test
