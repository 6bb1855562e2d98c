#include "support/websocket_client.hpp"

#include "base/wire.hpp"

#include <cerrno>
#include <system_error>

namespace glasshell::test {

namespace {

constexpr std::uint8_t final_bit = 0x80;
constexpr std::uint8_t mask_bit = 0x80;
constexpr std::uint8_t length_in_16_bits = 126;
constexpr std::uint8_t length_in_64_bits = 127;

}  // namespace

std::uint16_t websocket_message::close_code() const noexcept {
  wire_reader reader(as_bytes_view(payload));
  return reader.u16();
}

upgrade_options upgrade_options::to_node(std::uint16_t port, std::string_view node) {
  upgrade_options made;
  made.target.append("/ws/ssh/").append(node);
  made.host = "127.0.0.1:" + std::to_string(port);
  made.origin = "http://" + made.host;
  return made;
}

std::string upgrade_options::request() const {
  std::string text = method + " " + target + " HTTP/1.1\r\n";
  const auto field = [&](std::string_view name, const std::string& value) {
    if (!value.empty()) text.append(name).append(": ").append(value).append("\r\n");
  };
  field("Host", host);
  field("Origin", origin);
  field("Upgrade", upgrade);
  field("Connection", connection);
  field("Sec-WebSocket-Version", version);
  field("Sec-WebSocket-Key", key);
  field("Sec-WebSocket-Protocol", protocol);
  return text + "\r\n";
}

websocket_client::websocket_client(std::uint16_t port, const upgrade_options& options, std::chrono::milliseconds limit)
    : socket_(connect_loopback(port)) {
  send_all(socket_, options.request());
  answer_ = read_answer(socket_, received_, false, limit);
}

websocket_client::websocket_client(std::uint16_t port, std::string_view node)
    : websocket_client(port, upgrade_options::to_node(port, node)) {}

void websocket_client::send_header(opcode type, std::uint64_t length_bytes, bool final) {
  bytes head;
  wire_writer writer(head);
  writer.u8(static_cast<std::uint8_t>(static_cast<std::uint8_t>(type) | (final ? final_bit : 0)));
  if (length_bytes < length_in_16_bits) {
    writer.u8(static_cast<std::uint8_t>(length_bytes | mask_bit));
  } else if (length_bytes <= 0xffff) {
    writer.u8(length_in_16_bits | mask_bit).u16(static_cast<std::uint16_t>(length_bytes));
  } else {
    writer.u8(length_in_64_bits | mask_bit).u64(length_bytes);
  }
  writer.u32(0);
  send_raw(as_text_view(head));
}

void websocket_client::send(bytes_view payload, opcode type) {
  send_header(type, payload.size());
  send_raw(as_text_view(payload));
}

bool websocket_client::fill(std::size_t size_bytes, std::chrono::milliseconds limit) {
  while (received_.size() < size_bytes) {
    std::string piece;
    try {
      piece = receive_some(socket_, limit);
    } catch (const std::system_error& error) {
      if (error.code().value() != ECONNRESET) throw;
    }
    if (piece.empty()) return false;
    received_ += piece;
  }
  return true;
}

std::optional<websocket_message> websocket_client::receive(std::chrono::milliseconds limit) {
  if (!fill(2, limit)) return std::nullopt;
  const auto octet = [this](std::size_t at) { return static_cast<std::uint8_t>(received_[at]); };
  websocket_message message;
  message.type = static_cast<opcode>(octet(0) & 0x0f);
  std::size_t head = 2;
  std::uint64_t size = octet(1);
  if (size == length_in_16_bits) head = 4;
  if (size == length_in_64_bits) head = 10;
  if (!fill(head, limit)) return std::nullopt;
  wire_reader reader(as_bytes_view(received_).subspan(2));
  if (head == 4) size = reader.u16();
  if (head == 10) size = reader.u64();
  if (!fill(head + size, limit)) return std::nullopt;
  message.payload = received_.substr(head, size);
  received_.erase(0, head + size);
  return message;
}

std::optional<std::uint16_t> websocket_client::receive_close(std::chrono::milliseconds limit) {
  while (const auto message = receive(limit)) {
    if (message->type == opcode::close) return message->close_code();
  }
  return std::nullopt;
}

}  // namespace glasshell::test
