// A WebSocket client (RFC 6455) that can also do everything wrong: it sends what a test tells it to, in the order and the pieces
// that the test wants, and shows exactly what came back.
#pragma once

#include "base/bytes.hpp"
#include "support/http_exchange.hpp"
#include "support/loopback.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace glasshell::test {

enum class opcode : std::uint8_t { continuation = 0, text = 1, binary = 2, close = 8, ping = 9, pong = 10 };

struct websocket_message {
  opcode type = opcode::binary;
  std::string payload;
  /// Of a close message; 0 if it carries none.
  [[nodiscard]] std::uint16_t close_code() const noexcept;
};

/// The request for an upgrade; a field that is empty is left out.
struct upgrade_options {
  std::string method = "GET";
  std::string target;
  std::string host;    ///< by default 127.0.0.1 with the port
  std::string origin;  ///< by default http:// and the host
  std::string upgrade = "websocket";
  std::string connection = "Upgrade";
  std::string version = "13";
  std::string key = "dGhlIHNhbXBsZSBub25jZQ==";
  std::string protocol = "glasshell.v1";

  static upgrade_options to_node(std::uint16_t port, std::string_view node);
  [[nodiscard]] std::string request() const;
};

/// @par Errors  All throw std::runtime_error or std::system_error.
class websocket_client {
 public:
  /// Connects and upgrades; `answer()` says whether that worked. @param limit  of a silence before the answer
  websocket_client(std::uint16_t port, const upgrade_options& options,
                   std::chrono::milliseconds limit = std::chrono::seconds(10));
  websocket_client(std::uint16_t port, std::string_view node);

  [[nodiscard]] const http_answer& answer() const noexcept { return answer_; }
  [[nodiscard]] const socket_handle& socket() const noexcept { return socket_; }

  void send(bytes_view payload, opcode type = opcode::binary);
  void send(std::string_view payload, opcode type = opcode::binary) { send(as_bytes_view(payload), type); }
  /// The header of a frame of this length, masked by zeroes, so that the payload may follow as it is, or never.
  void send_header(opcode type, std::uint64_t length_bytes, bool final = true);
  void send_raw(std::string_view octets) { send_all(socket_, octets); }

  /// The next message; nothing if the peer has closed the connection. Control messages are shown like any other.
  /// @par Errors  Throws if nothing comes within `limit`.
  std::optional<websocket_message> receive(std::chrono::milliseconds limit = std::chrono::seconds(10));

  /// Skips what comes until a close message. @return its code; nothing if the connection ended without one
  std::optional<std::uint16_t> receive_close(std::chrono::milliseconds limit = std::chrono::seconds(10));

  void drop() { socket_.close(); }

 private:
  bool fill(std::size_t size_bytes, std::chrono::milliseconds limit);

  socket_handle socket_;
  http_answer answer_;
  std::string received_;
};

}  // namespace glasshell::test
