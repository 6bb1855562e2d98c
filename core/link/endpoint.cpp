#include "link/endpoint.hpp"

#include <algorithm>
#include <utility>

namespace glasshell::link {

namespace {

// RFC 6455 §7.4.1
constexpr std::uint16_t close_protocol_error = 1002;
constexpr std::uint16_t close_policy_violation = 1008;
constexpr std::uint16_t close_message_too_big = 1009;

// From here on a stream is one whose window may matter, and the path is worth measuring.
constexpr std::uint64_t plenty_bytes = std::uint64_t{64} * 1024;

std::uint16_t close_code_for(errc why) noexcept {
  switch (why) {
    case errc::oversized_frame:
      return close_message_too_big;
    case errc::window_exceeded:
    case errc::silent_peer:
      return close_policy_violation;
    case errc::empty_message:
    case errc::unknown_type:
    case errc::malformed:
    case errc::unsupported_version:
    case errc::unexpected_frame:
    case errc::ack_beyond_sent:
    case errc::ack_went_back:
    case errc::counts_impossible:
    case errc::wrong_final_offset:
    case errc::text_frame:
    case errc::wrong_secret:
    case errc::superseded_attempt:
      return close_protocol_error;
  }
  return close_protocol_error;
}

adaptive_window window_of(const settings& settings, std::uint32_t most_bytes) noexcept {
  return adaptive_window(
      {.least = settings.first_window_bytes, .first = settings.first_window_bytes, .most = most_bytes});
}

}  // namespace

endpoint::endpoint(link::role role, const link::settings& settings, time_point now, secret_bytes proof)
    : role_(role),
      settings_(settings),
      now_(now),
      liveness_(settings.beat_interval, settings.dead_after),
      last_heard_(now),
      window_(window_of(settings, settings.receive_window_bytes), settings.ack_delay),
      sent_(window_of(settings, settings.send_window_bytes)) {
  begin_greeting();
  if (role_ == role::client) greeting_ = next_hello(std::move(proof));
}

void endpoint::see(time_point now) noexcept {
  if (now <= now_) return;
  if (open()) liveness_.elapse(now_, now);
  now_ = now;
}

void endpoint::fail(errc why) {
  if (over()) return;
  // A client of another version can still read why: a refusal looks the same in all of them.
  const bool explains = why == errc::unsupported_version && role_ == role::relay && phase_ == phase::greeting;
  phase_ = phase::failed;
  notices_.emplace_back(failed{why, close_code_for(why)});
  sent_.drop();
  session_.reset();
  greeting_ = std::monostate{};
  if (explains) {
    greeting_ = refuse{.hop = hop::relay, .reason = reason::unsupported_version, .retry_after = {}, .text = {}};
  }
}

void endpoint::open_link() {
  phase_ = phase::open;
  handshake_deadline_.reset();
  liveness_.begin(now_);
}

// ---- what arrives ----

void endpoint::feed(bytes_view message, time_point now) {
  if (!attached()) return;
  see(now);
  liveness_.heard(now_);
  last_heard_ = now_;
  confirmed_ = confirmed_ || open();
  result<frame> decoded = decode(message);
  if (!decoded) return fail(static_cast<errc>(decoded.error().value()));
  std::visit([this](auto& received) { take(received); }, *decoded);
}

void endpoint::feed_text(time_point now) {
  if (!attached()) return;
  see(now);
  fail(errc::text_frame);
}

void endpoint::take(hello& received) {
  if (role_ != role::relay || phase_ != phase::greeting) return fail(errc::unexpected_frame);
  phase_ = phase::deciding;
  claimed_ = received.resume.has_value();
  sent_.grant(received.receive_limit);
  notices_.emplace_back(hello_received{std::move(received)});
}

void endpoint::take(welcome& received) {
  if (role_ != role::client || phase_ != phase::greeting) return fail(errc::unexpected_frame);
  const auto how = session_ ? continuation::resumed : continuation::begun;
  switch (how) {
    case continuation::begun:
      if (received.received_bytes != 0) return fail(errc::counts_impossible);
      sent_.grant(received.receive_limit);
      begin_session(received);
      break;
    case continuation::resumed:
      if (received.id != session_->id || received.custody != session_->custody ||
          !sent_.can_resume(received.received_bytes, received.receive_limit)) {
        return fail(errc::counts_impossible);
      }
      sent_.resume(received.received_bytes, received.receive_limit);
      break;
  }
  open_link();
  confirmed_ = true;
  liveness_.shorten_beat_interval(received.beat_interval);
  notices_.emplace_back(established{received.custody, received.id, how, received.grace});
}

void endpoint::take(refuse& received) {
  if (role_ != role::client || phase_ != phase::greeting) return fail(errc::unexpected_frame);
  leave_socket();
  // Who may try again has a session still, though not on this socket.
  if (!session_ || received.retry_after == std::chrono::milliseconds(0)) {
    phase_ = phase::refused;
    session_.reset();
    sent_.drop();
  }
  notices_.emplace_back(refused{std::move(received)});
}

void endpoint::take(const data& received) {
  if (phase_ != phase::open || peer_finished_) return fail(errc::unexpected_frame);
  if (received.payload.size() > window_.limit() - received_.end_offset()) return fail(errc::window_exceeded);
  received_.append(received.payload);
}

void endpoint::take(const ack& received) {
  if (!greeted()) return fail(errc::unexpected_frame);
  if (const auto wrong = sent_.acknowledge(received, now_, liveness_.shortest_round_trip())) return fail(*wrong);
  if (received.consumed_bytes >= plenty_bytes) liveness_.measure();
}

void endpoint::take(const beat& received) {
  if (!greeted()) return fail(errc::unexpected_frame);
  liveness_.take(received, now_);
}

void endpoint::take(bye& received) {
  if (!greeted() || bye_is_in_) return fail(errc::unexpected_frame);
  if (received.final_offset != received_.end_offset()) return fail(errc::wrong_final_offset);
  bye_is_in_ = true;
  if (received_.size() == 0) window_.hurry(consumed_bytes());
  if (std::exchange(peer_finished_, true)) return;
  notices_.emplace_back(finished{std::move(received)});
}

// ---- the relay's decision ----

void endpoint::accept(link::custody custody, std::chrono::seconds grace, const random_source& random, time_point now) {
  if (role_ != role::relay || phase_ != phase::deciding || claimed_) return;
  see(now);
  identity made{.id = {}, .secret = secret_bytes::with_size(session_secret_bytes), .custody = custody, .grace = grace};
  random(made.id);
  random(made.secret.span());
  session_ = std::move(made);
  greeting_ = next_welcome();
  open_link();
}

void endpoint::reject(refuse why, time_point now) {
  if (role_ != role::relay || phase_ != phase::deciding) return;
  see(now);
  phase_ = phase::refused;
  greeting_ = std::move(why);
}

// ---- our stream ----

std::size_t endpoint::writable() const noexcept { return session_ && !parting_ ? sent_.writable() : 0; }

bytes_span endpoint::prepare(std::size_t max_bytes) { return sent_.prepare(std::min(max_bytes, writable())); }

void endpoint::commit(std::size_t size_bytes, time_point now) {
  if (!session_) return;
  see(now);
  sent_.commit(size_bytes);
}

std::size_t endpoint::write(bytes_view octets, time_point now) {
  see(now);
  const std::size_t taken = std::min(octets.size(), writable());
  sent_.append(octets.first(taken));
  return taken;
}

void endpoint::finish(hop where, reason why, std::string text, time_point now) {
  if (over() || parting_) return;
  see(now);
  parting_ = bye{.final_offset = 0, .hop = where, .reason = why, .text = std::move(text)};
}

// ---- the peer's stream ----

bytes_view endpoint::readable() const noexcept { return received_.front(); }

void endpoint::consume(std::size_t size_bytes, time_point now) {
  see(now);
  received_.release_before(consumed_bytes() + std::min(size_bytes, received_.size()));
  window_.consumed(consumed_bytes(), now_, liveness_.shortest_round_trip());
  if (open() && consumed_bytes() >= plenty_bytes) liveness_.measure();
  if (peer_finished_ && received_.size() == 0) window_.hurry(consumed_bytes());
}

// ---- what to do ----

std::optional<action> endpoint::next_action() {
  if (std::optional<bytes> greeting = next_greeting()) return send_message{std::move(*greeting), {}};
  if (!notices_.empty()) {
    action notice = std::move(notices_.front());
    notices_.erase(notices_.begin());
    if (notices_.empty()) notices_ = std::vector<action>();
    return notice;
  }
  if (!open()) return std::nullopt;
  std::optional<send_message> message = next_message();
  if (!message) return std::nullopt;
  liveness_.sent(now_);
  return std::move(*message);
}

std::optional<bytes> endpoint::next_greeting() {
  const auto encoded = [](const auto& greeting) -> std::optional<bytes> {
    if constexpr (std::is_same_v<decltype(greeting), const std::monostate&>) {
      return std::nullopt;
    } else {
      return encode(greeting);
    }
  };
  std::optional<bytes> message = std::visit(encoded, greeting_);
  greeting_ = std::monostate{};  // wipes the proof or the secret in it
  return message;
}

std::optional<send_message> endpoint::next_message() {
  if (const std::optional<beat> due = liveness_.next_beat(now_)) return send_message{encode(*due), {}};
  if (const std::optional<ack> due = window_.next_ack(consumed_bytes())) return send_message{encode(*due), {}};
  if (!sent_.all_handed_out()) {
    return send_message{{static_cast<std::uint8_t>(frame_type::data)}, sent_.next_piece(max_data_bytes)};
  }
  if (!parting_ || parting_is_out_) return std::nullopt;
  parting_is_out_ = true;
  parting_->final_offset = sent_.cursor();
  return send_message{encode(*parting_), {}};
}

// ---- time ----

std::optional<time_point> endpoint::next_deadline() const {
  if (!attached()) return std::nullopt;
  if (!open()) return handshake_deadline_;
  return earlier(liveness_.next_deadline(), window_.next_deadline());
}

void endpoint::tick(time_point now) {
  if (!attached()) return;
  see(now);
  if (!open()) {
    if (now_ < *handshake_deadline_) return;
    return session_ ? lose() : fail(errc::silent_peer);
  }
  window_.tick(now_);
  if (!liveness_.tick(now_)) lose();
}

bool endpoint::open() const noexcept { return phase_ == phase::open; }

std::optional<duration> endpoint::round_trip() const noexcept { return liveness_.round_trip(); }

void endpoint::set_pace(duration beat_interval, duration dead_after, time_point now) {
  see(now);
  liveness_.set_pace(beat_interval, dead_after, now_);
}

void endpoint::probe(time_point now) {
  if (!open()) return;
  see(now);
  liveness_.ask();
}

std::uint64_t endpoint::sent_bytes() const noexcept { return sent_.sent_bytes(); }
std::uint64_t endpoint::received_bytes() const noexcept { return received_.end_offset(); }
std::uint64_t endpoint::consumed_bytes() const noexcept { return received_.begin_offset(); }

}  // namespace glasshell::link
