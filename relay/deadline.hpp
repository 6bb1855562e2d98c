// A time limit on whatever a socket is doing: when it passes, the socket's operations are cancelled.
#pragma once

#include "relay/asio.hpp"

#include <chrono>
#include <cstdint>
#include <memory>

namespace glasshell::relay {

/// @par Thread safety  None; the socket's worker owns it.
/// @par Lifetime  The socket outlives it.
class deadline {
 public:
  explicit deadline(tcp_socket& socket)
      : state_(std::make_shared<state>(state{steady_timer(socket.get_executor()), &socket, 0, false})) {}
  ~deadline() {
    state_->socket = nullptr;
    state_->timer.cancel();
  }
  deadline(const deadline&) = delete;
  deadline& operator=(const deadline&) = delete;

  /// Starts anew.
  void arm(std::chrono::milliseconds limit) {
    state_->passed = false;
    const std::uint64_t round = ++state_->round;
    state_->timer.expires_after(limit);
    state_->timer.async_wait([shared = state_, round](boost::system::error_code error) {
      if (error || shared->socket == nullptr || shared->round != round) return;
      shared->passed = true;
      boost::system::error_code ignored;
      shared->socket->cancel(ignored);
    });
  }

  [[nodiscard]] bool passed() const noexcept { return state_->passed; }

 private:
  struct state {
    steady_timer timer;
    tcp_socket* socket;
    std::uint64_t round;
    bool passed;
  };
  std::shared_ptr<state> state_;
};

}  // namespace glasshell::relay
