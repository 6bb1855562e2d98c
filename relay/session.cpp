#include "relay/session.hpp"

#include "relay/overloaded.hpp"
#include "relay/session_name.hpp"

#include <boost/asio/error.hpp>

#include <algorithm>
#include <utility>
#include <variant>

namespace glasshell::relay {

namespace {

using boost::system::error_code;

// RFC 6455 §7.4.1
constexpr std::uint16_t close_normal = 1000;

/// One read of a node takes at most a block of the replay buffer, and so many of them before others get their turn.
constexpr std::size_t node_read_bytes = link::replay_buffer::block_bytes;
constexpr int reads_in_a_row = 4;

/// What is measured of echoes, at a cost that nobody notices. More octets than these are no key; a node that says nothing for
/// so long was not going to echo.
constexpr std::size_t most_key_bytes = 256;
constexpr std::chrono::seconds between_echoes{1};
constexpr std::chrono::seconds longest_echo{5};

}  // namespace

session::session(const service& common, worker& home, session_body body, std::unique_ptr<node_connection> node)
    : tenant(home),
      common_(common),
      body_(std::move(body)),
      node_(std::move(node)),
      timer_(home.get_executor()),
      last_data_at_(link_now()) {}

std::string session::name() const { return name_of(body_.id); }

// ---- what the present socket brings and takes ----

void session::turn() {
  if (over_) return;
  write_node();
  take_actions();
  if (!over_ && !body_.parting && body_.endpoint->writable() > 0) node_->await_readable(shared_from_this());
  count_held_bytes(over_ ? 0 : body_.endpoint->held_bytes());
  arm_timer();
}

void session::count_held_bytes(std::size_t now_bytes) {
  if (now_bytes == counted_bytes_) return;
  home().metrics().queue_bytes.add(static_cast<std::uint64_t>(now_bytes) - counted_bytes_);
  counted_bytes_ = now_bytes;
}

void session::take_actions() {
  // Messages stay in the endpoint, which bounds and joins them, until the last one is written. Without a socket, or after a
  // failure, it has notices only, and those do not wait for a peer that does not read.
  while (!over_ && (carrier_ == nullptr || carrier_->free() || !body_.endpoint->open())) {
    auto action = body_.endpoint->next_action();
    if (!action) return;
    std::visit(
        overloaded{[this](link::send_message& message) { perform(std::move(message)); },
                   [this](const link::finished& why) { perform(why); }, [this](const link::lost& why) { perform(why); },
                   [this](const link::failed& why) { perform(why); },
                   [](const link::hello_received& /*was taken by the carrier*/) {},
                   [](const link::established& /*clients only*/) {}, [](const link::refused& /*clients only*/) {}},
        *action);
  }
}

void session::perform(link::send_message&& message) {
  bye_is_out_ = bye_is_out_ || static_cast<link::frame_type>(message.head.front()) == link::frame_type::bye;
  carrier_->carry(std::move(message));
}

void session::perform(const link::finished& why) {
  if (carrier_ != nullptr) carrier_->note_end("closed_by_client", link::name_of(why.why.reason));
  body_.client_finished = true;
  write_node();
}

void session::perform(const link::lost& why) {
  if (carrier_ != nullptr) std::exchange(carrier_, nullptr)->dismiss(why.close_code, "silent_peer", why.why.message());
  detach({.ended = socket_end::how::silent, .close_code = 0, .detail = why.why.message()});
}

void session::perform(const link::failed& why) {
  const bool silent = why.why == link::errc::silent_peer;
  const std::string_view word = silent ? "silent_peer" : "protocol_violation";
  if (carrier_ != nullptr) std::exchange(carrier_, nullptr)->dismiss(why.close_code, word, why.why.message());
  end({link::hop::session, link::reason::malformed_frame, word});
}

void session::message_arrived(bytes_view octets) {
  guarded([&] {
    body_.endpoint->feed(octets, link_now());
    turn();
  });
}

void session::text_arrived() {
  guarded([this] {
    body_.endpoint->feed_text(link_now());
    turn();
  });
}

void session::carrier_is_free() {
  guarded([this] { turn(); });
}

// ---- the end ----

void session::end(const ending& why) {
  over_ = true;
  node_->close();
  timer_.cancel();
  body_.place = {};
  count_held_bytes(0);
  common_.sessions.remove(body_.id, {why.hop, why.reason});
  common_.logger.info("session_closed", {{"session", name()},
                                         {"reason", why.word},
                                         {"bytes_to_client", body_.endpoint->sent_bytes()},
                                         {"bytes_to_node", body_.endpoint->consumed_bytes()},
                                         {"resumptions", body_.resumptions},
                                         {"milliseconds", milliseconds_since(body_.began_at)}});
}

void session::drain() {
  guarded([this] {
    if (away_) return end({link::hop::relay, link::reason::relay_shutting_down});
    leave_node(link::hop::relay, link::reason::relay_shutting_down);
    turn();
  });
}

void session::abort() {
  guarded([this] {
    carrier_ = nullptr;  // is told by itself
    end({link::hop::relay, link::reason::relay_shutting_down, "aborted"});
  });
}

// ---- the node ----

void session::node_is_readable() {
  guarded([this] {
    read_node();
    turn();
  });
}

void session::node_is_writable() {
  guarded([this] { turn(); });
}

void session::read_node() {
  std::size_t total_bytes = 0;
  for (int round = 0; round < reads_in_a_row && !over_ && !body_.parting; ++round) {
    const std::size_t room = std::min(body_.endpoint->writable(), node_read_bytes);
    if (room == 0) break;
    const bytes_span into = body_.endpoint->prepare(room);
    error_code error;
    const std::size_t size = node_->read(into, error);
    const auto now = link_now();
    body_.endpoint->commit(size, now);
    if (error == asio::error::would_block) break;
    if (error) {
      const bool in_order = error == asio::error::eof;
      return leave_node(link::hop::node_tcp, in_order ? link::reason::closed_by_node : link::reason::connection_reset);
    }
    total_bytes += size;
    home().metrics().bytes_to_client.add(size);
    if (echo_began_at_) end_echo(now);
    take_actions();
    if (size < into.size()) break;
  }
  if (!over_) node_->took(total_bytes, shared_from_this());
}

void session::begin_echo(std::size_t size_bytes, time_point now) {
  if (echo_began_at_ || size_bytes > most_key_bytes || (next_echo_at_ && now < *next_echo_at_)) return;
  echo_began_at_ = now;
  next_echo_at_ = now + between_echoes;
}

void session::end_echo(time_point now) {
  const auto took = now - *std::exchange(echo_began_at_, std::nullopt);
  if (took <= longest_echo) home().metrics().echo.observe(took);
}

void session::write_node() {
  while (!body_.parting && !body_.endpoint->readable().empty()) {
    const bytes_view octets = body_.endpoint->readable();
    error_code error;
    const std::size_t size = node_->write(octets, error);
    if (error == asio::error::would_block) return node_->await_writable(shared_from_this());
    const auto now = link_now();
    if (!error) {
      home().metrics().bytes_to_node.add(size);
      begin_echo(size, now);
    }
    // A node that takes no more may still have something to say: its last octets, and why it ended, come by reading.
    body_.endpoint->consume(error ? octets.size() : size, now);
  }
  if (body_.client_finished && body_.endpoint->readable().empty()) {
    leave_node(link::hop::relay, link::reason::closed_by_client);
  }
}

void session::leave_node(link::hop where, link::reason why) {
  if (body_.parting) return;
  body_.parting = {where, why};
  if (carrier_ != nullptr) carrier_->note_end(link::name_of(why), {});
  node_->close();
  body_.endpoint->finish(where, why, {}, link_now());
}

// ---- time ----

std::optional<time_point> session::next_deadline() const {
  if (over_) return std::nullopt;
  if (away_) return away_->until;
  if (bye_is_out_) return body_.endpoint->next_deadline();  // from here on the carrier bounds the rest
  return earlier(body_.endpoint->next_deadline(), last_data_at_ + common_.settings.limits.idle_timeout);
}

/// One timer, moved only when it would come too late: most deadlines are put off long before they pass.
void session::arm_timer() {
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

void session::on_timer() {
  const auto now = link_now();
  if (away_) {
    if (now >= away_->until) {
      common_.logger.info("session_expired", {{"session", name()}, {"milliseconds", milliseconds_since(away_->since)}});
      return end({link::hop::session, link::reason::session_expired});
    }
    return arm_timer();
  }
  const std::uint64_t seen_bytes = body_.endpoint->sent_bytes() + body_.endpoint->received_bytes();
  if (seen_bytes != std::exchange(data_seen_bytes_, seen_bytes)) last_data_at_ = now;
  const bool idle = now >= last_data_at_ + common_.settings.limits.idle_timeout;
  body_.endpoint->tick(now);
  if (idle && !body_.parting) {
    leave_node(link::hop::relay, link::reason::idle_timeout);
  } else if (idle && !bye_is_out_) {
    if (carrier_ != nullptr)
      std::exchange(carrier_, nullptr)->dismiss(close_normal, link::name_of(body_.parting->reason), {});
    return end({body_.parting->hop, body_.parting->reason});
  }
  turn();
}

}  // namespace glasshell::relay
