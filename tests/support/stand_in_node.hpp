// Something that listens where a node's sshd would, and does what a test wants with each connection.
#pragma once

#include "support/loopback.hpp"

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace glasshell::test {

/// A thread for each connection; all of them are ended by the destructor, which closes what they hold.
class stand_in_node {
 public:
  using script = std::function<void(const socket_handle&)>;

  explicit stand_in_node(script per_connection);
  ~stand_in_node();
  stand_in_node(const stand_in_node&) = delete;
  stand_in_node& operator=(const stand_in_node&) = delete;

  [[nodiscard]] std::uint16_t port() const noexcept { return listener_.port(); }
  [[nodiscard]] int connections() const noexcept { return connections_; }

  /// Sends back whatever comes.
  static void echo(const socket_handle& client);
  /// Reads until the other side is gone.
  static void wait_for_end(const socket_handle& client);

 private:
  void accept_all();

  script script_;
  loopback_listener listener_;
  std::atomic<int> connections_{0};
  std::mutex mutex_;
  bool ending_ = false;
  std::vector<int> open_;
  std::vector<std::thread> threads_;
  std::thread acceptor_;
};

}  // namespace glasshell::test
