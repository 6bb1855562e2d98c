#include "relay/node_connection.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/socket_base.hpp>

#include <unistd.h>

namespace glasshell::relay {

released_socket::~released_socket() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

node_connection::node_connection(const executor& on, std::optional<released_socket> from) : node_connection(on) {
  if (!from) return;
  error_code error;
  socket_.assign(from->protocol_, from->descriptor_, error);
  if (error) return;  // `from` closes it
  from->descriptor_ = -1;
  socket_.non_blocking(true, error);
}

std::optional<released_socket> node_connection::release() {
  pause_.cancel();
  error_code error;
  const auto protocol = socket_.local_endpoint(error).protocol();
  if (error) return std::nullopt;
  socket_.set_option(asio::socket_base::receive_low_watermark(1), error);  // a flood may be going on
  const int descriptor = socket_.release(error);
  if (error) return std::nullopt;
  return released_socket(protocol, descriptor);
}

awaitable<std::optional<dial_failure>> node_connection::dial(const node& target, std::chrono::milliseconds limit) {
  dialer_ = std::make_unique<node_dialer>(socket_.get_executor(), target, limit);
  auto failure = co_await dialer_->dial(socket_);
  dialer_.reset();
  if (failure || !socket_.is_open()) co_return failure;
  error_code ignored;
  socket_.set_option(tcp::no_delay(true), ignored);
  socket_.set_option(asio::socket_base::keep_alive(true), ignored);  // finds a node that vanished without a word
  socket_.non_blocking(true, ignored);
  co_return std::nullopt;
}

void node_connection::close() {
  if (dialer_) dialer_->cancel();
  error_code ignored;
  socket_.close(ignored);
  pause_.cancel();
}

std::size_t node_connection::read(bytes_span into, error_code& error) {
  return socket_.read_some(asio::buffer(into.data(), into.size()), error);
}

std::size_t node_connection::write(bytes_view octets, error_code& error) {
  return socket_.write_some(asio::buffer(octets.data(), octets.size()), error);
}

void node_connection::await_readable(const std::shared_ptr<node_listener>& owner) {
  if (waiting_to_read_) return;
  waiting_to_read_ = true;
  socket_.async_wait(tcp_socket::wait_read, [this, owner](const error_code& error) {
    waiting_to_read_ = false;
    if (!error) owner->node_is_readable();
  });
}

void node_connection::await_writable(const std::shared_ptr<node_listener>& owner) {
  if (waiting_to_write_) return;
  waiting_to_write_ = true;
  socket_.async_wait(tcp_socket::wait_write, [this, owner](const error_code& error) {
    waiting_to_write_ = false;
    if (!error) owner->node_is_writable();
  });
}

void node_connection::took(std::size_t size_bytes, const std::shared_ptr<node_listener>& owner) {
  if (!flood_.read(size_bytes, std::chrono::steady_clock::now())) return;
  // Not a pause alone: the kernel would go on waking us for each packet, read or not.
  error_code ignored;
  socket_.set_option(asio::socket_base::receive_low_watermark(flood_read_bytes), ignored);
  rest(owner);
}

void node_connection::rest(const std::shared_ptr<node_listener>& owner) {
  pause_.expires_after(flood_pause);
  pause_.async_wait([this, owner](const error_code& error) {
    if (error || !socket_.is_open()) return;
    owner->node_is_readable();
    if (flood_.still_flooding()) return rest(owner);
    error_code ignored;
    socket_.set_option(asio::socket_base::receive_low_watermark(1), ignored);
  });
}

}  // namespace glasshell::relay
