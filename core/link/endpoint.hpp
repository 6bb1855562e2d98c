// One end of a link: a byte stream each way with absolute counts, a byte window, beats and time-outs, over any number of
// sockets, one after another. Sans-I/O: it is fed messages and told the time, and says what to do next. The same class serves the
// page (WASM) and the relay.
// No sockets, clocks or threads may enter; docs/wire-protocol.md is normative.
#pragma once

#include "base/random.hpp"
#include "base/time.hpp"
#include "link/frame.hpp"
#include "link/liveness.hpp"
#include "link/outgoing_stream.hpp"
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
  /// Octets that may at most be on their way to this end and not yet taken by its consumer: bounds `readable()`.
  std::uint32_t receive_window_bytes = 2 * 1024 * 1024;
  /// Octets that this end keeps un-acked at most, whatever limit the peer grants: bounds the replay buffer.
  std::uint32_t send_window_bytes = 2 * 1024 * 1024;
  /// Where both windows begin. They are as much larger as distance asks for (`adaptive_window`).
  std::uint32_t first_window_bytes = 256 * 1024;
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
enum class continuation : std::uint8_t { begun, resumed };

/// Client only: the relay accepted this socket; data may flow.
struct established {
  link::custody custody = custody::browser;
  session_id id{};
  continuation how = continuation::begun;
  std::chrono::seconds grace{0};  ///< how long the relay keeps the session without a socket
};
/// Client only: the relay refused. Close the socket. A session that was claimed goes on if `resumable()` still says so.
struct refused {
  refuse why;
};
/// This socket is dead, since its peer is silent; the session is not. Drop the socket: the endpoint has detached itself.
struct lost {
  error_code why;
  std::uint16_t close_code = 1008;
};
/// The peer's stream is at its end and all of it is in `readable()` or consumed. Close the socket once read.
struct finished {
  bye why;
};
/// This link cannot go on, and its session is over: the peer broke the protocol, or was silent before there was a session. Close
/// the socket with `close_code` (RFC 6455 §7.4).
struct failed {
  error_code why;
  std::uint16_t close_code = 1002;
};

using action = std::variant<send_message, hello_received, established, refused, finished, lost, failed>;

/// One end of one session.
///
/// Drive it so: after each call that takes `now`, take actions until there are none, arm a timer for `next_deadline()`
/// and call `tick` when it fires. Octets of the peer wait in `readable()`; `consume` says that the next consumer has
/// taken them, which is what is acknowledged.
///
/// When its socket is gone, say `detach`; then what is written waits within the window, and a client goes on with `attach`, a relay
/// with `resume`. What a socket brings after it was replaced may not be fed.
///
/// @par Lifetime  What `readable()` and `prepare()` give lives until the next non-const call; a `send_message` owns what it
/// refers to.
/// @par Thread safety  None; one strand owns it.
class endpoint {
 public:
  /// A client starts attached: its first action is the hello. A relay waits for one.
  /// @param proof  client only; taken into the hello and wiped after it was handed out.
  endpoint(link::role role, const link::settings& settings, time_point now, secret_bytes proof = {});

  /// The socket is gone. Until the next one nothing is handed out and no deadline is set. Does nothing without a socket.
  void detach(time_point now);

  /// Client only: a new socket is open, and takes the place of the last one. The first action is a hello, with a claim if
  /// there is a session. Does nothing after the end.
  void attach(time_point now, secret_bytes proof = {});

  /// Relay only: a new socket brought this hello, which claims this session; it takes the place of the last one, if there is
  /// one still. The next action is a welcome, and all that has not arrived follows.
  /// @par Errors  wrong_secret (compared in constant time), superseded_attempt, counts_impossible, unexpected_frame (there is no
  /// session, or no claim); nothing has changed then.
  error_code resume(hello&& greeting, time_point now);

  /// There is a socket.
  [[nodiscard]] bool attached() const noexcept;
  /// There is a session that can go on over another socket. At a relay: once it heard anything after its first welcome.
  [[nodiscard]] bool resumable() const noexcept;
  [[nodiscard]] std::optional<session_id> session() const;
  /// When the peer last said anything, on any socket; the time of creation before that.
  [[nodiscard]] time_point last_heard() const noexcept { return last_heard_; }

  /// How often to beat from now on, at least (the relay may have asked for more), and how long a silence of the peer is its
  /// death.
  void set_pace(duration beat_interval, duration dead_after, time_point now);

  /// Takes one whole binary message from the socket. After a failure, and without a socket, everything fed is ignored.
  /// @par Errors  Reported as the action `failed`, never thrown.
  void feed(bytes_view message, time_point now);

  /// The socket brought a text message: a failure of the protocol.
  void feed_text(time_point now);

  /// Relay only, after `hello_received`: open a session (for a hello without a claim), or send a refusal.
  /// @param grace  as told to the client; keeping it is the driver's.
  /// @param random  fills the session's id and secret, in this order.
  void accept(link::custody custody, std::chrono::seconds grace, const random_source& random, time_point now);
  void reject(refuse why, time_point now);

  /// How many octets `commit` and `write` will take now: zero before there is a session, when the window is full, and after
  /// `finish`.
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

  /// Data flows on the present socket.
  [[nodiscard]] bool open() const noexcept;

  /// Relay round trip by the last answered beat; absent before one was answered.
  [[nodiscard]] std::optional<duration> round_trip() const noexcept;
  /// Asks for a beat now (the page asks every few seconds while visible, to show the round trip).
  void probe(time_point now);

  /// Octets of data, since the session began: handed out in `send_message` (repeats not counted), arrived, consumed.
  [[nodiscard]] std::uint64_t sent_bytes() const noexcept;
  /// The peer's consumer has taken all that was written.
  [[nodiscard]] bool all_acknowledged() const noexcept { return sent_.all_acknowledged(); }
  [[nodiscard]] std::uint64_t received_bytes() const noexcept;
  [[nodiscard]] std::uint64_t consumed_bytes() const noexcept;
  /// Octets of data that are held here: written and not acknowledged, arrived and not consumed.
  [[nodiscard]] std::size_t held_bytes() const noexcept { return sent_.held_bytes() + received_.size(); }

 private:
  enum class phase : std::uint8_t {
    greeting,  ///< the client waits for a welcome, the relay for a hello
    deciding,  ///< the relay has a hello, and its driver decides
    open,      ///< data flows, until both have said bye
    detached,  ///< there is no socket
    refused,   ///< a refusal was sent or received: all but sending it is over
    failed,
  };

  struct identity {
    session_id id{};
    secret_bytes secret;
    link::custody custody = custody::browser;
    std::chrono::seconds grace{0};
  };

  void take(hello& received);
  void take(welcome& received);
  void take(refuse& received);
  void take(const data& received);
  void take(const ack& received);
  void take(const beat& received);
  void take(bye& received);

  void see(time_point now) noexcept;
  void begin_greeting();
  void begin_session(const welcome& with);
  void open_link();
  void leave_socket();
  void lose();
  void fail(errc why);
  [[nodiscard]] hello next_hello(secret_bytes proof);
  [[nodiscard]] welcome next_welcome() const;
  [[nodiscard]] bool over() const noexcept { return phase_ == phase::refused || phase_ == phase::failed; }
  /// Frames other than the greeting may arrive.
  [[nodiscard]] bool greeted() const noexcept {
    // Whose claim is being looked at says nothing: it would be said to an endpoint that is not the session's.
    return phase_ == phase::open || (phase_ == phase::deciding && !claimed_);
  }

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
  time_point last_heard_;
  receive_window window_;
  replay_buffer received_;  // arrived, not consumed
  outgoing_stream sent_;

  std::optional<identity> session_;
  std::uint32_t attempt_ = 0;  // the client's last claim, or the last that the relay accepted
  bool claimed_ = false;       // the relay's hello holds a claim
  bool confirmed_ = false;     // the peer knows of the session

  // Both byes are said and heard again on another socket, since who said one cannot know whether it arrived.
  std::optional<bye> parting_;
  bool parting_is_out_ = false;
  bool peer_finished_ = false;
  bool bye_is_in_ = false;
};

}  // namespace glasshell::link
