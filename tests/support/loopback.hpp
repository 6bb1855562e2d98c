// TCP on 127.0.0.1 for tests: listening on a port that the system chooses, and connecting. Descriptors close themselves.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace glasshell::test {

/// An owned descriptor of a socket (or of any file).
class socket_handle {
 public:
  socket_handle() noexcept = default;
  explicit socket_handle(int descriptor) noexcept : descriptor_(descriptor) {}
  socket_handle(socket_handle&& other) noexcept;
  socket_handle& operator=(socket_handle&& other) noexcept;
  ~socket_handle();

  [[nodiscard]] int get() const noexcept { return descriptor_; }
  [[nodiscard]] bool open() const noexcept { return descriptor_ >= 0; }
  void close() noexcept;

 private:
  int descriptor_ = -1;
};

/// Accepts connections on a free port of 127.0.0.1.
///
/// @par Errors  All throw std::system_error.
class loopback_listener {
 public:
  loopback_listener();
  [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
  [[nodiscard]] int descriptor() const noexcept { return socket_.get(); }
  /// The next connection. @par Errors  Throws if none comes within `limit`.
  [[nodiscard]] socket_handle accept(std::chrono::milliseconds limit = std::chrono::seconds(10)) const;

 private:
  socket_handle socket_;
  std::uint16_t port_ = 0;
};

/// A port that was free a moment ago, for a program that must be told its port. It may be taken meanwhile: try again then.
std::uint16_t free_loopback_port();

socket_handle connect_loopback(std::uint16_t port);

/// Sends everything (blocking). Throws std::system_error.
void send_all(const socket_handle& to, std::string_view octets);

/// What is there now or comes within `limit`, up to 64 KiB; empty at the end of the stream. Throws if nothing comes.
std::string receive_some(const socket_handle& from, std::chrono::milliseconds limit = std::chrono::seconds(10));

}  // namespace glasshell::test
