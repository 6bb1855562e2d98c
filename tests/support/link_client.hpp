// A client of the relay that keeps to the protocol: the link's own endpoint over a WebSocket, as the page has it.
#pragma once

#include "link/endpoint.hpp"
#include "support/websocket_client.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace glasshell::test {

/// @par Errors  All throw if the relay is silent for longer than `patience`, or breaks the protocol.
class link_client {
 public:
  link_client(std::uint16_t port, std::string_view node, const link::settings& settings = {});
  /// Over a socket that is up already.
  explicit link_client(websocket_client socket, const link::settings& settings = {});

  /// Reads until the relay has accepted. @return false if it refused, or ended the link
  bool wait_until_open();

  /// How a socket may go: closed by TCP, reset, or left open with nobody behind it, which the relay cannot tell from silence.
  enum class loss : std::uint8_t { end, reset, black_hole };
  void lose_socket(loss how);
  /// Closes the WebSocket with this code, and waits for the relay's answer.
  void close_socket(std::uint16_t code);
  /// Leaves the present socket to the caller, as one that the relay takes for up still.
  websocket_client take_socket();
  /// Opens another socket, over which the session is claimed; `wait_until_open` tells what became of it.
  void reconnect();
  [[nodiscard]] bool resumed() const noexcept { return how_ == link::continuation::resumed; }
  /// Sends it all, reading whatever comes meanwhile.
  void write(std::string_view octets);
  /// Reads until this much of the node's stream has come (or the stream is at its end). @return what came
  std::string read(std::size_t size_bytes);
  /// Takes one message. @return what has come of the node's stream
  std::string receive();
  /// Reads to the end of the node's stream.
  std::string read_to_end();
  /// Says bye, as a page that was closed by its person does.
  void finish();
  /// Reads until the relay's socket is closed. @return the close code, if it said one
  std::optional<std::uint16_t> wait_for_close();

  [[nodiscard]] const std::optional<link::refuse>& refused() const noexcept { return refused_; }
  [[nodiscard]] const std::optional<link::bye>& finished() const noexcept { return finished_; }
  [[nodiscard]] link::endpoint& endpoint() noexcept { return endpoint_; }
  [[nodiscard]] websocket_client& socket() noexcept { return socket_; }

 private:
  /// Sends what is due and takes one message. @return false when the socket is at its end
  bool step();
  void pump();
  void take();

  std::uint16_t port_ = 0;
  std::string node_;
  websocket_client socket_;
  std::vector<websocket_client> black_holes_;
  link::endpoint endpoint_;
  bool open_ = false;
  link::continuation how_ = link::continuation::begun;
  std::optional<link::refuse> refused_;
  std::optional<link::bye> finished_;
  std::optional<std::uint16_t> close_code_;
  bool closed_ = false;
  std::string received_;
};

}  // namespace glasshell::test
