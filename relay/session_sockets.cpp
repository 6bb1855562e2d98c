// How a session comes by its sockets, and what becomes of it when it loses one.
#include "relay/process.hpp"
#include "relay/session.hpp"

#include <boost/asio/post.hpp>

#include <chrono>
#include <utility>

namespace glasshell::relay {

namespace {

// RFC 6455 §7.4.1, and ours (docs/wire-protocol.md).
constexpr std::uint16_t close_going_away = 1001;
constexpr std::uint16_t close_replaced = 4001;

std::chrono::seconds whole_seconds(std::chrono::milliseconds time) {
  return std::chrono::duration_cast<std::chrono::seconds>(time);
}

}  // namespace

// ---- sockets come ----

void session::begin() {
  body_.began_at = link_now();
  body_.endpoint->accept(link::custody::browser, whole_seconds(common_.settings.limits.session_grace), fill_random,
                         body_.began_at);
  body_.id = body_.endpoint->session().value();
  common_.sessions.add(body_.id, body_.routing_word, home(), weak_from_this());
}

void session::carried_by(session_carrier& socket) {
  guarded([&] {
    carrier_ = &socket;
    turn();
  });
}

std::optional<claim_refusal> session::grant(claim& claimed) {
  if (over_ || claimed.target != body_.target) return claim_refusal{};
  // Who takes a socket's session over takes its place among the links too.
  if (const auto full = refusal_for(claimed.place.outcome); full && carrier_ == nullptr) return full;
  const auto now = link_now();
  const std::uint64_t sent_bytes = body_.endpoint->sent_bytes();
  const std::uint64_t arrived_bytes = claimed.greeting.resume ? claimed.greeting.resume->received_bytes : 0;
  if (const error_code error = body_.endpoint->resume(std::move(claimed.greeting), now)) return refusal_for(error);

  if (carrier_ != nullptr) std::exchange(carrier_, nullptr)->dismiss(close_replaced, "replaced", {});
  if (claimed.place.outcome == admission::verdict::admitted) body_.place = std::move(claimed.place.ticket);
  body_.owner = claimed.owner;
  body_.link_number = claimed.link_number;
  ++body_.resumptions;
  home().metrics().resumptions.add(1);
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
  count_held_bytes(0);
  return {std::move(body_), node_->release()};
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
      // The close may have crossed our bye; but who has taken everything misses no more than the reason, which a claim is told.
      if (bye_is_out_ && body_.endpoint->all_acknowledged()) {
        return ending(body_.parting->hop, body_.parting->reason);
      }
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

}  // namespace glasshell::relay
