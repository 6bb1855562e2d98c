#include "relay/web_socket.hpp"

#include "base/secret.hpp"
#include "relay/deadline.hpp"
#include "relay/test_subprotocol.hpp"
#include "relay/upgrade_request.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/socket_base.hpp>
#include <boost/beast/core/bind_handler.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>

#include <array>
#include <utility>

namespace glasshell::relay {

namespace websocket = boost::beast::websocket;

/// Beast would wait for the peer to hang up before it says that reading is over, and the node would be held all that time.
/// So this is found by Beast in place of its own. `discard` does what is left to do.
template <class Handler>
void async_teardown(boost::beast::role_type /*role*/, client_stream& socket, Handler&& handler) {
  asio::post(socket.get_executor(),
             boost::beast::bind_front_handler(std::forward<Handler>(handler), boost::system::error_code()));
}

namespace {

/// What a peer may still send after the end, so that the last message is not lost to a reset.
constexpr std::size_t most_discarded_bytes = std::size_t{256} * 1024;

/// A buffer for messages that grew beyond this is given back after the message.
constexpr std::size_t idle_buffer_bytes = std::size_t{2} * 1024;

bytes_view view_of(const boost::beast::flat_buffer& buffer) {
  return {static_cast<const std::uint8_t*>(buffer.data().data()), buffer.data().size()};
}

/// A hello may prove who somebody is, and its octets would stay in the buffer.
void forget_secrets(boost::beast::flat_buffer& buffer) {
  const bytes_span message{static_cast<std::uint8_t*>(buffer.data().data()), buffer.data().size()};
  const bool is_hello = !message.empty() && message.front() == static_cast<std::uint8_t>(link::frame_type::hello);
  if (is_hello) wipe(message);
}

socket_end end_of(const boost::system::error_code& error, std::uint16_t close_code) {
  if (error == websocket::error::closed) return {socket_end::how::closed, close_code, error.message()};
  if (error == websocket::error::message_too_big) return {socket_end::how::oversized_message, 0, error.message()};
  if (error == websocket::condition::protocol_violation) return {socket_end::how::violation, 0, error.message()};
  return {socket_end::how::lost, 0, error.message()};
}

/// @return how much; 0 at the end
std::size_t discard_some(client_stream::socket_type& from) {
  std::array<char, 2048> scratch{};
  boost::system::error_code error;
  return from.read_some(asio::buffer(scratch), error);
}

}  // namespace

std::string_view socket_end::word() const noexcept {
  switch (ended) {
    case how::lost:
      return "connection_lost";
    case how::silent:
      return "silent_peer";
    case how::closed:
      return "closed_by_client";
    case how::oversized_message:
      return "message_too_big";
    case how::violation:
      return "websocket_violation";
  }
  return "";
}

struct web_socket::parts {
  explicit parts(client_stream socket) : stream(std::move(socket)) {}

  websocket::stream<client_stream, false> stream;  // without compression: what passes is ciphertext
  boost::beast::flat_buffer incoming{link::max_frame_bytes};
  bool writing = false;
  link::send_message outgoing;  // the message on its way
  std::string outgoing_text;
};

web_socket::web_socket(client_stream stream) : parts_(std::make_unique<parts>(std::move(stream))) {
  parts_->stream.read_message_max(link::max_frame_bytes);
  parts_->stream.auto_fragment(false);  // a frame of the link is one frame of the WebSocket, whatever its size
}

web_socket::~web_socket() = default;

awaitable<boost::system::error_code> web_socket::accept(const upgrade_request& request) {
  const auto who = request.who;
  parts_->stream.set_option(websocket::stream_base::decorator([who](websocket::response_type& response) {
    response.set(boost::beast::http::field::server, "glasshell");
    switch (who) {
      case upgrade_to_link::client::speaks_our_protocol:
        response.set(boost::beast::http::field::sec_websocket_protocol, link::subprotocol);
        break;
      case upgrade_to_link::client::tests:
        response.set(boost::beast::http::field::sec_websocket_protocol, test_subprotocol);
        break;
      case upgrade_to_link::client::probes:
        break;
    }
  }));
  if (who == upgrade_to_link::client::tests) {
    parts_->incoming.max_size(longest_test_message_bytes);
    parts_->stream.read_message_max(longest_test_message_bytes);
  }
  const auto [error] = co_await parts_->stream.async_accept(request.message, as_values);
  co_return error;
}

awaitable<socket_end> web_socket::read_all(socket_listener& owner) {
  auto& [stream, incoming, writing, outgoing, outgoing_text] = *parts_;
  for (;;) {
    const auto [error, size] = co_await stream.async_read(incoming, as_values);
    if (error) co_return end_of(error, stream.reason().code);
    owner.message_arrived(stream.got_text() ? message_kind::text : message_kind::binary, view_of(incoming));
    forget_secrets(incoming);
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
    wipe(parts_->outgoing.head);  // a welcome's holds the session's secret
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

awaitable<void> web_socket::discard(std::chrono::milliseconds limit) {
  client_stream& stream = parts_->stream.next_layer();
  client_stream::socket_type& socket = stream.socket();
  deadline until(socket);
  until.arm(limit);
  const error_code not_connected = co_await stream.end_writing();
  if (not_connected) co_return;
  for (std::size_t total = 0; total < most_discarded_bytes;) {
    const auto [ready] = co_await socket.async_wait(asio::socket_base::wait_read, as_values);
    if (ready) break;
    const std::size_t size = discard_some(socket);
    if (size == 0) break;
    total += size;
  }
}

void web_socket::hang_up() { parts_->stream.next_layer().hang_up(); }

void web_socket::cut() { parts_->stream.next_layer().cut(); }

}  // namespace glasshell::relay
