#include "wired_session.hpp"

#include "action_json.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace glasshell::browser {

namespace {

// How long the relay may take to accept our last octets and our bye; the socket is closed then all the same.
constexpr duration leave_timeout = std::chrono::seconds(2);

}  // namespace

void wired_session::start(time_point now) {
  phase_ = phase::opening;
  link_ = std::make_unique<link::endpoint>(link::role::client, link::settings{}, now, std::move(proof_));
  set_pace(now);
  run(now);
}

// ---- the WebSocket --------------------------------------------------------------------------------------------------

void wired_session::message(bytes_view octets, time_point now) {
  if (phase_ == phase::over) return;
  see(now);
  link_->feed(octets, now);
  if (link_->open()) {
    doubt_until_.reset();
    schedule_.stop();
  }
  run(now);
}

void wired_session::text_message(time_point now) {
  if (phase_ == phase::over) return;
  link_->feed_text(now);
  run(now);
}

std::optional<link::send_message> wired_session::next_message() {
  if (messages_.empty()) return std::nullopt;
  std::optional<link::send_message> first(std::move(messages_.front()));
  messages_.pop_front();
  return first;
}

// ---- the wiring -----------------------------------------------------------------------------------------------------

void wired_session::run(time_point now) {
  if (!link_) return;
  see(now);
  last_now_ = now;
  bool moved = true;
  while (moved && phase_ != phase::over) {
    moved = take_link_actions(now);
    moved = feed_engine(now) || moved;
    take_engine_actions(now);
    moved = send_engine_output(now) || moved;
  }
  take_round_trip();
}

bool wired_session::take_link_actions(time_point now) {
  bool moved = false;
  while (phase_ != phase::over) {
    auto next = link_->next_action();
    if (!next) break;
    moved = true;
    std::visit([&](auto& said) { take(said, now); }, *next);
  }
  return moved;
}

void wired_session::take(link::send_message& said, time_point) { messages_.push_back(std::move(said)); }

void wired_session::take(const link::established& said, time_point now) {
  if (said.how == link::continuation::resumed) return resumed(said, now);
  // Relay custody has another vocabulary over the link, which this version does not speak.
  if (said.custody != link::custody::browser)
    return end_link(to_json(link::failed{.why = link::errc::unsupported_version}));
  ssh_.start(now);
  auto made = ssh::engine::create(std::move(configuration_), ssh_.now());
  actions_.push_back(to_json(said));
  if (made) {
    engine_ = std::move(*made);
    phase_ = phase::running;
  } else {
    ssh::failed no_memory;
    no_memory.why.cause = ssh::cause::memory_limit;
    end_link(to_json(ssh::action(std::move(no_memory))));
  }
}

bool wired_session::feed_engine(time_point now) {
  if (!engine_ || phase_ == phase::over) return false;
  bool moved = false;
  for (bytes_view octets = link_->readable(); !octets.empty(); octets = link_->readable()) {
    engine_->feed(octets, ssh_.now());
    link_->consume(octets.size(), now);
    moved = true;
  }
  if (relay_ended_ && phase_ == phase::running) engine_->end_of_stream(ssh_.now());
  return moved;
}

void wired_session::take_engine_actions(time_point now) {
  if (!engine_ || link_has_spoken_) return;
  bool ended = false;
  while (const auto said = engine_->next_action()) {
    actions_.push_back(to_json(*said));
    ended = ended || std::holds_alternative<ssh::closed>(*said) || std::holds_alternative<ssh::failed>(*said);
  }
  if (!ended || phase_ != phase::running) return;
  if (relay_ended_) return end_link(std::move(*relay_ended_));
  phase_ = phase::leaving;
  leave_deadline_ = now + leave_timeout;
}

bool wired_session::send_engine_output(time_point now) {
  if (!engine_ || phase_ == phase::over) return false;
  const std::size_t sent = link_->write(engine_->output(), now);
  if (sent > 0) engine_->output_sent(sent);
  const bool says_goodbye = phase_ == phase::leaving && !bye_given_ && engine_->output().empty();
  if (says_goodbye) link_->finish(link::hop::session, link::reason::closed_by_client, {}, now);
  bye_given_ = bye_given_ || says_goodbye;
  return sent > 0 || says_goodbye;
}

void wired_session::take(const link::refused& said, time_point now) {
  if (!link_->resumable()) return end_link(to_json(said));
  dead_socket_ = true;
  try_failed(said.why.retry_after, said.why.reason, now);
}

void wired_session::take(const link::lost&, time_point now) {
  dead_socket_ = true;
  messages_.clear();
  if (away_since_) {
    try_failed({}, std::nullopt, now);
  } else {
    went_away(now);
  }
}

void wired_session::take(const link::failed& said, time_point) { end_link(to_json(said)); }

void wired_session::take(const link::finished& said, time_point) {
  if (phase_ == phase::running) {
    relay_ended_ = to_json(said);
  } else {
    end();  // our own bye is answered
  }
}

void wired_session::take(const link::hello_received&, time_point) {}  // a relay's alone

void wired_session::end_link(std::string last_word) {
  if (phase_ != phase::leaving) {
    actions_.push_back(std::move(last_word));
    link_has_spoken_ = true;
  }
  end();
}

void wired_session::end() {
  phase_ = phase::over;
  schedule_.stop();
  doubt_until_.reset();
}

void wired_session::take_round_trip() {
  if (link_->round_trip() == round_trip_) return;
  round_trip_ = link_->round_trip();
  schedule_.set_round_trip(*round_trip_);
  if (phase_ == phase::running) actions_.push_back(to_json(round_trip{*round_trip_}));
}

// ---- the person and the screen --------------------------------------------------------------------------------------

std::optional<std::string> wired_session::next_action() {
  // The engine's last words wait until its output was taken, which runs nothing.
  if (actions_.empty()) take_engine_actions(last_now_);
  run(last_now_);
  if (actions_.empty()) return std::nullopt;
  std::optional<std::string> first(std::move(actions_.front()));
  actions_.pop_front();
  return first;
}

bool wired_session::answer(ssh::prompt_id prompt, ssh::reply with, time_point now) {
  if (phase_ != phase::running) return false;
  see(now);
  if (!engine_->answer(prompt, std::move(with), ssh_.now())) return false;
  run(now);
  return true;
}

std::size_t wired_session::input(bytes_view typed, time_point now) {
  if (phase_ != phase::running) return 0;
  see(now);
  const std::size_t taken = engine_->input(typed, ssh_.now());
  run(now);
  return taken;
}

std::size_t wired_session::waiting_input_bytes() const { return engine_ ? engine_->waiting_input_bytes() : 0; }

void wired_session::resize(const ssh::terminal_size& size, time_point now) {
  if (!engine_) {
    configuration_.size = size;
  } else if (phase_ == phase::running) {
    see(now);
    engine_->resize(size, ssh_.now());
    run(now);
  }
}

bytes_view wired_session::terminal_output() const { return engine_ ? engine_->terminal_output() : bytes_view(); }

void wired_session::terminal_output_taken(std::size_t size_bytes) {
  if (engine_) engine_->terminal_output_taken(size_bytes);
}

void wired_session::commit(std::size_t size_bytes, time_point now) {
  if (phase_ != phase::running) return;
  see(now);
  engine_->commit(size_bytes, ssh_.now());
  run(now);
}

void wired_session::screen_lost(time_point now) {
  if (phase_ != phase::running) return;
  see(now);
  engine_->screen_lost(ssh_.now());
  run(now);
}

void wired_session::disconnect(time_point now) {
  if (phase_ == phase::running && !away_since_) {
    see(now);
    engine_->disconnect(ssh_.now());
    run(now);
  } else if (phase_ != phase::leaving && phase_ != phase::over) {
    // Nobody is there who could be told.
    end_link(to_json(ssh::action(ssh::closed{})));
  }
}

// ---- time -----------------------------------------------------------------------------------------------------------

void wired_session::see(time_point now) { ssh_.advance(now, link_ && link_->open() ? last_heard() : std::nullopt); }

std::optional<time_point> wired_session::next_deadline() const {
  if (!link_ || phase_ == phase::over) return std::nullopt;
  const auto of_engine = engine_ ? ssh_.when(engine_->next_deadline()) : std::nullopt;
  const auto of_socket = earlier(doubt_until_, can_go_on() ? schedule_.next_deadline() : std::nullopt);
  return earlier(earlier(link_->next_deadline(), of_engine), earlier(leave_deadline_, of_socket));
}

void wired_session::tick(time_point now) {
  if (!link_ || phase_ == phase::over) return;
  see(now);
  link_->tick(now);
  if (engine_) engine_->tick(ssh_.now());
  if (leave_deadline_ && now >= *leave_deadline_) end();
  if (doubt_until_ && now >= *doubt_until_) {
    doubt_until_.reset();
    if (can_go_on()) schedule_.lost(now);
  }
  run(now);
}

void wired_session::probe(time_point now) {
  if (!link_ || !link_->open() || phase_ == phase::over) return;
  link_->probe(now);
  run(now);
}

}  // namespace glasshell::browser
