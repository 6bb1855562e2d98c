#include "ssh/engine.hpp"

#include "ssh/action_queue.hpp"
#include "ssh/algorithm_preferences.hpp"
#include "ssh/host_key.hpp"
#include "ssh/keepalive.hpp"
#include "ssh/packet_transport.hpp"
#include "ssh/shell_channel.hpp"
#include "ssh/user_authentication.hpp"

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

class ssh_engine final : public engine {
 public:
  ssh_engine(config settings, std::unique_ptr<packet_transport> transport, time_point now);

  void feed(bytes_view from_node, time_point now) override;
  void end_of_stream(time_point now) override;
  [[nodiscard]] bytes_view output() const override { return transport_->output(); }
  void output_sent(std::size_t size_bytes) override;

  bool answer(prompt_id id, reply with, time_point now) override;
  std::size_t input(bytes_view typed, time_point now) override;
  [[nodiscard]] std::size_t waiting_input_bytes() const override { return shell_.waiting_input_bytes(); }
  void resize(const terminal_size& size, time_point now) override;
  [[nodiscard]] bytes_view terminal_output() const override { return shell_.output(); }
  void terminal_output_taken(std::size_t size_bytes) override { shell_.output_taken(size_bytes); }
  void commit(std::size_t size_bytes, time_point now) override;
  void screen_lost(time_point now) override;
  void disconnect(time_point now) override;

  std::optional<action> next_action() override;

  [[nodiscard]] std::optional<time_point> next_deadline() const override;
  void tick(time_point now) override;
  void pause(time_point now) override;
  void resume(time_point now) override;

  [[nodiscard]] std::size_t memory_bytes() const override { return transport_->memory_bytes(); }
  [[nodiscard]] std::size_t peak_memory_bytes() const override { return transport_->peak_memory_bytes(); }

 private:
  /// How far the session has come. It goes down this list and never back; `over` can follow any.
  enum class phase : std::uint8_t {
    handshake,          ///< identification and first key exchange, in libssh2
    deciding_host_key,  ///< the person is asked; nothing that comes is looked at
    authenticating,
    opening_shell,
    running,
    over,  ///< ended or failed; output on both sides may still be taken
  };

  /// Does all that can be done now.
  void run(time_point now);
  /// One step. @return whether another may follow at once
  bool step(time_point now);
  bool finish_handshake();
  bool take_authentication_packets();
  bool take_channel_packets(time_point now);
  void check_host_key();
  bool answer_host_key(host_key_decision decision);
  void begin_authentication();
  void report_rekeys();
  void arm_server_deadline(time_point now);

  void end_in_order();
  void fail_by_transport();
  void fail(failure why, disconnect_reason reason);
  void fail(stage where, cause why, disconnect_reason reason);
  [[nodiscard]] stage current_stage() const;

  config settings_;
  std::unique_ptr<packet_transport> transport_;
  action_queue actions_;
  user_authentication authentication_;
  shell_channel shell_;
  keepalive keepalive_;

  phase phase_ = phase::handshake;
  prompt_id host_key_prompt_ = 0;
  bool ended_in_order_ = false;  // and `closed` is still to be said, once all output is taken
  std::uint32_t rekeys_reported_ = 0;

  time_point last_now_;
  std::optional<time_point> handshake_deadline_;
  std::optional<time_point> server_deadline_;
  bool progressed_ = false;  // since the server's deadline was set
  std::optional<time_point> paused_at_;
};

ssh_engine::ssh_engine(config settings, std::unique_ptr<packet_transport> transport, time_point now)
    : settings_(std::move(settings)),
      transport_(std::move(transport)),
      authentication_(*transport_, actions_, settings_.user),
      shell_(*transport_, {.terminal = settings_.terminal,
                           .size = settings_.size,
                           .environment = settings_.environment,
                           .window_bytes = settings_.window_bytes,
                           .input_limit_bytes = settings_.input_limit_bytes}),
      keepalive_(*transport_, settings_.keepalive_interval, settings_.keepalives_unanswered),
      last_now_(now),
      handshake_deadline_(now + settings_.handshake_timeout) {
  run(now);  // our identification goes out at once
}

// ---- the node's side ------------------------------------------------------------------------------------------------

void ssh_engine::feed(bytes_view from_node, time_point now) {
  if (phase_ == phase::over) return;
  transport_->feed(from_node);
  if (!from_node.empty()) keepalive_.heard();
  run(now);
  transport_->keep_rest();
  if (phase_ == phase::deciding_host_key && transport_->unread_bytes() > undecided_limit_bytes) {
    fail(stage::host_key, cause::memory_limit, disconnect_reason::protocol_error);
  }
}

void ssh_engine::end_of_stream(time_point now) {
  transport_->end_of_stream();
  run(now);
  if (phase_ == phase::deciding_host_key)
    fail(stage::host_key, cause::closed_by_peer, disconnect_reason::by_application);
}

void ssh_engine::output_sent(std::size_t size_bytes) {
  transport_->output_sent(size_bytes);
  run(last_now_);  // there may be room for more
}

// ---- the state machine ----------------------------------------------------------------------------------------------

void ssh_engine::run(time_point now) {
  last_now_ = now;
  while (step(now)) {
  }
  report_rekeys();
  arm_server_deadline(now);
}

bool ssh_engine::step(time_point now) {
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

bool ssh_engine::finish_handshake() {
  switch (transport_->handshake()) {
    case packet_transport::progress::needs_more:
      return false;
    case packet_transport::progress::failed:
      fail_by_transport();
      return false;
    case packet_transport::progress::done:
      break;
  }
  handshake_deadline_.reset();
  actions_.push(transport_->methods());
  check_host_key();
  return true;
}

bool ssh_engine::take_authentication_packets() {
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

bool ssh_engine::take_channel_packets(time_point now) {
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

void ssh_engine::report_rekeys() {
  if (transport_->rekeys() == rekeys_reported_ || phase_ == phase::over) return;
  rekeys_reported_ = transport_->rekeys();
  actions_.push(transport_->methods());
}

// ---- host key and authentication ------------------------------------------------------------------------------------

void ssh_engine::check_host_key() {
  host_key presented = describe_host_key(transport_->host_key_blob());
  if (is_known(presented, settings_.known_hosts)) {
    actions_.push(host_key_known{.presented = std::move(presented)});
    return begin_authentication();
  }
  phase_ = phase::deciding_host_key;
  host_key_prompt_ = actions_.new_prompt();
  std::vector<host_key> known;
  for (const known_host_key& one : settings_.known_hosts) known.push_back(describe_host_key(one.blob));
  actions_.push(host_key_prompt{.id = host_key_prompt_, .presented = std::move(presented), .known = std::move(known)});
}

bool ssh_engine::answer_host_key(host_key_decision decision) {
  host_key_prompt_ = 0;
  const bool changed = !settings_.known_hosts.empty();
  const bool accepted = decision == host_key_decision::replace || (decision == host_key_decision::accept && !changed);
  if (accepted) {
    begin_authentication();
  } else {
    fail(stage::host_key, changed ? cause::host_key_changed : cause::host_key_refused,
         disconnect_reason::host_key_not_verifiable);
  }
  return true;
}

void ssh_engine::begin_authentication() {
  phase_ = phase::authenticating;
  const bytes_view id = transport_->session_id();
  authentication_.begin({.session_id = bytes(id.begin(), id.end()),
                         .signature_algorithms = [this] { return transport_->signature_algorithms(); }});
}

// ---- the person's side ----------------------------------------------------------------------------------------------

bool ssh_engine::answer(prompt_id id, reply with, time_point now) {
  bool taken = false;
  if (phase_ == phase::deciding_host_key && id == host_key_prompt_ && id != 0) {
    const auto* decision = std::get_if<host_key_decision>(&with);
    taken = decision != nullptr && answer_host_key(*decision);
  } else if (phase_ == phase::authenticating) {
    taken = authentication_.answer(id, with);
    if (authentication_.failed()) fail(*authentication_.failed(), disconnect_reason::auth_cancelled_by_user);
  }
  if (taken) {
    progressed_ = true;
    run(now);
    transport_->keep_rest();
  }
  return taken;
}

std::size_t ssh_engine::input(bytes_view typed, time_point now) {
  if (phase_ == phase::over) return 0;
  const std::size_t taken = shell_.input(typed);
  run(now);
  return taken;
}

void ssh_engine::resize(const terminal_size& size, time_point now) {
  shell_.resize(size);
  run(now);
}

void ssh_engine::commit(std::size_t size_bytes, time_point now) {
  if (phase_ == phase::over) return;
  if (!shell_.commit(size_bytes)) return screen_lost(now);
  run(now);
}

void ssh_engine::screen_lost(time_point) {
  fail(stage::session, cause::screen_lost, disconnect_reason::by_application);
}

void ssh_engine::disconnect(time_point) {
  if (phase_ == phase::over) return;
  transport_->disconnect(disconnect_reason::by_application, "closed by the user");
  keepalive_.stop();
  phase_ = phase::over;
  actions_.push(closed{});
}

std::optional<action> ssh_engine::next_action() {
  if (auto said = actions_.take()) return said;
  if (!ended_in_order_ || !shell_.output().empty()) return std::nullopt;
  ended_in_order_ = false;
  actions_.push(shell_.end());
  actions_.push(closed{});
  return actions_.take();
}

// ---- time -----------------------------------------------------------------------------------------------------------

void ssh_engine::arm_server_deadline(time_point now) {
  const bool awaited = (phase_ == phase::authenticating && authentication_.awaits_server()) ||
                       (phase_ == phase::opening_shell && shell_.awaits_server());
  if (!awaited) {
    server_deadline_.reset();
  } else if (progressed_ || !server_deadline_) {
    server_deadline_ = now + settings_.server_timeout;
  }
  progressed_ = false;
}

std::optional<time_point> ssh_engine::next_deadline() const {
  if (paused_at_ || phase_ == phase::over) return std::nullopt;
  return earlier(earlier(handshake_deadline_, server_deadline_),
                 earlier(keepalive_.next_deadline(), shell_.next_deadline()));
}

void ssh_engine::tick(time_point now) {
  if (paused_at_ || phase_ == phase::over) return;
  if (handshake_deadline_ && now >= *handshake_deadline_) {
    auto [why, peer_text, mismatch] = transport_->silence();
    return fail(
        {.stage = current_stage(), .cause = why, .peer_text = std::move(peer_text), .mismatch = {}, .methods = {}},
        disconnect_reason::by_application);
  }
  if (server_deadline_ && now >= *server_deadline_) {
    return fail(current_stage(), cause::timed_out, disconnect_reason::by_application);
  }
  if (!keepalive_.tick(now)) return fail(current_stage(), cause::keepalive_lost, disconnect_reason::by_application);
  run(now);
}

void ssh_engine::pause(time_point now) {
  if (!paused_at_) paused_at_ = now;
}

void ssh_engine::resume(time_point now) {
  if (!paused_at_) return;
  const duration by = now - *paused_at_;
  paused_at_.reset();
  if (handshake_deadline_) *handshake_deadline_ += by;
  if (server_deadline_) *server_deadline_ += by;
  keepalive_.shift_deadlines(by);
  shell_.shift_deadlines(by);
}

// ---- the end --------------------------------------------------------------------------------------------------------

void ssh_engine::end_in_order() {
  transport_->disconnect(disconnect_reason::by_application, "the shell has ended");
  keepalive_.stop();
  phase_ = phase::over;
  ended_in_order_ = true;
}

void ssh_engine::fail_by_transport() {
  const transport_failure& seen = *transport_->failure();
  // After the shell's end a server may close the connection without closing the channel first.
  const bool peer_left = seen.cause == cause::closed_by_peer || seen.cause == cause::disconnected_by_peer;
  if (phase_ == phase::running && shell_.has_ended() && peer_left) return end_in_order();
  failure why{.stage = current_stage(),
              .cause = seen.cause,
              .peer_text = seen.peer_text,
              .mismatch = seen.mismatch,
              .methods = {}};
  if (phase_ == phase::authenticating && seen.cause == cause::disconnected_by_peer && authentication_.was_refused()) {
    why.cause = cause::too_many_attempts;
  }
  fail(std::move(why), disconnect_reason::by_application);
}

void ssh_engine::fail(failure why, disconnect_reason reason) {
  if (phase_ == phase::over) return;
  transport_->disconnect(reason, name_of(why.cause));
  keepalive_.stop();
  phase_ = phase::over;
  actions_.push(failed{.why = std::move(why)});
}

void ssh_engine::fail(stage where, cause why, disconnect_reason reason) {
  fail({.stage = where, .cause = why, .peer_text = {}, .mismatch = {}, .methods = {}}, reason);
}

stage ssh_engine::current_stage() const {
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

}  // namespace

result<std::unique_ptr<engine>> engine::create(config settings, time_point now) {
  auto transport = packet_transport::create(preferences_for(settings.known_hosts), settings.memory_limit_bytes,
                                            settings.rekey_after_bytes);
  if (!transport) return transport.error();
  return std::unique_ptr<engine>(std::make_unique<ssh_engine>(std::move(settings), std::move(*transport), now));
}

}  // namespace glasshell::ssh
