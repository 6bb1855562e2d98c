// What the doctor does over connections: one HTTP exchange, one WebSocket. Every wait has a limit.
#pragma once

#include "relay/doctor/connection.hpp"
#include "relay/doctor/http_message.hpp"
#include "relay/doctor/websocket_codec.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

namespace glasshell::relay::doctor {

/// How to get to the target again; the first hops found it out.
struct route_to {
  target where;
  tcp::endpoint address;
  std::string ca_file;
  std::chrono::milliseconds limit{5000};  ///< of a silence in any one exchange
};

/// Connects, with TLS if the target has it. @return nothing if that did not work this time
awaitable<std::unique_ptr<connection>> open_connection(executor on, const route_to& to);

/// Sends a request and reads the answer; of a 101 only its head, and what followed it is in `rest`.
awaitable<http_answer> exchange(connection& over, std::string request, std::chrono::milliseconds limit, bytes& rest);
/// The same over a connection of its own.
awaitable<http_answer> fetch(executor on, const route_to& to, std::string request);

/// The client's side of a WebSocket that is open.
class websocket {
 public:
  websocket(std::unique_ptr<connection> over, bytes rest) : over_(std::move(over)) { reader_.feed(rest); }

  awaitable<connection::outcome> send(opcode type, bytes payload);
  /// @return the next message that is no ping or pong, waiting until `at`; nothing: see `last()`
  awaitable<std::optional<message>> receive(clock::time_point at);
  /// Why the last `receive` gave nothing.
  [[nodiscard]] connection::outcome last() const noexcept { return last_; }
  [[nodiscard]] bool broken() const noexcept { return reader_.broken(); }
  /// Says goodbye without waiting for the answer.
  awaitable<void> close();

 private:
  std::unique_ptr<connection> over_;
  message_reader reader_;
  connection::outcome last_ = connection::outcome::well;
};

/// What became of a request for a WebSocket.
struct upgrade_outcome {
  bool connected = false;
  http_answer answer;
  std::unique_ptr<websocket> socket;  ///< if the answer was 101
};
awaitable<upgrade_outcome> open_websocket(executor on, const route_to& to, std::string path, std::string subprotocol);

}  // namespace glasshell::relay::doctor
