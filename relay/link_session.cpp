#include "relay/link_session.hpp"

#include "link/endpoint.hpp"
#include "relay/node_dialer.hpp"
#include "relay/process.hpp"
#include "relay/upgrade_request.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/socket_base.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace glasshell::relay {

namespace {

namespace websocket = boost::beast::websocket;
using boost::system::error_code;
using websocket::close_code;

/// One read of a node takes at most this much: a block of the replay buffer.
constexpr std::size_t node_read_bytes = link::replay_buffer::block_bytes;
/// So many reads in a row before others get their turn.
constexpr int reads_in_a_row = 4;
/// A buffer for messages that grew beyond this is given back after the message.
constexpr std::size_t idle_buffer_bytes = 2 * 1024;

constexpr std::chrono::seconds retry_when_full{30};
constexpr std::chrono::seconds retry_after_restart{2};

template <class... Callables>
struct overloaded : Callables... {
  using Callables::operator()...;
};
template <class... Callables>
overloaded(Callables...) -> overloaded<Callables...>;

bytes_view view_of(const boost::beast::flat_buffer& buffer) {
  return {static_cast<const std::uint8_t*>(buffer.data().data()), buffer.data().size()};
}

std::string greeting_for_probes() {
  return nlohmann::json{{"message", "WebSocket works here; this address speaks a protocol of its own"},
                        {"subprotocol", link::subprotocol}}
      .dump();
}

std::string hex(bytes_view octets) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t octet : octets) {
    text += digits[octet >> 4];
    text += digits[octet & 15];
  }
  return text;
}

class link_session : public tenant, public std::enable_shared_from_this<link_session> {
 public:
  link_session(const service& common, worker& home, tcp_socket socket, const peer& from,
               const upgrade_request& request);
  ~link_session() override = default;

  awaitable<void> run(std::unique_ptr<upgrade_request> request);
  void drain() override;
  void abort() override { end_at_once("aborted"); }

 private:
  /// `ending`: the last frame (a bye or a refusal) is on its way. `closing`: the close frame is.
  enum class phase : std::uint8_t { upgrading, greeting, dialling, open, ending, closing, over };

  // One turn: whatever happened, everything that can go on does.
  void turn();
  void take_actions();
  void perform(link::send_message&& message);
  void perform(link::hello_received&& hello);
  void perform(const link::finished& why);
  void perform(const link::failed& why);

  awaitable<void> read_socket();
  void on_written(const error_code& error);
  void begin_close(std::uint16_t code, std::string_view why);
  void close_when_written();

  awaitable<void> connect_node();
  void read_node();
  void take_from_node();
  void write_node();
  void node_ended(const error_code& error);
  void leave_node();

  void refuse(link::hop where, link::reason why, std::chrono::milliseconds retry_after, std::string_view detail = {});
  void finish(link::hop where, link::reason why);
  void end_at_once(std::string_view why);
  void over();

  void arm_timer();
  void on_timer();
  [[nodiscard]] std::optional<time_point> next_deadline() const;

  /// Runs one callback; an exception is a bug and ends this link alone.
  template <class Callback>
  void guarded(Callback callback) noexcept;
  void note_end(std::string_view why, std::string_view detail = {});

  const service& common_;
  const node* node_entry_;
  const std::uint64_t attempt_;
  admission::decision place_;
  phase phase_ = phase::upgrading;

  websocket::stream<tcp_socket, false> socket_;
  boost::beast::flat_buffer incoming_;
  link::endpoint endpoint_;
  std::optional<link::send_message> writing_;  // the one message on its way
  bool close_started_ = false;
  std::uint16_t close_code_ = close_code::normal;

  tcp_socket node_;
  std::unique_ptr<node_dialer> dialer_;
  bool waiting_to_read_node_ = false;
  bool waiting_to_write_node_ = false;
  bool client_finished_ = false;

  steady_timer timer_;
  std::optional<time_point> timer_at_;
  std::optional<time_point> give_up_at_;  // while ending or closing
  time_point last_data_at_;
  std::uint64_t data_seen_bytes_ = 0;

  const time_point started_at_;
  std::string_view end_reason_;
  std::string end_detail_;
};

link_session::link_session(const service& common, worker& home, tcp_socket socket, const peer& from,
                           const upgrade_request& request)
    : tenant(home),
      common_(common),
      node_entry_(common.find_node(request.node)),
      attempt_(request.attempt),
      socket_(std::move(socket)),
      incoming_(link::max_frame_bytes),
      endpoint_(link::role::relay, common.settings.link, link_now()),
      node_(home.get_executor()),
      timer_(home.get_executor()),
      last_data_at_(link_now()),
      started_at_(last_data_at_) {
  if (request.who == upgrade_to_link::client::speaks_our_protocol) place_ = common.links.admit(from.address);
  socket_.read_message_max(link::max_frame_bytes);
  socket_.auto_fragment(false);  // a frame of the link is one frame of the WebSocket, whatever its size
  socket_.binary(true);
}

template <class Callback>
void link_session::guarded(Callback callback) noexcept {
  try {
    callback();
  } catch (const std::exception& error) {
    common_.logger.write(log_level::error, "link_broke", {{"link", attempt_}, {"error", error.what()}});
    end_at_once("internal_error");
  }
}

void link_session::note_end(std::string_view why, std::string_view detail) {
  if (!end_reason_.empty()) return;
  end_reason_ = why;
  end_detail_ = detail;
}

// ---- the way from upgrade to close ----

awaitable<void> link_session::run(std::unique_ptr<upgrade_request> request) {
  const auto who = request->who;
  socket_.set_option(websocket::stream_base::decorator([who](websocket::response_type& response) {
    response.set(boost::beast::http::field::server, "glasshell");
    if (who == upgrade_to_link::client::speaks_our_protocol) {
      response.set(boost::beast::http::field::sec_websocket_protocol, link::subprotocol);
    }
  }));
  arm_timer();
  const auto [not_accepted] = co_await socket_.async_accept(request->message, as_values);
  request.reset();
  if (not_accepted) {
    note_end("upgrade_failed", not_accepted.message());
    over();
    co_return;
  }
  common_.logger.info("link_accepted", {{"link", attempt_}});
  if (phase_ == phase::upgrading) phase_ = phase::greeting;

  switch (who) {
    case upgrade_to_link::client::speaks_our_protocol:
      turn();
      break;
    case upgrade_to_link::client::probes: {
      const std::string text = greeting_for_probes();
      socket_.text(true);
      co_await socket_.async_write(asio::buffer(text), as_values);
      begin_close(close_code::normal, "probe");
      break;
    }
  }
  co_await read_socket();
  over();
}

awaitable<void> link_session::read_socket() {
  for (;;) {
    const auto [error, size] = co_await socket_.async_read(incoming_, as_values);
    if (error) {
      const bool closed = error == websocket::error::closed;
      const bool too_big = error == websocket::error::message_too_big;
      note_end(closed ? "closed_by_client" : too_big ? "message_too_big" : "connection_lost", error.message());
      co_return;
    }
    if (phase_ < phase::closing) {
      if (socket_.got_text()) {
        endpoint_.feed_text(link_now());
      } else {
        endpoint_.feed(view_of(incoming_), link_now());
      }
    }
    incoming_.consume(size);
    if (incoming_.capacity() > idle_buffer_bytes) incoming_.shrink_to_fit();
    turn();
  }
}

void link_session::turn() {
  if (phase_ == phase::over) return;
  write_node();
  take_actions();
  read_node();
  close_when_written();
  arm_timer();
}

void link_session::take_actions() {
  // Messages stay in the endpoint, which bounds and joins them, until the last one is written. After a failure it has
  // notices only, and those cannot wait for a peer that does not read.
  while (phase_ < phase::closing && (!writing_ || (phase_ == phase::open && !endpoint_.open()))) {
    auto action = endpoint_.next_action();
    if (!action) return;
    std::visit(
        overloaded{[this](link::send_message& message) { perform(std::move(message)); },
                   [this](link::hello_received& hello) { perform(std::move(hello)); },
                   [this](const link::finished& why) { perform(why); },
                   [this](const link::failed& why) { perform(why); }, [](const link::established& /*clients only*/) {},
                   [](const link::refused& /*clients only*/) {}},
        *action);
  }
}

void link_session::perform(link::send_message&& message) {
  writing_ = std::move(message);
  const bytes_view payload = writing_->payload.octets;
  const std::array<asio::const_buffer, 2> octets{asio::buffer(writing_->head),
                                                 asio::buffer(payload.data(), payload.size())};
  socket_.async_write(octets, [self = shared_from_this()](const error_code& error, std::size_t /*size*/) {
    self->guarded([&] { self->on_written(error); });
  });
}

void link_session::on_written(const error_code& error) {
  const bool was_last = writing_->head.front() == static_cast<std::uint8_t>(link::frame_type::bye) ||
                        writing_->head.front() == static_cast<std::uint8_t>(link::frame_type::refuse);
  writing_.reset();
  if (error) return end_at_once("connection_lost");
  // The client has everything now and closes; if it does not, the relay does. A relay that shuts down does not wait.
  if (was_last && phase_ == phase::ending) {
    give_up_at_ = link_now() + common_.settings.limits.close_timeout;
    if (home().draining()) begin_close(close_code::service_restart, "relay_shutting_down");
  }
  turn();
}

void link_session::perform(link::hello_received&& hello) {
  using namespace std::chrono_literals;
  if (home().draining()) return refuse(link::hop::relay, link::reason::relay_shutting_down, retry_after_restart);
  switch (place_.outcome) {
    case admission::verdict::admitted:
      break;
    case admission::verdict::full:
      return refuse(link::hop::relay, link::reason::too_many_links, retry_when_full);
    case admission::verdict::full_for_address:
      return refuse(link::hop::relay, link::reason::too_many_links_from_address, retry_when_full);
  }
  if (hello.greeting.resume) return refuse(link::hop::session, link::reason::session_unknown, 0ms);
  if (node_entry_ == nullptr) return refuse(link::hop::access, link::reason::unknown_node, 0ms);
  phase_ = phase::dialling;
  auto dialling = connect_node();
  asio::co_spawn(home().context(), std::move(dialling), [self = shared_from_this()](const std::exception_ptr& thrown) {
    self->guarded([&] {
      if (thrown) std::rethrow_exception(thrown);
    });
  });
}

void link_session::perform(const link::finished& why) {
  note_end("closed_by_client", link::name_of(why.why.reason));
  client_finished_ = true;
  write_node();
}

void link_session::perform(const link::failed& why) {
  leave_node();
  begin_close(why.close_code, why.why.message());
}

void link_session::refuse(link::hop where, link::reason why, std::chrono::milliseconds retry_after,
                          std::string_view detail) {
  note_end(link::name_of(why), detail);
  phase_ = phase::ending;
  endpoint_.reject({.hop = where, .reason = why, .retry_after = retry_after, .text = {}}, link_now());
}

void link_session::finish(link::hop where, link::reason why) {
  if (phase_ != phase::open) return;
  note_end(link::name_of(why));
  leave_node();
  phase_ = phase::ending;
  endpoint_.finish(where, why, {}, link_now());
}

void link_session::begin_close(std::uint16_t code, std::string_view why) {
  if (phase_ >= phase::closing) return;
  note_end(why);
  phase_ = phase::closing;
  close_code_ = code;
  give_up_at_ = link_now() + common_.settings.limits.close_timeout;
  close_when_written();
}

void link_session::close_when_written() {
  if (phase_ != phase::closing || writing_ || close_started_) return;
  close_started_ = true;
  // Its completion needs no one: the read ends with it.
  socket_.async_close(websocket::close_reason(close_code_),
                      [self = shared_from_this()](const error_code& /*error*/) {});
}

void link_session::end_at_once(std::string_view why) {
  note_end(why);
  leave_node();
  error_code ignored;
  // What a peer never read is not to be kept for it by the kernel.
  socket_.next_layer().set_option(asio::socket_base::linger(true, 0), ignored);
  socket_.next_layer().close(ignored);
}

void link_session::over() {
  if (phase_ == phase::over) return;
  phase_ = phase::over;
  leave_node();
  timer_.cancel();
  error_code ignored;
  socket_.next_layer().close(ignored);
  place_ = {};
  const auto lasted = std::chrono::duration_cast<std::chrono::milliseconds>(link_now() - started_at_);
  common_.logger.info("link_closed", {{"link", attempt_},
                                      {"reason", end_reason_},
                                      {"detail", end_detail_},
                                      {"bytes_to_client", endpoint_.sent_bytes()},
                                      {"bytes_to_node", endpoint_.consumed_bytes()},
                                      {"milliseconds", lasted.count()}});
}

void link_session::drain() {
  guarded([this] {
    switch (phase_) {
      case phase::upgrading:
        end_at_once("relay_shutting_down");
        break;
      case phase::greeting:
        begin_close(close_code::service_restart, "relay_shutting_down");
        break;
      case phase::dialling:
        leave_node();
        refuse(link::hop::relay, link::reason::relay_shutting_down, retry_after_restart);
        break;
      case phase::open:
        finish(link::hop::relay, link::reason::relay_shutting_down);
        break;
      case phase::ending:
      case phase::closing:
      case phase::over:
        break;
    }
    turn();
  });
}

// ---- the node ----

awaitable<void> link_session::connect_node() {
  const auto began = link_now();
  dialer_ =
      std::make_unique<node_dialer>(home().get_executor(), *node_entry_, common_.settings.limits.node_connect_timeout);
  const auto failure = co_await dialer_->dial(node_);
  dialer_.reset();
  if (phase_ != phase::dialling) {
    leave_node();
    co_return;
  }
  if (failure) {
    refuse(failure->hop, failure->reason, std::chrono::milliseconds(0), failure->detail);
    turn();
    co_return;
  }
  node_.set_option(tcp::no_delay(true));
  node_.set_option(asio::socket_base::keep_alive(true));  // finds a node that vanished without a word
  node_.non_blocking(true);
  phase_ = phase::open;
  last_data_at_ = link_now();
  std::string session;
  const random_source random = [&session](bytes_span into) {
    fill_random(into);
    if (session.empty()) session = hex(into);  // the id comes first; the secret is not for the log
  };
  endpoint_.accept(link::custody::browser, std::chrono::seconds(0), random, last_data_at_);
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(last_data_at_ - began);
  common_.logger.info(
      "node_connected",
      {{"link", attempt_}, {"node", node_entry_->name}, {"session", session}, {"milliseconds", took.count()}});
  turn();
}

void link_session::read_node() {
  if (phase_ != phase::open || waiting_to_read_node_ || !node_.is_open() || endpoint_.writable() == 0) return;
  waiting_to_read_node_ = true;
  // Waits before it takes memory to read into, so that an idle link has none.
  node_.async_wait(tcp_socket::wait_read, [self = shared_from_this()](const error_code& error) {
    self->guarded([&] {
      self->waiting_to_read_node_ = false;
      if (!error) self->take_from_node();
    });
  });
}

void link_session::take_from_node() {
  for (int round = 0; round < reads_in_a_row && phase_ == phase::open && node_.is_open(); ++round) {
    const std::size_t room = std::min(endpoint_.writable(), node_read_bytes);
    if (room == 0) break;
    const bytes_span into = endpoint_.prepare(room);
    error_code error;
    const std::size_t size = node_.read_some(asio::buffer(into.data(), into.size()), error);
    const auto now = link_now();
    endpoint_.commit(error ? 0 : size, now);
    if (error == asio::error::would_block) break;
    if (error) {
      node_ended(error);
      break;
    }
    take_actions();
    if (size < into.size()) break;
  }
  turn();
}

void link_session::write_node() {
  while (phase_ == phase::open && !waiting_to_write_node_ && !endpoint_.readable().empty()) {
    const bytes_view octets = endpoint_.readable();
    error_code error;
    const std::size_t size = node_.write_some(asio::buffer(octets.data(), octets.size()), error);
    if (error == asio::error::would_block) {
      waiting_to_write_node_ = true;
      node_.async_wait(tcp_socket::wait_write, [self = shared_from_this()](const error_code& /*error*/) {
        self->guarded([&] {
          self->waiting_to_write_node_ = false;
          self->turn();
        });
      });
      return;
    }
    // A node that takes no more may still have something to say: its last octets, and why it ended, come by reading.
    endpoint_.consume(error ? octets.size() : size, link_now());
  }
  if (client_finished_ && endpoint_.readable().empty()) finish(link::hop::relay, link::reason::closed_by_client);
}

void link_session::node_ended(const error_code& error) {
  const bool in_order = error == asio::error::eof;
  finish(link::hop::node_tcp, in_order ? link::reason::closed_by_node : link::reason::connection_reset);
}

void link_session::leave_node() {
  if (dialer_) dialer_->cancel();
  error_code ignored;
  node_.close(ignored);
}

// ---- time ----

std::optional<time_point> link_session::next_deadline() const {
  switch (phase_) {
    case phase::upgrading:
      return started_at_ + common_.settings.limits.handshake_timeout;
    case phase::greeting:
    case phase::dialling:
      return endpoint_.next_deadline();
    case phase::open:
      return earlier(endpoint_.next_deadline(), last_data_at_ + common_.settings.limits.idle_timeout);
    case phase::ending:
      return earlier(endpoint_.next_deadline(),
                     give_up_at_ ? give_up_at_ : last_data_at_ + common_.settings.limits.idle_timeout);
    case phase::closing:
      return give_up_at_;
    case phase::over:
      return std::nullopt;
  }
  return std::nullopt;
}

/// One timer, moved only when it would come too late: most deadlines are put off long before they pass.
void link_session::arm_timer() {
  const auto at = next_deadline();
  if (!at || (timer_at_ && *timer_at_ <= *at)) return;
  timer_at_ = at;
  timer_.expires_at(from_link_time(*at));
  timer_.async_wait([self = shared_from_this()](const error_code& error) {
    if (error) return;
    self->guarded([&] {
      self->timer_at_.reset();
      self->on_timer();
    });
  });
}

void link_session::on_timer() {
  const auto now = link_now();
  const std::uint64_t seen = endpoint_.sent_bytes() + endpoint_.received_bytes();
  if (seen != std::exchange(data_seen_bytes_, seen)) last_data_at_ = now;
  const bool idle = now >= last_data_at_ + common_.settings.limits.idle_timeout;
  endpoint_.tick(now);
  switch (phase_) {
    case phase::upgrading:
      if (now >= started_at_ + common_.settings.limits.handshake_timeout) end_at_once("handshake_timeout");
      break;
    case phase::greeting:
    case phase::dialling:
      break;
    case phase::open:
      if (idle) finish(link::hop::relay, link::reason::idle_timeout);
      break;
    case phase::ending:
      if (give_up_at_ ? now >= *give_up_at_ : idle) begin_close(close_code::normal, end_reason_);
      break;
    case phase::closing:
      if (now >= *give_up_at_) end_at_once("close_timeout");
      break;
    case phase::over:
      return;
  }
  turn();
}

}  // namespace

awaitable<void> serve_link(const service& common, worker& home, tcp_socket socket, const peer& from,
                           std::unique_ptr<upgrade_request> request) {
  const auto session = std::make_shared<link_session>(common, home, std::move(socket), from, *request);
  co_await session->run(std::move(request));
}

}  // namespace glasshell::relay
