#include "relay/link_session.hpp"

#include "relay/process.hpp"
#include "relay/upgrade_request.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <exception>
#include <utility>
#include <variant>

namespace glasshell::relay {

namespace {

using boost::system::error_code;
using namespace std::chrono_literals;

// RFC 6455 §7.4.1, and its registry.
constexpr std::uint16_t close_normal = 1000;
constexpr std::uint16_t close_service_restart = 1012;

/// One read of a node takes at most a block of the replay buffer, and so many of them before others get their turn.
constexpr std::size_t node_read_bytes = link::replay_buffer::block_bytes;
constexpr int reads_in_a_row = 4;

constexpr std::chrono::seconds retry_when_full{30};
constexpr std::chrono::seconds retry_after_restart{2};

template <class... Callables>
struct overloaded : Callables... {
  using Callables::operator()...;
};
template <class... Callables>
overloaded(Callables...) -> overloaded<Callables...>;

std::string greeting_for_probes() {
  return nlohmann::json{{"message", "WebSocket works here; this address speaks a protocol of its own"},
                        {"subprotocol", link::subprotocol}}
      .dump();
}

bool is_last(const link::send_message& message) {
  const auto type = static_cast<link::frame_type>(message.head.front());
  return type == link::frame_type::bye || type == link::frame_type::refuse;
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

std::int64_t milliseconds_since(time_point then) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(link_now() - then).count();
}

}  // namespace

link_session::link_session(const service& common, worker& home, tcp_socket socket, const peer& from,
                           const upgrade_request& request)
    : tenant(home),
      common_(common),
      target_(common.find_node(request.node)),
      attempt_(request.attempt),
      socket_(std::move(socket)),
      endpoint_(link::role::relay, common.settings.link, link_now()),
      node_(home.get_executor()),
      timer_(home.get_executor()),
      last_data_at_(link_now()),
      started_at_(last_data_at_) {
  if (request.who == upgrade_to_link::client::speaks_our_protocol) place_ = common.links.admit(from.address);
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

// ---- from the upgrade to the end ----

awaitable<void> link_session::run(std::unique_ptr<upgrade_request> request) {
  const auto who = request->who;
  arm_timer();
  const error_code not_accepted = co_await socket_.accept(*request);
  request.reset();
  if (not_accepted) {
    note_end("upgrade_failed", not_accepted.message());
  } else {
    common_.logger.info("link_accepted", {{"link", attempt_}});
    phase_ = phase::greeting;
    if (who == upgrade_to_link::client::probes) {
      phase_ = phase::ending;
      note_end("probe");
      socket_.write_text(greeting_for_probes(), shared_from_this());
    }
    turn();
    if (home().draining()) drain();  // it was too early to be told, or too late
    const socket_end end = co_await socket_.read_all(*this);
    note_end(end.word, end.detail);
  }
  over();
  co_await socket_.discard(common_.settings.limits.close_timeout);
  socket_.hang_up();
}

void link_session::turn() {
  if (phase_ == phase::over) return;
  write_node();
  take_actions();
  if (phase_ == phase::open && endpoint_.writable() > 0) node_.await_readable(shared_from_this());
  close_when_written();
  arm_timer();
}

void link_session::take_actions() {
  // Messages stay in the endpoint, which bounds and joins them, until the last one is written. After a failure it has
  // notices only, and those do not wait for a peer that does not read.
  while (phase_ < phase::closing && (!socket_.writing() || !endpoint_.open())) {
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

void link_session::message_arrived(message_kind kind, bytes_view octets) {
  guarded([&] {
    switch (kind) {
      case message_kind::binary:
        endpoint_.feed(octets, link_now());
        break;
      case message_kind::text:
        endpoint_.feed_text(link_now());
        break;
    }
    turn();
  });
}

void link_session::perform(link::send_message&& message) {
  last_frame_is_out_ = last_frame_is_out_ || is_last(message);
  socket_.write(std::move(message), shared_from_this());
}

void link_session::message_written(const error_code& error) {
  guarded([&] {
    if (error) return end_at_once("connection_lost");
    if (phase_ == phase::ending && end_reason_ == "probe") begin_close(close_normal, end_reason_);
    if (phase_ == phase::ending && last_frame_is_out_) {
      // The client has everything and closes; if it does not, the relay does. One that shuts down does not wait.
      give_up_at_ = link_now() + common_.settings.limits.close_timeout;
      if (home().draining()) begin_close(close_service_restart, "relay_shutting_down");
    }
    turn();
  });
}

void link_session::perform(link::hello_received&& hello) {
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
  if (target_ == nullptr) return refuse(link::hop::access, link::reason::unknown_node, 0ms);
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
  node_.close();
  note_end(why.why == link::errc::silent_peer ? "silent_peer" : "protocol_violation", why.why.message());
  begin_close(why.close_code, end_reason_);
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
  node_.close();
  phase_ = phase::ending;
  endpoint_.finish(where, why, {}, link_now());
}

void link_session::begin_close(std::uint16_t code, std::string_view why) {
  if (phase_ >= phase::closing) return;
  note_end(why);
  phase_ = phase::closing;
  close_code_ = code;
  give_up_at_ = link_now() + common_.settings.limits.close_timeout;
}

void link_session::close_when_written() {
  if (phase_ != phase::closing || socket_.writing() || close_started_) return;
  close_started_ = true;
  socket_.close(close_code_, shared_from_this());
}

void link_session::end_at_once(std::string_view why) {
  note_end(why);
  node_.close();
  socket_.cut();
}

void link_session::note_end(std::string_view why, std::string_view detail) {
  if (!end_reason_.empty()) return;
  end_reason_ = why;
  end_detail_ = detail;
}

void link_session::over() {
  phase_ = phase::over;
  node_.close();
  timer_.cancel();
  place_ = {};
  common_.logger.info("link_closed", {{"link", attempt_},
                                      {"reason", end_reason_},
                                      {"detail", end_detail_},
                                      {"bytes_to_client", endpoint_.sent_bytes()},
                                      {"bytes_to_node", endpoint_.consumed_bytes()},
                                      {"milliseconds", milliseconds_since(started_at_)}});
}

void link_session::drain() {
  guarded([this] {
    switch (phase_) {
      case phase::upgrading:
        break;  // its client may have the answer already, and is told as soon as the upgrade is over
      case phase::greeting:
        begin_close(close_service_restart, "relay_shutting_down");
        break;
      case phase::dialling:
        node_.close();
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
  const auto failure = co_await node_.dial(*target_, common_.settings.limits.node_connect_timeout);
  if (phase_ != phase::dialling) {
    node_.close();
  } else if (failure) {
    refuse(failure->hop, failure->reason, 0ms, failure->detail);
  } else {
    start_session(began);
  }
  turn();
}

void link_session::start_session(time_point dialled_at) {
  phase_ = phase::open;
  last_data_at_ = link_now();
  std::string session;
  const random_source random = [&session](bytes_span into) {
    fill_random(into);
    if (session.empty()) session = hex(into);  // the id comes first; the secret is not for the log
  };
  endpoint_.accept(link::custody::browser, 0s, random, last_data_at_);
  common_.logger.info("node_connected", {{"link", attempt_},
                                         {"node", target_->name},
                                         {"session", session},
                                         {"milliseconds", milliseconds_since(dialled_at)}});
}

void link_session::node_is_readable() {
  guarded([this] {
    read_node();
    turn();
  });
}

void link_session::node_is_writable() {
  guarded([this] { turn(); });
}

void link_session::read_node() {
  std::size_t total_bytes = 0;
  for (int round = 0; round < reads_in_a_row && phase_ == phase::open; ++round) {
    const std::size_t room = std::min(endpoint_.writable(), node_read_bytes);
    if (room == 0) break;
    const bytes_span into = endpoint_.prepare(room);
    error_code error;
    const std::size_t size = node_.read(into, error);
    endpoint_.commit(size, link_now());
    if (error == asio::error::would_block) break;
    if (error) {
      const bool in_order = error == asio::error::eof;
      return finish(link::hop::node_tcp, in_order ? link::reason::closed_by_node : link::reason::connection_reset);
    }
    total_bytes += size;
    take_actions();
    if (size < into.size()) break;
  }
  node_.took(total_bytes, shared_from_this());
}

void link_session::write_node() {
  while (phase_ == phase::open && !endpoint_.readable().empty()) {
    const bytes_view octets = endpoint_.readable();
    error_code error;
    const std::size_t size = node_.write(octets, error);
    if (error == asio::error::would_block) return node_.await_writable(shared_from_this());
    // A node that takes no more may still have something to say: its last octets, and why it ended, come by reading.
    endpoint_.consume(error ? octets.size() : size, link_now());
  }
  if (client_finished_ && endpoint_.readable().empty()) finish(link::hop::relay, link::reason::closed_by_client);
}

// ---- time ----

std::optional<time_point> link_session::next_deadline() const {
  const limits& bounds = common_.settings.limits;
  switch (phase_) {
    case phase::upgrading:
      return started_at_ + bounds.handshake_timeout;
    case phase::greeting:
    case phase::dialling:
      return endpoint_.next_deadline();
    case phase::open:
      return earlier(endpoint_.next_deadline(), last_data_at_ + bounds.idle_timeout);
    case phase::ending:
      return earlier(endpoint_.next_deadline(), give_up_at_.value_or(last_data_at_ + bounds.idle_timeout));
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
  const limits& bounds = common_.settings.limits;
  const auto now = link_now();
  const std::uint64_t seen_bytes = endpoint_.sent_bytes() + endpoint_.received_bytes();
  if (seen_bytes != std::exchange(data_seen_bytes_, seen_bytes)) last_data_at_ = now;
  const bool idle = now >= last_data_at_ + bounds.idle_timeout;
  endpoint_.tick(now);
  switch (phase_) {
    case phase::upgrading:
      if (now >= started_at_ + bounds.handshake_timeout) end_at_once("handshake_timeout");
      break;
    case phase::greeting:
    case phase::dialling:
      break;
    case phase::open:
      if (idle) finish(link::hop::relay, link::reason::idle_timeout);
      break;
    case phase::ending:
      if (give_up_at_ ? now >= *give_up_at_ : idle) begin_close(close_normal, end_reason_);
      break;
    case phase::closing:
      if (now >= *give_up_at_) end_at_once("close_timeout");
      break;
    case phase::over:
      return;
  }
  turn();
}

}  // namespace glasshell::relay
