// A time limit on whatever a socket is doing: when it passes, the socket's operations are cancelled.
#pragma once

#include "relay/asio.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <utility>

namespace glasshell::relay {

/// @par Thread safety  None; the socket's worker owns it.
/// @par Lifetime  The socket outlives it.
class deadline {
 public:
  template <class Socket>
  explicit deadline(Socket& socket)
      : state_(std::make_shared<state>(state{steady_timer(socket.get_executor()),
                                             [&socket] {
                                               boost::system::error_code ignored;
                                               socket.cancel(ignored);
                                             },
                                             0, false})) {}
  ~deadline() {
    state_->cancel = nullptr;
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
      if (error || !shared->cancel || shared->round != round) return;
      shared->passed = true;
      shared->cancel();
    });
  }

  [[nodiscard]] bool passed() const noexcept { return state_->passed; }

 private:
  struct state {
    steady_timer timer;
    std::function<void()> cancel;  ///< none once the socket may be gone
    std::uint64_t round;
    bool passed;
  };
  std::shared_ptr<state> state_;
};

}  // namespace glasshell::relay
