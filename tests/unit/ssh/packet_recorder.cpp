#include "packet_recorder.hpp"

#include <stdexcept>

namespace glasshell::test {

void packet_recorder::send(bytes_view head, bytes_view tail) {
  bytes packet(head.begin(), head.end());
  packet.insert(packet.end(), tail.begin(), tail.end());
  packets_.push_back(std::move(packet));
}

bytes packet_recorder::take() {
  if (packets_.empty()) throw std::logic_error("nothing was sent");
  bytes packet = std::move(packets_.front());
  packets_.pop_front();
  return packet;
}

ssh::received_packet received(const bytes& packet) {
  return {.type = packet.at(0), .payload = bytes_view(packet).subspan(1)};
}

bytes octets(bytes_view packet) { return {packet.begin(), packet.end()}; }

}  // namespace glasshell::test
