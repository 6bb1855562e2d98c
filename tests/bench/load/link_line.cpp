#include "load/link_line.hpp"

#include <chrono>
#include <utility>
#include <variant>

namespace glasshell::load {

namespace {

using namespace std::chrono_literals;

constexpr auto patience = 60s;

// RFC 6455 §7.4.1
constexpr std::uint16_t close_normal = 1000;
constexpr std::uint16_t close_going_away = 1001;

}  // namespace

link_line::link_line(asio::io_context& context, link_address to, const link::settings& settings)
    : context_(context),
      to_(std::move(to)),
      endpoint_(link::role::client, settings, relay::link_now()),
      decided_(context.get_executor()),
      timer_(context.get_executor()) {}

awaitable<bool> link_line::open() { return greet(); }

awaitable<bool> link_line::resume() {
  if (state_ == state::closing || state_ == state::over) co_return false;
  if (socket_) lose(loss::silence);
  state_ = state::opening;
  co_return co_await greet();
}

awaitable<bool> link_line::greet() {
  const auto socket = std::make_shared<link_socket>(context_, shared_from_this());
  socket_ = socket;
  const std::string not_open = co_await socket->open(to_);
  if (socket != socket_) co_return false;
  if (!not_open.empty()) {
    wait_for_another(not_open);
    co_return false;
  }
  if (!endpoint_.attached()) endpoint_.attach(relay::link_now());
  turn();
  decided_.expires_after(patience);
  if (state_ == state::opening) co_await decided_.async_wait(as_values);
  co_return state_ == state::open;
}

// ---- the socket ----

void link_line::message_arrived(const link_socket& from, bytes_view octets) {
  if (&from != socket_.get()) return;
  endpoint_.feed(octets, relay::link_now());
  turn();
}

void link_line::message_written(const link_socket& from) {
  if (&from == socket_.get()) turn();
}

void link_line::socket_ended(const link_socket& from, const std::string& why) {
  if (&from != socket_.get()) return;
  if (state_ == state::closing) return end("closed");
  wait_for_another(why);
}

void link_line::lose(loss how) {
  if (!socket_) return;
  const auto socket = std::exchange(socket_, nullptr);
  if (silent_socket_) silent_socket_->cut(link_socket::cut_kind::reset);
  silent_socket_.reset();
  switch (how) {
    case loss::reset:
      socket->cut(link_socket::cut_kind::reset);
      break;
    case loss::end:
      socket->cut(link_socket::cut_kind::end);
      break;
    case loss::going_away:
      socket->close(close_going_away);
      break;
    case loss::other_closing:
      socket->close(close_normal);
      break;
    case loss::silence:
      socket->fall_silent();
      silent_socket_ = socket;
      break;
  }
  endpoint_.detach(relay::link_now());
  if (state_ == state::open) state_ = state::waiting;
}

void link_line::wait_for_another(const std::string& why) {
  if (state_ == state::over) return;
  socket_.reset();
  endpoint_.detach(relay::link_now());
  if (after_loss_ == after_loss::ends || !endpoint_.resumable()) return end(why);
  state_ = state::waiting;
  decided_.cancel();
}

// ---- the endpoint ----

/// Hands on what came, sends what is due. Who hears something may type at once: that is seen to below.
void link_line::turn() {
  if (std::exchange(turning_, true)) return;
  while (!endpoint_.readable().empty()) {
    const bytes_view octets = endpoint_.readable();
    heard(octets);
    endpoint_.consume(octets.size(), relay::link_now());
  }
  while (socket_ && !socket_->writing()) {
    auto action = endpoint_.next_action();
    if (!action) break;
    std::visit([this](auto& said) { perform(std::move(said)); }, *action);
  }
  turning_ = false;
  arm_timer();
}

void link_line::perform(link::send_message&& message) { socket_->write(std::move(message)); }

void link_line::perform(const link::established&) {
  state_ = state::open;
  decided_.cancel();
  if (silent_socket_) silent_socket_->cut(link_socket::cut_kind::reset);
  silent_socket_.reset();
}

void link_line::perform(const link::refused& said) {
  const std::string why = std::string("refused: ") + link::name_of(said.why.reason);
  wait_for_another(why);
}

void link_line::perform(const link::finished& said) {
  if (state_ == state::closing) return socket_->close(close_normal);
  end(std::string("finished: ") + link::name_of(said.why.reason));
}

void link_line::perform(const link::lost& said) {
  const auto socket = socket_;
  wait_for_another("lost: " + said.why.message());
  if (socket) socket->cut(link_socket::cut_kind::reset);
}

void link_line::perform(const link::failed& said) { end("failed: " + said.why.message()); }

std::size_t link_line::type(bytes_view octets) {
  if (state_ == state::closing || state_ == state::over) return 0;
  const std::size_t taken = endpoint_.write(octets, relay::link_now());
  turn();
  return taken;
}

void link_line::close() {
  if (state_ != state::open) return end("closed");
  state_ = state::closing;
  endpoint_.finish(link::hop::relay, link::reason::closed_by_client, {}, relay::link_now());
  turn();  // the relay answers with its own bye and closes
}

void link_line::end(std::string why) {
  if (state_ == state::over) return;
  state_ = state::over;
  ended(std::move(why));
  decided_.cancel();
  timer_.cancel();
  for (auto* each : {&socket_, &silent_socket_}) {
    if (const auto socket = std::exchange(*each, nullptr)) socket->cut(link_socket::cut_kind::end);
  }
}

/// One timer, moved only when it would come too late.
void link_line::arm_timer() {
  if (state_ == state::over) return;
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
