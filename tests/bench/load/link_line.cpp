#include "load/link_line.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <array>
#include <utility>
#include <variant>

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

link_line::link_line(asio::io_context& context, link_address to, const link::settings& settings)
    : context_(context),
      to_(std::move(to)),
      socket_(context.get_executor()),
      incoming_(link::max_frame_bytes),
      endpoint_(link::role::client, settings, relay::link_now()),
      timer_(context.get_executor()) {
  socket_.read_message_max(link::max_frame_bytes);
  socket_.auto_fragment(false);
  socket_.binary(true);
}

awaitable<bool> link_line::open() {
  if (!co_await connect()) co_return false;
  turn();
  while (phase_ == phase::opening) {
    if (!co_await take_message()) break;
  }
  if (phase_ != phase::open) co_return false;
  auto reading = read_to_end(shared_from_this());
  asio::co_spawn(context_, std::move(reading), asio::detached);
  co_return true;
}

awaitable<bool> link_line::connect() {
  const auto [not_connected] = co_await socket_.next_layer().async_connect(to_.relay, as_values);
  if (not_connected) {
    end("connect: " + not_connected.message());
    co_return false;
  }
  boost::system::error_code ignored;
  socket_.next_layer().set_option(tcp::no_delay(true), ignored);
  socket_.set_option(websocket::stream_base::decorator([this](websocket::request_type& request) {
    request.set(boost::beast::http::field::origin, "http://" + host_of(to_.relay));
    request.set(boost::beast::http::field::sec_websocket_protocol, link::subprotocol);
  }));
  const auto [not_upgraded] = co_await socket_.async_handshake(host_of(to_.relay), "/ws/ssh/" + to_.node, as_values);
  if (not_upgraded) {
    end("upgrade: " + not_upgraded.message());
    co_return false;
  }
  co_return true;
}

awaitable<bool> link_line::take_message() {
  const auto [error, size] = co_await socket_.async_read(incoming_, as_values);
  if (error) {
    end(error == websocket::error::closed ? "closed by the relay" : "read: " + error.message());
    co_return false;
  }
  endpoint_.feed(view_of(incoming_), relay::link_now());
  incoming_.consume(size);
  if (incoming_.capacity() > idle_buffer_bytes) incoming_.shrink_to_fit();
  turn();
  co_return true;
}

awaitable<void> link_line::read_to_end(std::shared_ptr<link_line> self) {
  for (;;) {
    const bool more = co_await self->take_message();
    if (!more || self->phase_ == phase::over) break;
  }
  boost::system::error_code ignored;
  self->socket_.next_layer().close(ignored);
}

/// Hands on what came, sends what is due. Who hears something may type at once: that is seen to below.
void link_line::turn() {
  if (std::exchange(turning_, true)) return;
  while (!endpoint_.readable().empty()) {
    const bytes_view octets = endpoint_.readable();
    heard(octets);
    endpoint_.consume(octets.size(), relay::link_now());
  }
  while (!outgoing_ && phase_ != phase::over) {
    auto action = endpoint_.next_action();
    if (!action) break;
    std::visit([this](auto& said) { perform(std::move(said)); }, *action);
  }
  turning_ = false;
  arm_timer();
}

void link_line::perform(link::send_message&& message) {
  outgoing_ = std::move(message);
  const auto& [head, payload] = *outgoing_;
  const std::array<asio::const_buffer, 2> octets{asio::buffer(head),
                                                 asio::buffer(payload.octets.data(), payload.octets.size())};
  socket_.async_write(octets, [self = shared_from_this()](const boost::system::error_code& error, std::size_t) {
    self->outgoing_.reset();
    if (error) return self->end("write: " + error.message());
    self->turn();
  });
}

void link_line::perform(const link::established&) { phase_ = phase::open; }
void link_line::perform(const link::refused& said) { end(std::string("refused: ") + link::name_of(said.why.reason)); }
void link_line::perform(const link::finished& said) {
  if (phase_ != phase::closing) return end(std::string("finished: ") + link::name_of(said.why.reason));
  auto when_closed = [self = shared_from_this()](const boost::system::error_code&) { self->end("closed"); };
  socket_.async_close(websocket::close_reason(websocket::close_code::normal), when_closed);
}
void link_line::perform(const link::lost& said) { end("lost: " + said.why.message()); }
void link_line::perform(const link::failed& said) { end("failed: " + said.why.message()); }

std::size_t link_line::type(bytes_view octets) {
  if (phase_ != phase::open) return 0;
  const std::size_t taken = endpoint_.write(octets, relay::link_now());
  turn();
  return taken;
}

void link_line::close() {
  if (phase_ != phase::open) return end("closed");
  phase_ = phase::closing;
  endpoint_.finish(link::hop::relay, link::reason::closed_by_client, {}, relay::link_now());
  turn();  // the relay answers with its own bye and closes
}

void link_line::end(std::string why) {
  if (phase_ == phase::over) return;
  phase_ = phase::over;
  ended(std::move(why));
  timer_.cancel();
  boost::system::error_code ignored;
  socket_.next_layer().close(ignored);
}

/// One timer, moved only when it would come too late.
void link_line::arm_timer() {
  if (phase_ == phase::over) return;
  const auto at = endpoint_.next_deadline();
  if (!at || (timer_at_ && *timer_at_ <= *at)) return;
  timer_at_ = at;
  timer_.expires_at(relay::from_link_time(*at));
  timer_.async_wait([self = shared_from_this()](const boost::system::error_code& error) {
    if (error) return;
    self->timer_at_.reset();
    self->endpoint_.tick(relay::link_now());
    self->turn();
  });
}

}  // namespace glasshell::load
