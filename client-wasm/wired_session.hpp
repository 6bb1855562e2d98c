// One session in the browser: a link and an SSH engine wired together, octets from one to the other, over one WebSocket after
// another. The C ABI is a thin layer over this. No clock, no socket and no JavaScript may enter.
#pragma once

#include "browser_random.hpp"
#include "link/endpoint.hpp"
#include "link/reconnect_schedule.hpp"
#include "ssh/engine.hpp"
#include "ssh_clock.hpp"

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>

namespace glasshell::browser {

/// Drive it so: after each call that takes `now`, send `next_message()` until there is none, take `next_action()` and
/// `terminal_output()` until there is neither, close the socket when `wants_close()`, open another when `wants_socket()`, and call
/// `tick` at `next_deadline()`.
///
/// There is one present socket: the one that was opened last. Only its messages are fed, and only its end is told.
///
/// @par Thread safety  None.
class wired_session {
 public:
  /// The engine's configuration, to be filled in before `start`.
  [[nodiscard]] ssh::config& configuration() noexcept { return configuration_; }
  /// For the next hello.
  void set_proof(secret_bytes proof) noexcept { proof_ = std::move(proof); }

  [[nodiscard]] bool started() const noexcept { return phase_ != phase::configured; }
  void start(time_point now);

  // ---- the WebSocket ----
  void message(bytes_view octets, time_point now);
  void text_message(time_point now);
  std::optional<link::send_message> next_message();
  /// Nothing that comes from the present socket would be of use: close it, and say `socket_closed`.
  [[nodiscard]] bool wants_close() const noexcept {
    return messages_.empty() && (phase_ == phase::over || dead_socket_);
  }

  // ---- one socket after another ----
  /// The present socket is gone.
  void socket_closed(time_point now);
  /// Another one is to be opened now, and one that is still being opened to be given up. Said once for each.
  bool wants_socket(time_point now);
  /// It is open, and the present one from now on.
  void socket_opened(time_point now);
  /// It could not be opened.
  void socket_failed(time_point now);
  /// Whether the person sees the page: how often to beat, how soon to try again.
  void set_visible(bool visible, time_point now);
  /// The network is back, the machine woke, or the person does not want to wait.
  void nudge(time_point now);
  /// When the relay last said anything; absent before the start.
  [[nodiscard]] std::optional<time_point> last_heard() const;

  // ---- the person and the screen ----
  /// One JSON object.
  std::optional<std::string> next_action();
  /// @return false if the prompt is not open or the reply does not fit it
  bool answer(ssh::prompt_id prompt, ssh::reply with, time_point now);
  std::size_t input(bytes_view typed, time_point now);
  [[nodiscard]] std::size_t waiting_input_bytes() const;
  void resize(const ssh::terminal_size& size, time_point now);
  /// Lives until the next call that is not const.
  [[nodiscard]] bytes_view terminal_output() const;
  void terminal_output_taken(std::size_t size_bytes);
  void commit(std::size_t size_bytes, time_point now);
  void screen_lost(time_point now);
  void disconnect(time_point now);

  // ---- time ----
  [[nodiscard]] std::optional<time_point> next_deadline() const;
  void tick(time_point now);
  void probe(time_point now);

 private:
  /// How far it has come. It goes down this list and never back; whether there is a socket is another matter.
  enum class phase : std::uint8_t {
    configured,  ///< not started
    opening,     ///< the relay has yet to accept
    running,     ///< the engine is at work
    leaving,     ///< the engine has said its last word; what it still sends is on its way to the relay, then our bye
    over,        ///< nothing moves any more; what is queued for the person can still be taken
  };

  /// Nothing comes between two calls, so time passes at the beginning of each.
  void see(time_point now);

  /// Moves octets and words between the link, the engine and the queues until nothing moves.
  void run(time_point now);
  bool take_link_actions(time_point now);
  void take(link::send_message& said, time_point now);
  void take(const link::established& said, time_point now);
  void take(const link::refused& said, time_point now);
  void take(const link::lost& said, time_point now);
  void take(const link::failed& said, time_point now);
  void take(const link::finished& said, time_point now);
  void take(const link::hello_received& said, time_point now);
  bool feed_engine(time_point now);
  bool send_engine_output(time_point now);
  void take_engine_actions(time_point now);
  void take_round_trip();
  void end_link(std::string last_word);
  void end();

  [[nodiscard]] bool can_go_on() const noexcept;
  void resumed(const link::established& said, time_point now);
  void went_away(time_point now);
  void try_failed(duration retry_after, std::optional<link::reason> why, time_point now);
  void tell_lost(time_point now);
  void tell_retry(std::optional<link::reason> why, time_point now);
  void set_pace(time_point now);
  void doubt(duration patience, time_point now);

  ssh::config configuration_;
  secret_bytes proof_;
  phase phase_ = phase::configured;

  std::unique_ptr<link::endpoint> link_;
  std::unique_ptr<ssh::engine> engine_;
  std::deque<link::send_message> messages_;
  std::deque<std::string> actions_;

  std::optional<std::string> relay_ended_;  // its word for that, held until the engine has said its own
  bool link_has_spoken_ = false;            // its word is the last: an engine without a link only sees the consequences
  bool bye_given_ = false;                  // to the link, after all of the engine's octets
  std::optional<time_point> leave_deadline_;
  std::optional<duration> round_trip_;
  time_point last_now_;
  ssh_clock ssh_;

  link::reconnect_schedule schedule_{fill_random};
  std::optional<bool> visible_;           // absent: nobody has said
  bool dead_socket_ = false;              // the present socket is of no use, and its driver has not closed it yet
  std::optional<time_point> away_since_;  // no link since then
  bool loss_told_ = false;
  std::optional<time_point> doubt_until_;  // a socket that has said nothing by then gets a successor
};

}  // namespace glasshell::browser
