#include "relay/session.hpp"

#include "relay/overloaded.hpp"
#include "relay/process.hpp"
#include "relay/session_name.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <exception>
#include <utility>
#include <variant>

namespace glasshell::relay {

namespace {

using boost::system::error_code;
using namespace std::chrono_literals;

// RFC 6455 §7.4.1, and ours (docs/wire-protocol.md).
constexpr std::uint16_t close_normal = 1000;
constexpr std::uint16_t close_going_away = 1001;
constexpr std::uint16_t close_replaced = 4001;

/// One read of a node takes at most a block of the replay buffer, and so many of them before others get their turn.
constexpr std::size_t node_read_bytes = link::replay_buffer::block_bytes;
constexpr int reads_in_a_row = 4;

constexpr std::chrono::seconds retry_when_full{30};

std::int64_t milliseconds_since(time_point then) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(link_now() - then).count();
}

claim_refusal refusal_for(const error_code& error) {
  switch (static_cast<link::errc>(error.value())) {
    case link::errc::wrong_secret:
      return {.reason = link::reason::session_wrong_secret};
    case link::errc::superseded_attempt:
      return {.reason = link::reason::session_superseded};
    case link::errc::counts_impossible:
      return {.reason = link::reason::counts_impossible};
    case link::errc::empty_message:
    case link::errc::oversized_frame:
    case link::errc::unknown_type:
    case link::errc::malformed:
    case link::errc::unsupported_version:
    case link::errc::unexpected_frame:
    case link::errc::window_exceeded:
    case link::errc::ack_beyond_sent:
    case link::errc::ack_went_back:
    case link::errc::wrong_final_offset:
    case link::errc::text_frame:
    case link::errc::silent_peer:
      break;
  }
  return {.reason = link::reason::session_unknown};
}

std::chrono::seconds whole_seconds(std::chrono::milliseconds time) {
  return std::chrono::duration_cast<std::chrono::seconds>(time);
}

}  // namespace

session::session(const service& common, worker& home, session_body body, std::unique_ptr<node_connection> node)
    : tenant(home),
      common_(common),
      body_(std::move(body)),
      node_(std::move(node)),
      timer_(home.get_executor()),
      last_data_at_(link_now()) {}

template <class Callback>
void session::guarded(Callback callback) noexcept {
  if (over_) return;
  try {
    callback();
  } catch (const std::exception& error) {
    common_.logger.write(log_level::error, "link_broke", {{"link", body_.link_number}, {"error", error.what()}});
    if (carrier_ != nullptr) std::exchange(carrier_, nullptr)->cut_off("internal_error");
    end({link::hop::relay, link::reason::internal_error});
  }
}

std::string session::name() const { return name_of(body_.id); }

// ---- sockets come ----

void session::begin() {
  body_.began_at = link_now();
  body_.endpoint->accept(link::custody::browser, whole_seconds(common_.settings.limits.session_grace), fill_random,
                         body_.began_at);
  body_.id = body_.endpoint->session().value();
  common_.sessions.add(body_.id, home(), weak_from_this());
}

void session::carried_by(session_carrier& socket) {
  guarded([&] {
    carrier_ = &socket;
    turn();
  });
}

std::optional<claim_refusal> session::grant(claim& claimed) {
  if (over_ || claimed.target != body_.target) return claim_refusal{};
  if (carrier_ == nullptr && claimed.place.outcome != admission::verdict::admitted) {
    const bool in_all = claimed.place.outcome == admission::verdict::full;
    return claim_refusal{.hop = link::hop::relay,
                         .reason = in_all ? link::reason::too_many_links : link::reason::too_many_links_from_address,
                         .retry_after = retry_when_full,
                         .in_vain = false};
  }
  const auto now = link_now();
  const std::uint64_t sent_bytes = body_.endpoint->sent_bytes();
  const std::uint64_t arrived_bytes = claimed.greeting.resume ? claimed.greeting.resume->received_bytes : 0;
  if (const error_code error = body_.endpoint->resume(std::move(claimed.greeting), now)) return refusal_for(error);

  if (carrier_ != nullptr) std::exchange(carrier_, nullptr)->dismiss(close_replaced, "replaced", {});
  if (claimed.place.outcome == admission::verdict::admitted) body_.place = std::move(claimed.place.ticket);
  body_.owner = claimed.owner;
  body_.link_number = claimed.link_number;
  ++body_.resumptions;
  bye_is_out_ = false;
  last_data_at_ = now;
  common_.sessions.attached(body_.id);
  common_.logger.info("session_resumed", {{"session", name()},
                                          {"link", body_.link_number},
                                          {"milliseconds", away_ ? milliseconds_since(away_->since) : 0},
                                          {"replayed_bytes", sent_bytes - arrived_bytes}});
  away_.reset();
  return std::nullopt;
}

std::pair<session_body, std::optional<released_socket>> session::leave() {
  over_ = true;
  timer_.cancel();
  return {std::move(body_), node_->release()};
}

// ---- what the present socket brings and takes ----

void session::turn() {
  if (over_) return;
  write_node();
  take_actions();
  if (!over_ && !body_.parting && body_.endpoint->writable() > 0) node_->await_readable(shared_from_this());
  arm_timer();
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
  if (carrier_ == nullptr) return;
  std::exchange(carrier_, nullptr)->dismiss(why.close_code, "silent_peer", why.why.message());
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

// ---- sockets go ----

void session::carrier_is_gone(const socket_end& socket) {
  guarded([&] {
    carrier_ = nullptr;
    detach(socket);
    turn();
  });
}

void session::detach(const socket_end& socket) {
  const auto now = link_now();
  body_.place = {};
  body_.endpoint->detach(now);
  take_actions();  // a bye that came before the end is as good as one that was seen before it
  if (over_) return;
  if (const auto why = end_with(socket)) return end(*why);
  const limits& bounds = common_.settings.limits;
  const bool page_gone = socket.ended == socket_end::how::closed && socket.close_code == close_going_away;
  away_ = {.since = now, .until = now + (page_gone ? bounds.page_gone_grace : bounds.session_grace)};
  common_.logger.info("session_detached", {{"session", name()},
                                           {"link", body_.link_number},
                                           {"reason", page_gone ? "page_gone" : socket.word()},
                                           {"detail", socket.detail}});
  make_room();
}

std::optional<session::ending> session::end_with(const socket_end& socket) const {
  if (home().draining()) return ending(link::hop::relay, link::reason::relay_shutting_down);
  if (body_.client_finished) return ending(link::hop::session, link::reason::closed_by_client);
  switch (socket.ended) {
    case socket_end::how::closed:
      // Who closes in order behind our bye has read it, and with it everything.
      if (bye_is_out_ && socket.close_code != close_going_away)
        return ending(body_.parting->hop, body_.parting->reason);
      break;
    case socket_end::how::oversized_message:
      return ending(link::hop::session, link::reason::malformed_frame, socket.word());
    case socket_end::how::lost:
    case socket_end::how::silent:
    case socket_end::how::violation:
      break;
  }
  // Who never said a word after the welcome does not know of the session, and will not come back for it.
  if (!body_.endpoint->resumable()) return ending(link::hop::session, link::reason::session_unknown, socket.word());
  return std::nullopt;
}

void session::make_room() {
  for (const auto& [where, limit] : common_.sessions.detached(body_.id, body_.owner)) {
    asio::post(where.home->context(), [leaving = where.here, limit = limit] {
      if (const auto found = leaving.lock()) found->evict(limit);
    });
  }
}

void session::evict(std::string_view limit) {
  guarded([&] {
    if (!away_) return;
    common_.logger.warning("session_evicted",
                           {{"session", name()}, {"limit", limit}, {"milliseconds", milliseconds_since(away_->since)}});
    end({link::hop::session, link::reason::session_evicted});
  });
}

void session::end(const ending& why) {
  over_ = true;
  node_->close();
  timer_.cancel();
  body_.place = {};
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
    body_.endpoint->commit(size, link_now());
    if (error == asio::error::would_block) break;
    if (error) {
      const bool in_order = error == asio::error::eof;
      return leave_node(link::hop::node_tcp, in_order ? link::reason::closed_by_node : link::reason::connection_reset);
    }
    total_bytes += size;
    take_actions();
    if (size < into.size()) break;
  }
  if (!over_) node_->took(total_bytes, shared_from_this());
}

void session::write_node() {
  while (!body_.parting && !body_.endpoint->readable().empty()) {
    const bytes_view octets = body_.endpoint->readable();
    error_code error;
    const std::size_t size = node_->write(octets, error);
    if (error == asio::error::would_block) return node_->await_writable(shared_from_this());
    // A node that takes no more may still have something to say: its last octets, and why it ended, come by reading.
    body_.endpoint->consume(error ? octets.size() : size, link_now());
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
