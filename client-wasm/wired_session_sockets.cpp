// How the session outlives its sockets: when it is away, when another socket is wanted, and what the person is told of it.
#include "action_json.hpp"
#include "wired_session.hpp"

#include <algorithm>
#include <utility>

namespace glasshell::browser {

namespace {

using namespace std::chrono_literals;

struct pace {
  duration beat_interval;
  duration dead_after;
};
// Somebody who looks knows within ten seconds that nothing comes any more.
constexpr pace seen_pace{.beat_interval = 3s, .dead_after = 8s};
// Proxies cut what is silent for a minute; beating more often only costs a phone's battery.
constexpr pace unseen_pace{.beat_interval = 25s, .dead_after = 70s};

// A socket that was silent for less than this when the network came back may well be alive.
constexpr duration recently = 1s;
// How long a socket has to answer when something makes it doubtful.
constexpr duration least_patience = 1s;
constexpr int patience_round_trips = 3;

}  // namespace

bool wired_session::can_go_on() const noexcept {
  return (phase_ == phase::running || phase_ == phase::leaving) && !relay_ended_ && link_->resumable();
}

// ---- the present socket is gone -------------------------------------------------------------------------------------

void wired_session::socket_closed(time_point now) {
  messages_.clear();
  if (phase_ == phase::over || phase_ == phase::configured) return end();
  if (std::exchange(dead_socket_, false)) return;
  see(now);
  link_->detach(now);
  if (away_since_) {
    try_failed({}, std::nullopt, now);
  } else {
    went_away(now);
  }
  run(now);
}

void wired_session::went_away(time_point now) {
  away_since_ = now;
  if (relay_ended_ && phase_ == phase::running) return;  // the engine has yet to say what came of it
  if (phase_ == phase::leaving || !can_go_on()) return end();
  tell_lost(now);
  schedule_.lost(now);
}

void wired_session::try_failed(duration retry_after, std::optional<link::reason> why, time_point now) {
  if (!can_go_on()) return end();
  tell_lost(now);
  if (!schedule_.trying()) return;  // it was given up before it failed
  schedule_.attempt_failed(now, retry_after);
  tell_retry(why, now);
}

void wired_session::tell_lost(time_point now) {
  // After the engine's last word nobody waits for a socket but its last octets.
  if (phase_ != phase::running || std::exchange(loss_told_, true)) return;
  actions_.push_back(to_json(link_lost{now - link_->last_heard()}));
}

void wired_session::tell_retry(std::optional<link::reason> why, time_point now) {
  if (phase_ != phase::running) return;
  const duration next_after = schedule_.next_deadline().value_or(now) - now;
  actions_.push_back(to_json(link_retry{.attempt = schedule_.attempts(), .next_after = next_after, .why = why}));
}

// ---- another one ----------------------------------------------------------------------------------------------------

bool wired_session::wants_socket(time_point now) {
  using order = link::reconnect_schedule::order;
  while (link_ && can_go_on()) {
    switch (schedule_.step(now)) {
      case order::nothing:
        return false;
      case order::start:
        schedule_.attempt_started(now);
        return true;
      case order::abandon:
        if (away_since_) tell_retry(std::nullopt, now);
        break;
    }
  }
  return false;
}

void wired_session::socket_opened(time_point now) {
  if (!link_ || !can_go_on()) return;
  see(now);
  // The last socket may be alive still, and the relay lets this one take over.
  if (!away_since_) away_since_ = now;
  dead_socket_ = false;
  doubt_until_.reset();
  messages_.clear();
  link_->attach(now, std::move(proof_));
  run(now);
}

void wired_session::socket_failed(time_point now) {
  if (!link_ || !can_go_on()) return;
  if (away_since_) {
    try_failed({}, std::nullopt, now);
  } else {
    schedule_.attempt_failed(now);
  }
}

void wired_session::resumed(const link::established& /*said*/, time_point now) {
  schedule_.restored();
  if (engine_) engine_->path_changed(ssh_.now());
  if (std::exchange(loss_told_, false) && phase_ == phase::running) {
    actions_.push_back(to_json(link_resumed{now - *away_since_}));
  }
  away_since_.reset();
}

// ---- what makes a socket likely, or doubtful ------------------------------------------------------------------------

void wired_session::set_pace(time_point now) {
  if (!link_ || !visible_) return;
  const pace& wanted = *visible_ ? seen_pace : unseen_pace;
  link_->set_pace(wanted.beat_interval, wanted.dead_after, now);
}

void wired_session::set_visible(bool visible, time_point now) {
  const bool seen_again = visible && visible_ == false;
  visible_ = visible;
  schedule_.set_visible(visible, now);
  if (!link_ || phase_ == phase::over) return;
  set_pace(now);
  if (seen_again) doubt(least_patience, now);
  run(now);
}

void wired_session::nudge(time_point now) {
  schedule_.nudge(now);
  if (!link_ || phase_ == phase::over) return;
  if (now - link_->last_heard() <= recently) {
    doubt(least_patience, now);
  } else if (can_go_on()) {
    schedule_.lost(now);  // the present socket goes on until the next one is open, if it can
  }
  run(now);
}

void wired_session::doubt(duration patience, time_point now) {
  if (!link_->open() || !can_go_on()) return;
  link_->probe(now);
  doubt_until_ = now + std::max(patience, link_->round_trip().value_or(0s) * patience_round_trips);
}

std::optional<time_point> wired_session::last_heard() const {
  return link_ ? std::optional(link_->last_heard()) : std::nullopt;
}

}  // namespace glasshell::browser
