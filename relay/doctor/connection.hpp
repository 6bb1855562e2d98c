// One TCP connection of the doctor's, with or without TLS, whose every wait has a limit.
#pragma once

#include "base/bytes.hpp"
#include "relay/asio.hpp"
#include "relay/doctor/tls_client.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>

namespace glasshell::relay::doctor {

using clock = std::chrono::steady_clock;

/// @par Thread safety  One thread.
class connection {
 public:
  enum class outcome : std::uint8_t { well, closed, timed_out };

  explicit connection(const executor& on);
  ~connection();
  connection(const connection&) = delete;
  connection& operator=(const connection&) = delete;

  /// @return the system's error; `asio::error::timed_out` after the limit
  awaitable<boost::system::error_code> connect(tcp::endpoint to, std::chrono::milliseconds limit);
  /// Makes it TLS. What is wrong is in `tls()`, or in `first_octets()` if the peer does not speak it.
  awaitable<outcome> shake_hands(const tls_options& chosen, std::chrono::milliseconds limit);

  /// Plain octets that are there, waiting for the first until `at`. Empty: see `last()`.
  awaitable<bytes> read(clock::time_point at);
  awaitable<outcome> write(bytes octets, clock::time_point at);
  /// Why the last `read` gave nothing, or `shake_hands` ended.
  [[nodiscard]] outcome last() const noexcept { return last_; }

  [[nodiscard]] const tls_client* tls() const noexcept { return tls_.get(); }
  /// Of the answer to the TLS hello.
  [[nodiscard]] const bytes& first_octets() const noexcept { return first_octets_; }
  [[nodiscard]] std::chrono::microseconds connect_time() const noexcept { return connect_time_; }
  [[nodiscard]] bool open() const { return socket_.is_open(); }
  void close();

 private:
  struct alarm;
  void arm(clock::time_point at);
  awaitable<bytes> receive(clock::time_point at);
  awaitable<outcome> send(bytes octets, clock::time_point at);

  tcp_socket socket_;
  std::shared_ptr<alarm> alarm_;
  std::unique_ptr<tls_client> tls_;
  bytes first_octets_;
  outcome last_ = outcome::well;
  std::chrono::microseconds connect_time_{0};
};

}  // namespace glasshell::relay::doctor
