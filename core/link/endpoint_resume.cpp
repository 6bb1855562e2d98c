// How a session outlives its sockets: leaving one, and going on over the next.
#include "link/endpoint.hpp"

#include <algorithm>
#include <utility>

namespace glasshell::link {

bool endpoint::attached() const noexcept {
  switch (phase_) {
    case phase::greeting:
    case phase::deciding:
    case phase::open:
      return true;
    case phase::detached:
    case phase::refused:
    case phase::failed:
      return false;
  }
  return false;
}

bool endpoint::resumable() const noexcept { return session_.has_value() && confirmed_; }

std::optional<session_id> endpoint::session() const { return session_ ? std::optional(session_->id) : std::nullopt; }

// ---- leaving a socket ----

void endpoint::detach(time_point now) {
  if (over()) return;
  see(now);
  leave_socket();
}

void endpoint::leave_socket() {
  phase_ = phase::detached;
  handshake_deadline_.reset();
  greeting_ = std::monostate{};  // wipes the proof or the secret in it
  parting_is_out_ = false;
  bye_is_in_ = false;
  liveness_.forget();
  std::erase_if(notices_, [](const action& notice) { return std::holds_alternative<lost>(notice); });
}

void endpoint::lose() {
  leave_socket();
  notices_.emplace_back(lost{.why = errc::silent_peer});
}

// ---- going on over another ----

void endpoint::begin_greeting() {
  phase_ = phase::greeting;
  handshake_deadline_ = now_ + settings_.handshake_timeout;
}

void endpoint::begin_session(const welcome& with) {
  session_ =
      identity{.id = with.id, .secret = secret_bytes(with.secret.view()), .custody = with.custody, .grace = with.grace};
}

hello endpoint::next_hello(secret_bytes proof) {
  hello made;
  made.proof = std::move(proof);
  if (session_) {
    window_.renew(consumed_bytes());
    made.resume = resume_claim{.id = session_->id,
                               .secret = secret_bytes(session_->secret.view()),
                               .attempt = ++attempt_,
                               .received_bytes = received_.end_offset()};
  }
  made.receive_limit = window_.limit();
  return made;
}

welcome endpoint::next_welcome() const {
  welcome made;
  made.custody = session_->custody;
  made.id = session_->id;
  made.secret = secret_bytes(session_->secret.view());
  made.received_bytes = received_.end_offset();
  made.receive_limit = window_.limit();
  made.grace = session_->grace;
  made.beat_interval = std::chrono::duration_cast<std::chrono::milliseconds>(settings_.beat_interval);
  return made;
}

void endpoint::attach(time_point now, secret_bytes proof) {
  if (role_ != role::client || over()) return;
  detach(now);
  see(now);
  begin_greeting();
  greeting_ = next_hello(std::move(proof));
}

error_code endpoint::resume(hello&& greeting, time_point now) {
  const hello taken = std::move(greeting);
  if (role_ != role::relay || !session_ || !taken.resume) return errc::unexpected_frame;
  const resume_claim& claim = *taken.resume;
  // The secret first: who does not have it learns nothing of the rest.
  if (!equal_in_constant_time(claim.secret.view(), session_->secret.view())) return errc::wrong_secret;
  if (claim.attempt <= attempt_) return errc::superseded_attempt;
  if (!sent_.can_resume(claim.received_bytes, taken.receive_limit)) return errc::counts_impossible;
  see(now);
  leave_socket();
  attempt_ = claim.attempt;
  confirmed_ = true;
  last_heard_ = now_;
  sent_.resume(claim.received_bytes, taken.receive_limit);
  window_.renew(consumed_bytes());
  greeting_ = next_welcome();
  open_link();
  return {};
}

}  // namespace glasshell::link
