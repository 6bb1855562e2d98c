#include "ssh/engine.hpp"

#include "ssh/algorithm_preferences.hpp"

#include <string_view>
#include <utility>

namespace glasshell::ssh {

namespace {

// What may come while the person decides about the host key; an honest server says next to nothing then.
constexpr std::size_t undecided_limit_bytes = std::size_t{64} * 1024;

/// Messages that we know, so that they are not answered with "unimplemented" where they mean nothing (RFC 4253 §11.4).
bool is_known(std::uint8_t type) {
  return (type >= message::userauth_request && type <= message::userauth_info_response) ||
         (type >= message::global_request && type <= message::channel_failure) || type == message::unimplemented;
}

}  // namespace

result<std::unique_ptr<engine>> engine::create(config settings, time_point now) {
  auto transport = packet_transport::create(preferences_for(settings.known_hosts), settings.memory_limit_bytes,
                                            settings.rekey_after_bytes);
  if (!transport) return transport.error();
  return std::unique_ptr<engine>(new engine(std::move(settings), std::move(*transport), now));
}

engine::engine(config settings, std::unique_ptr<packet_transport> transport, time_point now)
    : settings_(std::move(settings)),
      transport_(std::move(transport)),
      host_key_verification_(actions_, std::move(settings_.known_hosts)),
      authentication_(*transport_, actions_, settings_.user),
      shell_(*transport_, {.terminal = settings_.terminal,
                           .size = settings_.size,
                           .environment = settings_.environment,
                           .first_window_bytes = settings_.first_window_bytes,
                           .window_bytes = settings_.window_bytes,
                           .input_limit_bytes = settings_.input_limit_bytes}),
      keepalive_(*transport_, settings_.keepalive_interval, settings_.keepalives_unanswered),
      last_now_(now),
      deadline_(now + settings_.handshake_timeout) {
  run(now);  // our identification goes out at once
}

// ---- the node's side ------------------------------------------------------------------------------------------------

void engine::feed(bytes_view from_node, time_point now) {
  if (phase_ == phase::over) return;
  transport_->feed(from_node);
  if (!from_node.empty()) keepalive_.heard();
  run(now);
  transport_->keep_rest();
  if (phase_ == phase::deciding_host_key && transport_->unread_bytes() > undecided_limit_bytes) {
    fail(stage::host_key, cause::memory_limit, disconnect_reason::protocol_error);
  }
}

void engine::end_of_stream(time_point now) {
  transport_->end_of_stream();
  run(now);
  if (phase_ == phase::deciding_host_key)
    fail(stage::host_key, cause::closed_by_peer, disconnect_reason::by_application);
}

void engine::output_sent(std::size_t size_bytes) {
  transport_->output_sent(size_bytes);
  run(last_now_);  // there may be room for more
}

// ---- the state machine ----------------------------------------------------------------------------------------------

void engine::run(time_point now) {
  last_now_ = now;
  while (step(now)) {
  }
  report_rekeys();
  arm_deadline(now);
}

bool engine::step(time_point now) {
  switch (phase_) {
    case phase::handshake:
      return finish_handshake();
    case phase::deciding_host_key:
      return false;
    case phase::authenticating:
      return take_authentication_packets();
    case phase::opening_shell:
    case phase::running:
      return take_channel_packets(now);
    case phase::over:
      return false;
  }
  return false;
}

bool engine::finish_handshake() {
  switch (transport_->handshake()) {
    case packet_transport::progress::needs_more:
      return false;
    case packet_transport::progress::failed:
      fail_by_transport();
      return false;
    case packet_transport::progress::done:
      break;
  }
  deadline_.reset();
  actions_.push(transport_->methods());
  phase_ = phase::deciding_host_key;
  host_key_verification_.begin(transport_->host_key_blob());
  if (host_key_verification_.accepted()) begin_authentication();
  return true;
}

bool engine::take_authentication_packets() {
  while (const auto packet = transport_->next_packet()) {
    progressed_ = true;
    if (!authentication_.take(*packet) && !is_known(packet->type)) transport_->reject_packet();
    if (authentication_.failed()) {
      fail(*authentication_.failed(), disconnect_reason::no_more_auth_methods);
      return false;
    }
    if (!authentication_.succeeded()) continue;
    transport_->authentication_succeeded();
    transport_->expect_channel(shell_channel::number);
    shell_.open();
    phase_ = phase::opening_shell;
    return true;
  }
  if (transport_->failure()) fail_by_transport();
  return false;
}

bool engine::take_channel_packets(time_point now) {
  while (const auto packet = transport_->next_packet()) {
    progressed_ = true;
    if (shell_.take(*packet)) continue;
    if (const auto round_trip = keepalive_.take(*packet, now)) {
      actions_.push(node_round_trip{.value = *round_trip});
    } else if (!is_known(packet->type)) {
      transport_->reject_packet();
    }
  }
  shell_.take(transport_->take_channel_events());
  if (shell_.failed()) {
    fail(*shell_.failed(), disconnect_reason::protocol_error);
    return false;
  }
  if (phase_ == phase::opening_shell && shell_.running()) {
    phase_ = phase::running;
    actions_.push(shell_started{});
    keepalive_.begin(now);
    static_cast<void>(keepalive_.tick(now));
  }
  if (shell_.over()) {
    end_in_order();
    return false;
  }
  shell_.pump(now);
  if (shell_.take_input_ready()) actions_.push(input_ready{});
  if (transport_->failure()) fail_by_transport();
  return false;
}

void engine::report_rekeys() {
  if (transport_->rekeys() == rekeys_reported_ || phase_ == phase::over) return;
  rekeys_reported_ = transport_->rekeys();
  actions_.push(transport_->methods());
}

// ---- host key and authentication ------------------------------------------------------------------------------------

bool engine::answer_host_key(prompt_id id, const reply& with) {
  if (!host_key_verification_.answer(id, with)) return false;
  if (host_key_verification_.accepted()) begin_authentication();
  if (const auto why = host_key_verification_.refused()) {
    fail(stage::host_key, *why, disconnect_reason::host_key_not_verifiable);
  }
  return true;
}

void engine::begin_authentication() {
  phase_ = phase::authenticating;
  const bytes_view id = transport_->session_id();
  authentication_.begin({.session_id = bytes(id.begin(), id.end()),
                         .signature_algorithms = [this] { return transport_->signature_algorithms(); }});
}

bool engine::answer_authentication(prompt_id id, reply& with) {
  const bool taken = authentication_.answer(id, with);
  if (authentication_.failed()) fail(*authentication_.failed(), disconnect_reason::auth_cancelled_by_user);
  return taken;
}

// ---- the person's side ----------------------------------------------------------------------------------------------

bool engine::answer(prompt_id id, reply with, time_point now) {
  const bool taken = (phase_ == phase::deciding_host_key && answer_host_key(id, with)) ||
                     (phase_ == phase::authenticating && answer_authentication(id, with));
  if (!taken) return false;
  progressed_ = true;
  run(now);
  transport_->keep_rest();
  return true;
}

std::size_t engine::input(bytes_view typed, time_point now) {
  if (phase_ == phase::over) return 0;
  const std::size_t taken = shell_.input(typed);
  run(now);
  return taken;
}

void engine::resize(const terminal_size& size, time_point now) {
  shell_.resize(size);
  run(now);
}

void engine::commit(std::size_t size_bytes, time_point now) {
  if (phase_ == phase::over) return;
  if (!shell_.commit(size_bytes, now, keepalive_.shortest_round_trip())) return screen_lost(now);
  run(now);
}

void engine::screen_lost(time_point) { fail(stage::session, cause::screen_lost, disconnect_reason::by_application); }

void engine::disconnect(time_point) {
  if (phase_ == phase::over) return;
  transport_->disconnect(disconnect_reason::by_application, "closed by the user");
  keepalive_.stop();
  phase_ = phase::over;
  actions_.push(closed{});
}

std::optional<action> engine::next_action() {
  if (auto said = actions_.take()) return said;
  if (!ended_in_order_ || !shell_.output().empty()) return std::nullopt;
  ended_in_order_ = false;
  actions_.push(shell_.end());
  actions_.push(closed{});
  return actions_.take();
}

// ---- time -----------------------------------------------------------------------------------------------------------

void engine::arm_deadline(time_point now) {
  if (phase_ == phase::handshake) return;
  const bool awaited = (phase_ == phase::authenticating && authentication_.awaits_server()) ||
                       (phase_ == phase::opening_shell && shell_.awaits_server());
  if (!awaited) {
    deadline_.reset();
  } else if (progressed_ || !deadline_) {
    deadline_ = now + settings_.server_timeout;
  }
  progressed_ = false;
}

std::optional<time_point> engine::next_deadline() const {
  if (phase_ == phase::over) return std::nullopt;
  return earlier(deadline_, earlier(keepalive_.next_deadline(), shell_.next_deadline()));
}

void engine::tick(time_point now) {
  if (phase_ == phase::over) return;
  if (deadline_ && now >= *deadline_) {
    if (phase_ == phase::handshake) return fail(failure_now(transport_->silence()), disconnect_reason::by_application);
    return fail(current_stage(), cause::timed_out, disconnect_reason::by_application);
  }
  if (!keepalive_.tick(now)) return fail(current_stage(), cause::keepalive_lost, disconnect_reason::by_application);
  run(now);
}

void engine::path_changed(time_point now) { keepalive_.path_changed(now); }

// ---- the end --------------------------------------------------------------------------------------------------------

void engine::end_in_order() {
  transport_->disconnect(disconnect_reason::by_application, "the shell has ended");
  keepalive_.stop();
  phase_ = phase::over;
  ended_in_order_ = true;
}

void engine::fail_by_transport() {
  const transport_failure& seen = *transport_->failure();
  // After the shell's end a server may close the connection without closing the channel first.
  const bool peer_left = seen.cause == cause::closed_by_peer || seen.cause == cause::disconnected_by_peer;
  if (phase_ == phase::running && shell_.has_ended() && peer_left) return end_in_order();
  failure why = failure_now(seen);
  if (phase_ == phase::authenticating && seen.cause == cause::disconnected_by_peer && authentication_.was_refused()) {
    why.cause = cause::too_many_attempts;
  }
  fail(std::move(why), disconnect_reason::by_application);
}

void engine::fail(failure why, disconnect_reason reason) {
  if (phase_ == phase::over) return;
  transport_->disconnect(reason, name_of(why.cause));
  keepalive_.stop();
  phase_ = phase::over;
  actions_.push(failed{.why = std::move(why)});
}

void engine::fail(stage where, cause why, disconnect_reason reason) {
  fail({.stage = where, .cause = why, .peer_text = {}, .mismatch = {}, .methods = {}}, reason);
}

failure engine::failure_now(transport_failure seen) const {
  return {.stage = current_stage(),
          .cause = seen.cause,
          .peer_text = std::move(seen.peer_text),
          .mismatch = std::move(seen.mismatch),
          .methods = {}};
}

stage engine::current_stage() const {
  switch (phase_) {
    case phase::handshake:
      return transport_->identified() ? stage::key_exchange : stage::banner;
    case phase::deciding_host_key:
      return stage::host_key;
    case phase::authenticating:
      return stage::authentication;
    case phase::opening_shell:
      return stage::channel;
    case phase::running:
    case phase::over:
      return stage::session;
  }
  return stage::session;
}

}  // namespace glasshell::ssh
