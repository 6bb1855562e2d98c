// The octets of one connection that came to the relay: over TCP or over a Unix socket.
#pragma once

#include "relay/asio.hpp"

#include <boost/asio/async_result.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/socket_base.hpp>
#include <boost/beast/core/role.hpp>
#include <boost/beast/core/stream_traits.hpp>

#include <cstddef>
#include <utility>

namespace glasshell::relay {

/// What Beast and Asio take for a stream. Which kind of socket it is, is the system's business: there is no virtual call.
/// @par Thread safety  One worker's thread.
class client_stream {
 public:
  using socket_type = asio::basic_stream_socket<asio::generic::stream_protocol, executor>;
  using executor_type = executor;
  using error_code = boost::system::error_code;

  explicit client_stream(socket_type socket) : socket_(std::move(socket)) {}

  [[nodiscard]] executor_type get_executor() noexcept { return socket_.get_executor(); }
  /// Below whatever is wrapped around the octets.
  [[nodiscard]] socket_type& socket() noexcept { return socket_; }

  template <class Buffers, class Token>
  auto async_read_some(const Buffers& into, Token&& token) {
    return socket_.async_read_some(into, std::forward<Token>(token));
  }
  template <class Buffers, class Token>
  auto async_write_some(const Buffers& from, Token&& token) {
    return socket_.async_write_some(from, std::forward<Token>(token));
  }

  /// Closes the connection: what was written still leaves, or (`cut`) is forgotten.
  void hang_up() {
    error_code ignored;
    socket_.close(ignored);
  }
  void cut() {
    error_code ignored;
    socket_.set_option(asio::socket_base::linger(true, 0), ignored);
    socket_.close(ignored);
  }

 private:
  socket_type socket_;
};

/// Beast's word for hanging up.
inline void beast_close_socket(client_stream& stream) { stream.hang_up(); }

}  // namespace glasshell::relay
