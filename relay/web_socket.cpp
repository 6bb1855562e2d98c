#include "relay/web_socket.hpp"

#include "relay/upgrade_request.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/socket_base.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>

#include <array>
#include <utility>

namespace glasshell::relay {

namespace {

namespace websocket = boost::beast::websocket;

/// A buffer for messages that grew beyond this is given back after the message.
constexpr std::size_t idle_buffer_bytes = 2 * 1024;

bytes_view view_of(const boost::beast::flat_buffer& buffer) {
  return {static_cast<const std::uint8_t*>(buffer.data().data()), buffer.data().size()};
}

socket_end end_of(const boost::system::error_code& error) {
  std::string_view word = "connection_lost";
  if (error == websocket::error::closed) {
    word = "closed_by_client";
  } else if (error == websocket::error::message_too_big) {
    word = "message_too_big";
  } else if (error == websocket::condition::protocol_violation) {
    word = "websocket_violation";
  }
  return {word, error.message()};
}

}  // namespace

struct web_socket::parts {
  explicit parts(tcp_socket socket) : stream(std::move(socket)) {}

  websocket::stream<tcp_socket, false> stream;  // without compression: what passes is ciphertext
  boost::beast::flat_buffer incoming{link::max_frame_bytes};
  bool writing = false;
  link::send_message outgoing;  // the message on its way
  std::string outgoing_text;
};

web_socket::web_socket(tcp_socket socket) : parts_(std::make_unique<parts>(std::move(socket))) {
  parts_->stream.read_message_max(link::max_frame_bytes);
  parts_->stream.auto_fragment(false);  // a frame of the link is one frame of the WebSocket, whatever its size
}

web_socket::~web_socket() = default;

awaitable<boost::system::error_code> web_socket::accept(const upgrade_request& request) {
  const auto who = request.who;
  parts_->stream.set_option(websocket::stream_base::decorator([who](websocket::response_type& response) {
    response.set(boost::beast::http::field::server, "glasshell");
    if (who == upgrade_to_link::client::speaks_our_protocol) {
      response.set(boost::beast::http::field::sec_websocket_protocol, link::subprotocol);
    }
  }));
  const auto [error] = co_await parts_->stream.async_accept(request.message, as_values);
  co_return error;
}

awaitable<socket_end> web_socket::read_all(socket_listener& owner) {
  auto& [stream, incoming, writing, outgoing, outgoing_text] = *parts_;
  for (;;) {
    const auto [error, size] = co_await stream.async_read(incoming, as_values);
    if (error) co_return end_of(error);
    owner.message_arrived(stream.got_text() ? message_kind::text : message_kind::binary, view_of(incoming));
    incoming.consume(size);
    if (incoming.capacity() > idle_buffer_bytes) incoming.shrink_to_fit();
  }
}

bool web_socket::writing() const noexcept { return parts_->writing; }

void web_socket::write(link::send_message message, const std::shared_ptr<socket_listener>& owner) {
  parts_->writing = true;
  parts_->outgoing = std::move(message);
  const auto& [head, payload] = parts_->outgoing;
  const std::array<asio::const_buffer, 2> octets{asio::buffer(head),
                                                 asio::buffer(payload.octets.data(), payload.octets.size())};
  parts_->stream.binary(true);
  parts_->stream.async_write(octets, [this, owner](const error_code& error, std::size_t /*size*/) {
    parts_->writing = false;
    parts_->outgoing = {};
    owner->message_written(error);
  });
}

void web_socket::write_text(const std::string& text, const std::shared_ptr<socket_listener>& owner) {
  parts_->writing = true;
  parts_->outgoing_text = text;
  parts_->stream.text(true);
  parts_->stream.async_write(asio::buffer(parts_->outgoing_text),
                             [this, owner](const error_code& error, std::size_t /*size*/) {
                               parts_->writing = false;
                               owner->message_written(error);
                             });
}

void web_socket::close(std::uint16_t code, const std::shared_ptr<socket_listener>& owner) {
  parts_->stream.async_close(websocket::close_reason(code), [owner](const error_code& /*reading says it*/) {});
}

void web_socket::hang_up() {
  error_code ignored;
  parts_->stream.next_layer().close(ignored);
}

void web_socket::cut() {
  error_code ignored;
  parts_->stream.next_layer().set_option(asio::socket_base::linger(true, 0), ignored);
  parts_->stream.next_layer().close(ignored);
}

}  // namespace glasshell::relay
