// The SSH client as a sans-I/O machine over libssh2: bytes of the node in, bytes for the node out, prompts and terminal
// output to whoever drives it. Runs in the browser (WASM) and in the relay from the same source. No sockets, clocks or
// threads may enter, and no libssh2 type leaves.
#pragma once

#include "base/bytes.hpp"
#include "base/random.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "ssh/action.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace glasshell::ssh {

/// The terminal's size (RFC 4254 §6.2). Zero pixels means unknown.
struct terminal_size {
  std::uint32_t columns = 80;
  std::uint32_t rows = 24;
  std::uint32_t width_pixels = 0;
  std::uint32_t height_pixels = 0;
  friend bool operator==(const terminal_size&, const terminal_size&) = default;
};

struct config {
  std::string user;  ///< empty: the person is asked
  std::string terminal = "xterm-256color";
  terminal_size size;
  std::vector<std::pair<std::string, std::string>> environment;  ///< names and values; the server may refuse any
  std::vector<known_host_key> known_hosts;                       ///< for this node; their types are offered first

  /// The channel's window (RFC 4254 §5.2): how much terminal output may be on its way or waiting for the screen.
  std::uint32_t window_bytes = 256 * 1024;
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
/// down call `pause` and later `resume`: deadlines and keepalives stand still between them.
///
/// @par Errors  Only `create` can fail; afterwards every failure is the action `failed`, once.
/// @par Lifetime  Views live until the next non-const call.
/// @par Thread safety  None; sessions are independent of one another.
class engine {
 public:
  static result<std::unique_ptr<engine>> create(config settings, time_point now);
  virtual ~engine() = default;
  engine(const engine&) = delete;
  engine& operator=(const engine&) = delete;

  // The node's side.
  virtual void feed(bytes_view from_node, time_point now) = 0;
  /// The node's stream has ended: what is queued is still delivered.
  virtual void end_of_stream(time_point now) = 0;
  [[nodiscard]] virtual bytes_view output() const = 0;
  virtual void output_sent(std::size_t size_bytes) = 0;

  // The person's side.
  /// @return false if the id is not that of an open prompt or the reply does not fit it; nothing happens then.
  virtual bool answer(prompt_id id, reply with, time_point now) = 0;
  /// @return how many octets were taken; less than given means that `input_ready` will follow.
  virtual std::size_t input(bytes_view typed, time_point now) = 0;
  /// How much of what `input` took still waits for the node's window.
  [[nodiscard]] virtual std::size_t waiting_input_bytes() const = 0;
  virtual void resize(const terminal_size& size, time_point now) = 0;
  /// Output of the shell, in order. Taking it gives no credit.
  [[nodiscard]] virtual bytes_view terminal_output() const = 0;
  virtual void terminal_output_taken(std::size_t size_bytes) = 0;
  /// The screen has committed this many octets of output: the channel's window grows by as much, and only so.
  /// Committing more than was taken is a failure of the screen.
  virtual void commit(std::size_t size_bytes, time_point now) = 0;
  /// The screen lost output for good: the session fails visibly.
  virtual void screen_lost(time_point now) = 0;
  /// Ends the session in order (SSH_MSG_DISCONNECT "by application").
  virtual void disconnect(time_point now) = 0;

  virtual std::optional<action> next_action() = 0;

  [[nodiscard]] virtual std::optional<time_point> next_deadline() const = 0;
  virtual void tick(time_point now) = 0;
  virtual void pause(time_point now) = 0;
  virtual void resume(time_point now) = 0;

  /// What libssh2 holds now and held at most, in octets; for tests and for a details pane.
  [[nodiscard]] virtual std::size_t memory_bytes() const = 0;
  [[nodiscard]] virtual std::size_t peak_memory_bytes() const = 0;

 protected:
  engine() = default;
};

}  // namespace glasshell::ssh
