#include "relay/doctor/connection.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace glasshell::relay::doctor {

namespace {

constexpr std::size_t kept_first_octets = 512;

}  // namespace

/// Cancels what the socket does, when its time is over.
struct connection::alarm {
  explicit alarm(const executor& on) : timer(on) {}
  steady_timer timer;
  tcp_socket* socket = nullptr;
  std::uint64_t round = 0;
  bool rang = false;
};

connection::connection(const executor& on) : socket_(on), alarm_(std::make_shared<alarm>(on)) {
  alarm_->socket = &socket_;
}

connection::~connection() {
  alarm_->socket = nullptr;
  alarm_->timer.cancel();
}

void connection::arm(clock::time_point at) {
  alarm_->rang = false;
  const std::uint64_t round = ++alarm_->round;
  alarm_->timer.expires_at(at);
  alarm_->timer.async_wait([shared = alarm_, round](boost::system::error_code moved) {
    if (moved || shared->socket == nullptr || shared->round != round) return;
    shared->rang = true;
    boost::system::error_code ignored;
    shared->socket->cancel(ignored);
  });
}

awaitable<boost::system::error_code> connection::connect(tcp::endpoint to, std::chrono::milliseconds limit) {
  boost::system::error_code ignored;
  socket_.close(ignored);
  const auto began = clock::now();
  arm(began + limit);
  const auto [error] = co_await socket_.async_connect(to, as_values);
  connect_time_ = std::chrono::duration_cast<std::chrono::microseconds>(clock::now() - began);
  if (error && alarm_->rang) co_return asio::error::timed_out;
  if (!error) socket_.set_option(tcp::no_delay(true), ignored);
  co_return error;
}

awaitable<connection::outcome> connection::shake_hands(const tls_options& chosen, std::chrono::milliseconds limit) {
  const auto at = clock::now() + limit;
  tls_ = tls_client::create(chosen);
  while (tls_ && tls_->current() == tls_client::state::shaking_hands) {
    bytes greeting = tls_->take_output();
    last_ = co_await send(std::move(greeting), at);
    if (last_ != outcome::well) co_return last_;
    const bytes octets = co_await receive(at);
    if (octets.empty()) co_return last_;
    const std::size_t kept =
        std::min(octets.size(), kept_first_octets - std::min(kept_first_octets, first_octets_.size()));
    first_octets_.insert(first_octets_.end(), octets.begin(), octets.begin() + static_cast<std::ptrdiff_t>(kept));
    tls_->feed(octets);
  }
  if (!tls_) co_return outcome::closed;
  // The last flight, or an alert.
  bytes rest = tls_->take_output();
  co_return co_await send(std::move(rest), at);
}

awaitable<bytes> connection::receive(clock::time_point at) {
  std::array<std::uint8_t, std::size_t{64} * 1024> piece{};
  arm(at);
  const auto [error, size] = co_await socket_.async_read_some(asio::buffer(piece), as_values);
  last_ = !error ? outcome::well : alarm_->rang ? outcome::timed_out : outcome::closed;
  co_return bytes(piece.begin(), piece.begin() + static_cast<std::ptrdiff_t>(size));
}

awaitable<connection::outcome> connection::send(bytes octets, clock::time_point at) {
  if (octets.empty()) co_return outcome::well;
  arm(at);
  const auto [error, size] = co_await asio::async_write(socket_, asio::buffer(octets), as_values);
  if (!error) co_return outcome::well;
  co_return alarm_->rang ? outcome::timed_out : outcome::closed;
}

awaitable<bytes> connection::read(clock::time_point at) {
  if (!tls_) co_return co_await receive(at);
  for (;;) {
    bytes plain = tls_->read();
    if (!plain.empty()) co_return plain;
    if (tls_->current() != tls_client::state::open) {
      last_ = outcome::closed;
      co_return bytes();
    }
    const bytes sealed = co_await receive(at);
    if (sealed.empty()) co_return bytes();
    tls_->feed(sealed);
  }
}

awaitable<connection::outcome> connection::write(bytes octets, clock::time_point at) {
  if (!tls_) co_return co_await send(std::move(octets), at);
  tls_->write(octets);
  bytes sealed = tls_->take_output();
  co_return co_await send(std::move(sealed), at);
}

void connection::close() {
  if (tls_) {
    tls_->close();
    const bytes goodbye = tls_->take_output();
    boost::system::error_code ignored;
    socket_.non_blocking(true, ignored);
    if (!goodbye.empty()) socket_.write_some(asio::buffer(goodbye), ignored);
  }
  boost::system::error_code ignored;
  socket_.close(ignored);
}

}  // namespace glasshell::relay::doctor
