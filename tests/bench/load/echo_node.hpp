// The node that says everything back: a TCP server on 127.0.0.1.
#pragma once

#include "load/line.hpp"

#include <boost/asio/basic_socket_acceptor.hpp>

namespace glasshell::load {

/// @par Lifetime  Outlives the run of its context.
class echo_node {
 public:
  /// @par Errors  Throws boost::system::system_error.
  explicit echo_node(asio::io_context& context);
  [[nodiscard]] tcp::endpoint address() const { return acceptor_.local_endpoint(); }
  [[nodiscard]] std::size_t connections() const noexcept { return connections_; }

 private:
  awaitable<void> accept_all();
  awaitable<void> echo(tcp_socket client);

  asio::io_context& context_;
  asio::basic_socket_acceptor<tcp, relay::executor> acceptor_;
  std::size_t connections_ = 0;
};

}  // namespace glasshell::load
