#include "link/endpoint.hpp"

#include <algorithm>
#include <utility>

namespace glasshell::link {

namespace {

// RFC 6455 §7.4.1
constexpr std::uint16_t close_protocol_error = 1002;
constexpr std::uint16_t close_policy_violation = 1008;
constexpr std::uint16_t close_message_too_big = 1009;

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
      return close_protocol_error;
  }
  return close_protocol_error;
}

}  // namespace

endpoint::endpoint(link::role role, const link::settings& settings, time_point now, secret_bytes proof)
    : role_(role),
      settings_(settings),
      now_(now),
      handshake_deadline_(now + settings.handshake_timeout),
      liveness_(settings.beat_interval, settings.dead_after),
      window_(settings.receive_window_bytes, settings.ack_delay) {
  if (role_ == role::relay) return;
  hello first;
  first.proof = std::move(proof);
  first.receive_limit = window_.limit();
  greeting_ = std::move(first);
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
  sent_.clear();
  parting_.reset();
  greeting_ = std::monostate{};
  if (explains) {
    greeting_ = refuse{.hop = hop::relay, .reason = reason::unsupported_version, .retry_after = {}, .text = {}};
  }
}

void endpoint::open_link(std::uint64_t peer_limit) {
  phase_ = phase::open;
  peer_limit_ = peer_limit;
  handshake_deadline_.reset();
  liveness_.begin(now_);
}

// ---- what arrives ----

void endpoint::feed(bytes_view message, time_point now) {
  if (over()) return;
  see(now);
  liveness_.heard(now_);
  result<frame> decoded = decode(message);
  if (!decoded) return fail(static_cast<errc>(decoded.error().value()));
  std::visit([this](auto& received) { take(received); }, *decoded);
}

void endpoint::feed_text(time_point now) {
  see(now);
  fail(errc::text_frame);
}

void endpoint::take(hello& received) {
  if (role_ != role::relay || phase_ != phase::greeting) return fail(errc::unexpected_frame);
  phase_ = phase::deciding;
  peer_limit_ = received.receive_limit;
  notices_.emplace_back(hello_received{std::move(received)});
}

void endpoint::take(welcome& received) {
  if (role_ != role::client || phase_ != phase::greeting) return fail(errc::unexpected_frame);
  if (received.received_bytes != 0) return fail(errc::counts_impossible);
  open_link(received.receive_limit);
  liveness_.shorten_beat_interval(received.beat_interval);
  notices_.emplace_back(established{received.custody, received.id});
}

void endpoint::take(refuse& received) {
  if (role_ != role::client || phase_ != phase::greeting) return fail(errc::unexpected_frame);
  phase_ = phase::refused;
  greeting_ = std::monostate{};
  notices_.emplace_back(refused{std::move(received)});
}

void endpoint::take(const data& received) {
  if (phase_ != phase::open || peer_finished_) return fail(errc::unexpected_frame);
  if (received.payload.size() > window_.limit() - received_.end_offset()) return fail(errc::window_exceeded);
  received_.append(received.payload);
}

void endpoint::take(const ack& received) {
  if (!greeted()) return fail(errc::unexpected_frame);
  if (received.consumed_bytes < sent_.begin_offset() || received.receive_limit < peer_limit_) {
    return fail(errc::ack_went_back);
  }
  if (received.consumed_bytes > handed_out_bytes_) return fail(errc::ack_beyond_sent);
  peer_limit_ = received.receive_limit;
  sent_.release_before(received.consumed_bytes);
}

void endpoint::take(const beat& received) {
  if (!greeted()) return fail(errc::unexpected_frame);
  liveness_.take(received, now_);
}

void endpoint::take(bye& received) {
  if (!greeted() || peer_finished_) return fail(errc::unexpected_frame);
  if (received.final_offset != received_.end_offset()) return fail(errc::wrong_final_offset);
  peer_finished_ = true;
  if (received_.size() == 0) window_.hurry(consumed_bytes());
  notices_.emplace_back(finished{std::move(received)});
}

// ---- the relay's decision ----

void endpoint::accept(link::custody custody, std::chrono::seconds grace, const random_source& random, time_point now) {
  if (role_ != role::relay || phase_ != phase::deciding) return;
  see(now);
  welcome answer;
  answer.custody = custody;
  random(answer.id);
  answer.secret = secret_bytes::with_size(session_secret_bytes);
  random(answer.secret.span());
  answer.receive_limit = window_.limit();
  answer.grace = grace;
  answer.beat_interval = std::chrono::duration_cast<std::chrono::milliseconds>(settings_.beat_interval);
  greeting_ = std::move(answer);
  open_link(peer_limit_);
}

void endpoint::reject(refuse why, time_point now) {
  if (role_ != role::relay || phase_ != phase::deciding) return;
  see(now);
  phase_ = phase::refused;
  greeting_ = std::move(why);
}

// ---- our stream ----

std::size_t endpoint::writable() const noexcept {
  if (!open() || finishing_) return 0;
  const std::uint64_t limit = std::min(peer_limit_, sent_.begin_offset() + settings_.send_window_bytes);
  const std::uint64_t end = sent_.end_offset();
  return limit > end ? static_cast<std::size_t>(limit - end) : 0;
}

bytes_span endpoint::prepare(std::size_t max_bytes) { return sent_.prepare(std::min(max_bytes, writable())); }

void endpoint::commit(std::size_t size_bytes, time_point now) {
  if (!open()) return;
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
  if (over() || finishing_) return;
  see(now);
  finishing_ = true;
  parting_ = bye{.final_offset = 0, .hop = where, .reason = why, .text = std::move(text)};
}

// ---- the peer's stream ----

bytes_view endpoint::readable() const noexcept { return received_.front(); }

void endpoint::consume(std::size_t size_bytes, time_point now) {
  see(now);
  received_.release_before(consumed_bytes() + std::min(size_bytes, received_.size()));
  window_.consumed(consumed_bytes(), now_);
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
  if (handed_out_bytes_ < sent_.end_offset()) return next_data();
  if (!parting_) return std::nullopt;
  parting_->final_offset = handed_out_bytes_;
  send_message last{encode(*parting_), {}};
  parting_.reset();
  return last;
}

std::optional<send_message> endpoint::next_data() {
  shared_view piece = sent_.view(handed_out_bytes_, max_data_bytes);
  handed_out_bytes_ += piece.octets.size();
  return send_message{{static_cast<std::uint8_t>(frame_type::data)}, std::move(piece)};
}

// ---- time ----

std::optional<time_point> endpoint::next_deadline() const {
  if (over()) return std::nullopt;
  if (!open()) return handshake_deadline_;
  return earlier(liveness_.next_deadline(), window_.next_deadline());
}

void endpoint::tick(time_point now) {
  if (over()) return;
  see(now);
  if (!open()) {
    if (now_ >= *handshake_deadline_) fail(errc::silent_peer);
    return;
  }
  window_.tick(now_);
  if (!liveness_.tick(now_)) fail(errc::silent_peer);
}

bool endpoint::open() const noexcept { return phase_ == phase::open; }

std::optional<duration> endpoint::round_trip() const noexcept { return liveness_.round_trip(); }

void endpoint::probe(time_point now) {
  if (!open()) return;
  see(now);
  liveness_.ask();
}

std::uint64_t endpoint::sent_bytes() const noexcept { return handed_out_bytes_; }
std::uint64_t endpoint::received_bytes() const noexcept { return received_.end_offset(); }
std::uint64_t endpoint::consumed_bytes() const noexcept { return received_.begin_offset(); }

}  // namespace glasshell::link
