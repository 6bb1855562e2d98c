// One end of a link: a byte stream each way with absolute counts, a byte window, beats and time-outs. Sans-I/O: it is
// fed messages and told the time, and says what to do next. The same class serves the page (WASM) and the relay.
// No sockets, clocks or threads may enter; docs/wire-protocol.md is normative.
#pragma once

#include "base/random.hpp"
#include "base/time.hpp"
#include "link/frame.hpp"
#include "link/liveness.hpp"
#include "link/receive_window.hpp"
#include "link/replay_buffer.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace glasshell::link {

enum class role : std::uint8_t { client, relay };

/// Limits of one end. Every number is the reason of a bound in one direction.
struct settings {
  /// Octets that may be on their way to this end and not yet taken by its consumer: bounds `readable()`.
  std::uint32_t receive_window_bytes = 256 * 1024;
  /// Octets that this end keeps un-acked, whatever limit the peer grants: bounds the replay buffer.
  std::uint32_t send_window_bytes = 256 * 1024;
  /// The longest wait before what was consumed is acknowledged; a quarter of the window is acknowledged at once.
  duration ack_delay = std::chrono::milliseconds(40);
  /// A beat is sent after this silence of ours, and the peer is dead after `dead_after` of its silence.
  duration beat_interval = std::chrono::seconds(15);
  duration dead_after = std::chrono::seconds(40);
  /// How long a handshake (hello, decision, welcome) may take in all.
  duration handshake_timeout = std::chrono::seconds(30);
};

/// Send one WebSocket binary message: `head`, directly followed by `payload`.
struct send_message {
  bytes head;  ///< an encoded control frame (of which a hello and a welcome hold secrets: wipe them once they are
               ///< written), or the one type octet of a data frame
  shared_view payload;  ///< a data frame's octets; empty otherwise
};
/// Relay only: a hello arrived; decide with `accept` or `reject`. Asked once a socket.
struct hello_received {
  hello greeting;
};
/// Client only: the relay accepted; data may flow.
struct established {
  link::custody custody = custody::browser;
  session_id id{};
};
/// Client only: the relay refused. Close the socket.
struct refused {
  refuse why;
};
/// The peer's stream is at its end and all of it is in `readable()` or consumed. Close the socket once read.
struct finished {
  bye why;
};
/// This link cannot go on: the peer broke the protocol or went silent. Close the socket with `close_code` (RFC 6455 §7.4).
struct failed {
  error_code why;
  std::uint16_t close_code = 1002;
};

using action = std::variant<send_message, hello_received, established, refused, finished, failed>;

/// One end of one link.
///
/// Drive it so: after each call that takes `now`, take actions until there are none, arm a timer for `next_deadline()`
/// and call `tick` when it fires. Octets of the peer wait in `readable()`; `consume` says that the next consumer has
/// taken them, which is what is acknowledged.
///
/// @par Lifetime  What `readable()` and `prepare()` give lives until the next non-const call; a `send_message` owns what it
/// refers to.
/// @par Thread safety  None; one strand owns it.
class endpoint {
 public:
  /// A client starts by itself: its first action is the hello. A relay waits for one.
  /// @param proof  client only; taken into the hello and wiped after it was handed out.
  endpoint(link::role role, const link::settings& settings, time_point now, secret_bytes proof = {});

  /// Takes one whole binary message from the socket. After a failure everything fed is ignored.
  /// @par Errors  Reported as the action `failed`, never thrown.
  void feed(bytes_view message, time_point now);

  /// The socket brought a text message: a failure of the protocol.
  void feed_text(time_point now);

  /// Relay only, after `hello_received`: open a session, or send a refusal.
  /// @param random  fills the session's id and secret.
  void accept(link::custody custody, std::chrono::seconds grace, const random_source& random, time_point now);
  void reject(refuse why, time_point now);

  /// How many octets `commit` and `write` will take now: zero before the link is open, when the window is full, and
  /// after `finish`.
  [[nodiscard]] std::size_t writable() const noexcept;

  /// Zero-copy sending: read from the node into `prepare(n)` (at most `writable()` octets), then `commit` what came.
  /// `prepare` takes memory that `commit` gives back if nothing came: wait until the node has something, then prepare, read
  /// without waiting, and commit, with no other call in between.
  bytes_span prepare(std::size_t max_bytes);
  void commit(std::size_t size_bytes, time_point now);

  /// Appends as much of `octets` as `writable()` allows. @return how many were taken.
  std::size_t write(bytes_view octets, time_point now);

  /// No more data from this end: a bye follows what is still to be sent.
  void finish(hop where, reason why, std::string text, time_point now);

  /// Octets of the peer's stream that arrived and are not consumed, in one contiguous piece (the first of several,
  /// perhaps: consume it and ask again).
  [[nodiscard]] bytes_view readable() const noexcept;
  void consume(std::size_t size_bytes, time_point now);

  /// What to do next. @return nothing when there is nothing to do until the next call or deadline.
  std::optional<action> next_action();

  [[nodiscard]] std::optional<time_point> next_deadline() const;
  void tick(time_point now);

  [[nodiscard]] bool open() const noexcept;

  /// Relay round trip by the last answered beat; absent before one was answered.
  [[nodiscard]] std::optional<duration> round_trip() const noexcept;
  /// Asks for a beat now (the page asks every few seconds while visible, to show the round trip).
  void probe(time_point now);

  /// Octets of data, since the session began: handed out in `send_message` (repeats not counted), arrived, consumed.
  [[nodiscard]] std::uint64_t sent_bytes() const noexcept;
  [[nodiscard]] std::uint64_t received_bytes() const noexcept;
  [[nodiscard]] std::uint64_t consumed_bytes() const noexcept;

 private:
  enum class phase : std::uint8_t {
    greeting,  ///< the client waits for a welcome, the relay for a hello
    deciding,  ///< the relay has a hello, and its driver decides
    open,      ///< data flows, until both have said bye
    refused,   ///< a refusal was sent or received: all but sending it is over
    failed,
  };

  void take(hello& received);
  void take(welcome& received);
  void take(refuse& received);
  void take(const data& received);
  void take(const ack& received);
  void take(const beat& received);
  void take(bye& received);

  void see(time_point now) noexcept;
  void open_link(std::uint64_t peer_limit);
  void fail(errc why);
  [[nodiscard]] bool over() const noexcept { return phase_ == phase::refused || phase_ == phase::failed; }
  /// Frames other than the greeting may arrive.
  [[nodiscard]] bool greeted() const noexcept { return phase_ == phase::open || phase_ == phase::deciding; }

  std::optional<send_message> next_message();
  std::optional<bytes> next_greeting();
  std::optional<send_message> next_data();

  role role_;
  settings settings_;
  phase phase_ = phase::greeting;
  time_point now_;
  std::optional<time_point> handshake_deadline_;

  std::variant<std::monostate, hello, welcome, refuse> greeting_;  // to be sent before all else
  std::vector<action> notices_;  // what the driver is to be told, in order: each kind once at most

  liveness liveness_;
  receive_window window_;
  replay_buffer received_;  // arrived, not consumed
  replay_buffer sent_;      // written, not acknowledged
  std::uint64_t handed_out_bytes_ = 0;
  std::uint64_t peer_limit_ = 0;
  std::optional<bye> parting_;  // to be sent when all data was
  bool finishing_ = false;
  bool peer_finished_ = false;
};

}  // namespace glasshell::link
