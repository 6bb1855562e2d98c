// The octets of one connection that came to the relay: over TCP or over a Unix socket, as they are or in TLS.
#pragma once

#include "relay/asio.hpp"

#include <boost/asio/async_result.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/socket_base.hpp>
#include <boost/asio/ssl/stream.hpp>

#include <cstddef>
#include <memory>
#include <utility>

namespace glasshell::relay {

/// What Beast and Asio take for a stream. Which kind of socket it is, is the system's business, and TLS is one branch: there is
/// no virtual call. @par Thread safety  One worker's thread.
class client_stream {
 public:
  using socket_type = asio::basic_stream_socket<asio::generic::stream_protocol, executor>;
  using tls_type = asio::ssl::stream<socket_type>;
  using executor_type = executor;
  using error_code = boost::system::error_code;

  explicit client_stream(socket_type socket) : socket_(std::move(socket)) {}

  [[nodiscard]] executor_type get_executor() noexcept { return socket().get_executor(); }
  /// Below TLS. Another one from `start_tls` on, and after a move.
  [[nodiscard]] socket_type& socket() noexcept { return tls_ ? tls_->next_layer() : socket_; }

  /// From here on octets go through TLS; its handshake comes first. Nothing is under way.
  void start_tls(asio::ssl::context& identity) { tls_ = std::make_unique<tls_type>(std::move(socket_), identity); }
  [[nodiscard]] bool has_tls() const noexcept { return tls_ != nullptr; }
  [[nodiscard]] tls_type& tls() noexcept { return *tls_; }

  template <class Buffers, class Token>
  auto async_read_some(const Buffers& into, Token&& token) {
    return asio::async_initiate<Token, void(error_code, std::size_t)>(
        [](auto&& handler, client_stream* self, const Buffers& buffers) {
          if (self->tls_) {
            self->tls_->async_read_some(buffers, std::forward<decltype(handler)>(handler));
          } else {
            self->socket_.async_read_some(buffers, std::forward<decltype(handler)>(handler));
          }
        },
        token, this, into);
  }
  template <class Buffers, class Token>
  auto async_write_some(const Buffers& from, Token&& token) {
    return asio::async_initiate<Token, void(error_code, std::size_t)>(
        [](auto&& handler, client_stream* self, const Buffers& buffers) {
          if (self->tls_) {
            self->tls_->async_write_some(buffers, std::forward<decltype(handler)>(handler));
          } else {
            self->socket_.async_write_some(buffers, std::forward<decltype(handler)>(handler));
          }
        },
        token, this, from);
  }

  /// Tells the peer that nothing follows. What it still sends can be read from `socket`, sealed or not.
  /// @par Lifetime  This outlives the await. The caller bounds it, by cancelling the socket: TLS waits for the peer's answer.
  awaitable<error_code> end_writing() {
    if (tls_) {
      const auto [unanswered] = co_await tls_->async_shutdown(as_values);
      static_cast<void>(unanswered);  // whatever it was, there is nothing left to say
    }
    error_code error;
    socket().shutdown(asio::socket_base::shutdown_send, error);
    co_return error;
  }

  /// Ends what is under way.
  void cancel(error_code& error) { socket().cancel(error); }

  /// Closes the connection: what was written still leaves, or (`cut`) is forgotten.
  void hang_up() {
    error_code ignored;
    socket().close(ignored);
  }
  void cut() {
    error_code ignored;
    socket().set_option(asio::socket_base::linger(true, 0), ignored);
    socket().close(ignored);
  }

 private:
  socket_type socket_;
  std::unique_ptr<tls_type> tls_;
};

/// Beast's word for hanging up.
inline void beast_close_socket(client_stream& stream) { stream.hang_up(); }

}  // namespace glasshell::relay
