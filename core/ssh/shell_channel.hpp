// The one channel of a session (RFC 4254): opened, given a pty and a shell, then terminal output in and typed input out, each
// within a window. What the screen has not committed is never given back to the server, and only a screen that commits gets a window
// as large as distance asks for. No libssh2 type may enter.
#pragma once

#include "base/adaptive_window.hpp"
#include "base/bytes.hpp"
#include "base/time.hpp"
#include "ssh/action.hpp"
#include "ssh/byte_queue.hpp"
#include "ssh/message.hpp"
#include "ssh/terminal_size.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace glasshell::ssh {

/// @par Errors  `failed()` says why the channel cannot go on; nothing is sent after that.
/// @par Lifetime  The sender outlives it.
class shell_channel {
 public:
  /// Our number of the one channel.
  static constexpr std::uint32_t number = 0;

  struct settings {
    std::string terminal;
    terminal_size size;
    std::vector<std::pair<std::string, std::string>> environment;
    std::uint32_t first_window_bytes = 0;
    std::uint32_t window_bytes = 0;  ///< the most
    std::size_t input_limit_bytes = 0;
  };

  shell_channel(packet_sender& out, settings chosen);

  void open();
  /// @return false if the packet is none of this channel's
  bool take(const received_packet& packet);
  void take(const channel_events& events);
  /// Sends what may be sent now: input, a new size, window. To be called after anything has changed.
  void pump(time_point now);

  std::size_t input(bytes_view typed);
  [[nodiscard]] std::size_t waiting_input_bytes() const noexcept { return input_.size(); }
  void resize(const terminal_size& size);
  [[nodiscard]] bytes_view output() const { return output_.view(); }
  void output_taken(std::size_t size_bytes);
  /// @param round_trip  to the node, if it is known
  /// @return false if more is committed than was taken
  bool commit(std::size_t size_bytes, time_point now, std::optional<duration> round_trip);

  [[nodiscard]] bool running() const noexcept { return step_ == step::running; }
  /// Whether the server has closed the channel: all that it had to say has come.
  [[nodiscard]] bool over() const noexcept { return step_ == step::over; }
  /// Whether the shell has ended, which is so before the channel is closed.
  [[nodiscard]] bool has_ended() const noexcept { return ended_ || over(); }
  /// Whether the server owes an answer, so that a deadline runs.
  [[nodiscard]] bool awaits_server() const noexcept;
  [[nodiscard]] const std::optional<failure>& failed() const noexcept { return failure_; }
  /// Once after `input` took less than it was given: whether there is room again.
  bool take_input_ready();
  /// When a new size that was held back may be sent.
  [[nodiscard]] std::optional<time_point> next_deadline() const;
  [[nodiscard]] exited end() const { return end_; }

 private:
  enum class step : std::uint8_t { not_opened, opening, asking_pty, asking_shell, running, over, failed };

  void on_opened(bytes_view payload);
  void on_refused(bytes_view payload);
  void on_answer(bool granted);
  void on_data(bytes_view payload, std::size_t fields_before_data);
  void request_pty_and_shell();
  void send_input();
  void send_size(time_point now);
  void fit_window();
  void send_window();
  void fail(ssh::stage where, cause why, std::string peer_text = {});

  packet_sender& out_;
  settings settings_;
  step step_ = step::not_opened;

  std::uint32_t server_number_ = 0;
  std::uint64_t server_window_bytes_ = 0;
  std::size_t server_packet_limit_bytes_ = 0;

  byte_queue input_;
  bool input_was_cut_ = false;

  byte_queue output_;
  std::size_t window_left_bytes_ = 0;  // that the server may still send
  std::size_t uncommitted_bytes_ = 0;  // taken from output_, not yet on the screen
  std::size_t credit_bytes_ = 0;  // to be given to the server: what was committed, less or more as the window changes
  std::uint64_t committed_bytes_ = 0;  // ever
  adaptive_window window_;

  terminal_size sent_size_;
  std::optional<time_point> size_sent_at_;

  exited end_;
  bool ended_ = false;
  std::optional<failure> failure_;
};

}  // namespace glasshell::ssh
