// Takes connections and gives them to the workers in turn.
#pragma once

#include "relay/asio.hpp"
#include "relay/service.hpp"
#include "relay/worker.hpp"

#include <boost/asio/basic_socket_acceptor.hpp>

#include <atomic>
#include <cstddef>
#include <memory>
#include <span>

namespace glasshell::relay {

using tcp_acceptor = asio::basic_socket_acceptor<tcp, executor>;

class listener : public tenant {
 public:
  /// @param acceptor  listens already, on the context of the first worker
  /// @param workers  outlive this
  listener(const service& common, tcp_acceptor acceptor, std::span<const std::unique_ptr<worker>> workers);

  /// Accepts until drained. @par Lifetime  This outlives the await.
  awaitable<void> run();

  void drain() override;
  void abort() override { drain(); }

 private:
  void give(tcp_socket socket, worker& to);

  const service& common_;
  tcp_acceptor acceptor_;
  steady_timer pause_;
  std::span<const std::unique_ptr<worker>> workers_;
  std::size_t next_worker_ = 0;
  std::atomic<int> refused_now_{0};  ///< connections beyond the limits that are being told so
};

}  // namespace glasshell::relay
