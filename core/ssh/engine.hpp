// The SSH client as a sans-I/O machine over libssh2: bytes of the node in, bytes for the node out, prompts and terminal
// output to whoever drives it. Runs in the browser (WASM) and in the relay from the same source. No sockets, clocks or
// threads may enter, and no libssh2 type leaves.
#pragma once

#include "base/bytes.hpp"
#include "base/random.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "ssh/action.hpp"
#include "ssh/action_queue.hpp"
#include "ssh/host_key_verification.hpp"
#include "ssh/keepalive.hpp"
#include "ssh/packet_transport.hpp"
#include "ssh/shell_channel.hpp"
#include "ssh/terminal_size.hpp"
#include "ssh/user_authentication.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace glasshell::ssh {

struct config {
  std::string user;  ///< empty: the person is asked
  std::string terminal = "xterm-256color";
  terminal_size size;
  std::vector<std::pair<std::string, std::string>> environment;  ///< names and values; the server may refuse any
  std::vector<known_host_key> known_hosts;                       ///< for this node; their types are offered first

  /// The channel's window (RFC 4254 §5.2): how much terminal output may be on its way or waiting for the screen. It begins
  /// with the first, is as much larger, up to the second, as distance asks for while the screen keeps up, and smaller
  /// for a screen that is slow (`adaptive_window`).
  std::uint32_t first_window_bytes = 512 * 1024;
  std::uint32_t window_bytes = 2 * 1024 * 1024;
  /// The most that libssh2 may hold for this session, whatever the server sends.
  std::size_t memory_limit_bytes = std::size_t{8} * 1024 * 1024;
  /// How much typed or pasted input waits here for the server's window; `input` takes no more.
  std::size_t input_limit_bytes = std::size_t{256} * 1024;

  /// We ask for new keys after so many octets both ways. Servers do so by themselves after 1 GiB (RFC 4253 §9); this is for
  /// those that do not, since no cipher may see its packet counter come round.
  std::uint64_t rekey_after_bytes = std::uint64_t{2} * 1024 * 1024 * 1024;

  duration handshake_timeout = std::chrono::seconds(20);  ///< identification string and key exchange
  duration server_timeout =
      std::chrono::seconds(120);  ///< each answer in authentication (a push to a phone takes a while)
  duration keepalive_interval = std::chrono::seconds(15);
  std::uint32_t keepalives_unanswered = 3;  ///< after so many the node is lost
};

/// One SSH session with one shell.
///
/// Drive it so: after each call that takes `now`, send `output()` to the node (`output_sent`), show `terminal_output()`,
/// take actions until there are none, and arm a timer for `next_deadline()`. All calls return at once. While the link is
/// down let `now` stand still: what a node cannot say for want of a network must not count against its deadlines.
///
/// @par Errors  Only `create` can fail; afterwards every failure is the action `failed`, once.
/// @par Lifetime  Views live until the next non-const call.
/// @par Thread safety  None; sessions are independent of one another.
class engine {
 public:
  static result<std::unique_ptr<engine>> create(config settings, time_point now);
  ~engine() = default;
  engine(const engine&) = delete;
  engine& operator=(const engine&) = delete;

  // The node's side.
  void feed(bytes_view from_node, time_point now);
  /// The node's stream has ended: what is queued is still delivered.
  void end_of_stream(time_point now);
  [[nodiscard]] bytes_view output() const { return transport_->output(); }
  void output_sent(std::size_t size_bytes);

  // The person's side.
  /// @return false if the id is not that of an open prompt or the reply does not fit it; nothing happens then.
  bool answer(prompt_id id, reply with, time_point now);
  /// @return how many octets were taken; less than given means that `input_ready` will follow.
  std::size_t input(bytes_view typed, time_point now);
  /// How much of what `input` took still waits for the node's window.
  [[nodiscard]] std::size_t waiting_input_bytes() const { return shell_.waiting_input_bytes(); }
  void resize(const terminal_size& size, time_point now);
  /// Output of the shell, in order. Taking it gives no credit.
  [[nodiscard]] bytes_view terminal_output() const { return shell_.output(); }
  void terminal_output_taken(std::size_t size_bytes) { shell_.output_taken(size_bytes); }
  /// The screen has committed this many octets of output: the channel's window grows by as much, and only so.
  /// Committing more than was taken is a failure of the screen.
  void commit(std::size_t size_bytes, time_point now);
  /// The screen lost output for good: the session fails visibly.
  void screen_lost(time_point now);
  /// Ends the session in order (SSH_MSG_DISCONNECT "by application").
  void disconnect(time_point now);

  std::optional<action> next_action();

  [[nodiscard]] std::optional<time_point> next_deadline() const;
  void tick(time_point now);
  /// The session goes on over another path: round trips that were measured before say nothing of it.
  void path_changed(time_point now);

  /// What libssh2 holds now and held at most, in octets; for tests and for a details pane.
  [[nodiscard]] std::size_t memory_bytes() const { return transport_->memory_bytes(); }
  [[nodiscard]] std::size_t peak_memory_bytes() const { return transport_->peak_memory_bytes(); }

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

  engine(config settings, std::unique_ptr<packet_transport> transport, time_point now);

  /// Does all that can be done now.
  void run(time_point now);
  /// One step. @return whether another may follow at once
  bool step(time_point now);
  bool finish_handshake();
  bool take_authentication_packets();
  bool take_channel_packets(time_point now);
  bool answer_host_key(prompt_id id, const reply& with);
  bool answer_authentication(prompt_id id, reply& with);
  void begin_authentication();
  void report_rekeys();
  void arm_deadline(time_point now);

  void end_in_order();
  void fail_by_transport();
  void fail(failure why, disconnect_reason reason);
  void fail(stage where, cause why, disconnect_reason reason);
  [[nodiscard]] stage current_stage() const;
  [[nodiscard]] failure failure_now(transport_failure seen) const;

  config settings_;
  std::unique_ptr<packet_transport> transport_;
  action_queue actions_;
  host_key_verification host_key_verification_;
  user_authentication authentication_;
  shell_channel shell_;
  keepalive keepalive_;

  phase phase_ = phase::handshake;
  bool ended_in_order_ = false;  // and `closed` is still to be said, once all output is taken
  std::uint32_t rekeys_reported_ = 0;

  time_point last_now_;
  std::optional<time_point> deadline_;  // of the whole handshake, later of the server's next word
  bool progressed_ = false;             // since the deadline was set
};

}  // namespace glasshell::ssh
