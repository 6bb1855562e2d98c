#include "load/link_socket.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/socket_base.hpp>

#include <array>
#include <utility>

namespace glasshell::load {

namespace {

namespace websocket = boost::beast::websocket;

/// A buffer that grew in a flood is given back, or thousands of idle links would keep it.
constexpr std::size_t idle_buffer_bytes = std::size_t{2} * 1024;

std::string host_of(const tcp::endpoint& relay) {
  return relay.address().to_string() + ":" + std::to_string(relay.port());
}

bytes_view view_of(const boost::beast::flat_buffer& buffer) {
  return {static_cast<const std::uint8_t*>(buffer.data().data()), buffer.data().size()};
}

}  // namespace

link_socket::link_socket(asio::io_context& context, std::shared_ptr<link_socket_listener> owner)
    : context_(context), owner_(std::move(owner)), stream_(context.get_executor()), incoming_(link::max_frame_bytes) {
  stream_.read_message_max(link::max_frame_bytes);
  stream_.auto_fragment(false);
  stream_.binary(true);
}

awaitable<std::string> link_socket::open(const link_address& to) {
  const auto [not_connected] = co_await stream_.next_layer().async_connect(to.relay, as_values);
  if (not_connected) co_return "connect: " + not_connected.message();
  boost::system::error_code ignored;
  stream_.next_layer().set_option(tcp::no_delay(true), ignored);
  const std::string host = host_of(to.relay);
  const std::string target = "/ws/ssh/" + to.node + "?session=" + to.routing_word;
  stream_.set_option(websocket::stream_base::decorator([host](websocket::request_type& request) {
    request.set(boost::beast::http::field::origin, "http://" + host);
    request.set(boost::beast::http::field::sec_websocket_protocol, link::subprotocol);
  }));
  const auto [not_upgraded] = co_await stream_.async_handshake(host, target, as_values);
  if (not_upgraded) co_return "upgrade: " + not_upgraded.message();
  auto reading = read_to_end(shared_from_this());
  asio::co_spawn(context_, std::move(reading), asio::detached);
  co_return std::string();
}

awaitable<void> link_socket::read_to_end(std::shared_ptr<link_socket> self) {
  while (!self->silent_) {
    const auto [error, size] = co_await self->stream_.async_read(self->incoming_, as_values);
    if (error) {
      self->end(error == websocket::error::closed
                    ? "closed by the relay with " + std::to_string(self->stream_.reason().code)
                    : "read: " + error.message());
      co_return;
    }
    if (self->owner_ && !self->silent_) self->owner_->message_arrived(*self, view_of(self->incoming_));
    self->incoming_.consume(size);
    if (self->incoming_.capacity() > idle_buffer_bytes) self->incoming_.shrink_to_fit();
  }
}

void link_socket::write(link::send_message message) {
  outgoing_ = std::move(message);
  const auto& [head, payload] = *outgoing_;
  const std::array<asio::const_buffer, 2> octets{asio::buffer(head),
                                                 asio::buffer(payload.octets.data(), payload.octets.size())};
  stream_.async_write(octets, [self = shared_from_this()](const boost::system::error_code& error, std::size_t) {
    self->outgoing_.reset();
    if (error) return self->end("write: " + error.message());
    if (self->owner_) self->owner_->message_written(*self);
  });
}

void link_socket::close(std::uint16_t code) {
  stream_.async_close(websocket::close_reason(code),
                      [self = shared_from_this()](const boost::system::error_code&) { self->end("closed"); });
}

void link_socket::cut(cut_kind how) {
  owner_.reset();
  boost::system::error_code ignored;
  tcp_socket& socket = stream_.next_layer();
  if (how == cut_kind::reset) socket.set_option(asio::socket_base::linger(true, 0), ignored);
  socket.close(ignored);
}

void link_socket::end(const std::string& why) {
  const auto owner = std::exchange(owner_, nullptr);
  boost::system::error_code ignored;
  stream_.next_layer().close(ignored);
  if (owner) owner->socket_ended(*this, why);
}

}  // namespace glasshell::load
