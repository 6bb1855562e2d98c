// Drives an ssh::engine over a real TCP socket, as its header asks a driver to: one thread, poll, the monotonic clock, and a
// script of replies in place of a person.
#pragma once

#include "ssh/engine.hpp"
#include "support/loopback.hpp"

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace glasshell::test {

time_point driver_now();

class engine_driver {
 public:
  /// Connects to 127.0.0.1.
  engine_driver(ssh::config settings, std::uint16_t port);

  /// What is said to the next prompts, in order. A prompt beyond the script stays open.
  template <class... Reply>
  void will_answer(Reply... replies) {
    (script_.push_back(ssh::reply(std::move(replies))), ...);
  }
  /// Answers a prompt out of turn. @return what the engine says to it
  bool answer(ssh::prompt_id id, ssh::reply with);
  /// What the screen does with output: commits it at once (the default), or only by `commit`.
  enum class screen_kind : std::uint8_t { commits_at_once, commits_by_hand };
  void set_screen(screen_kind kind) { screen_kind_ = kind; }
  /// Hands octets to the engine one at a time.
  void deliver_byte_by_byte() { piece_limit_bytes_ = 1; }

  /// From now on nothing goes out, as over a link that is stuck in that direction.
  void stop_sending() { sends_ = false; }

  /// Pumps until `met`, the session's end, or `limit`. @return whether it was met
  bool run_until(const std::function<bool()>& met, std::chrono::milliseconds limit = std::chrono::seconds(20));
  bool run_until_screen_shows(std::string_view text, std::chrono::milliseconds limit = std::chrono::seconds(20));
  /// Until the session is over, or a prompt waits that nobody answers.
  bool run_to_end(std::chrono::milliseconds limit = std::chrono::seconds(20));
  /// Pumps for as long as `time`; for what must not happen meanwhile.
  void run_for(std::chrono::milliseconds time);

  template <class Action>
  bool run_until_said(std::chrono::milliseconds limit = std::chrono::seconds(20)) {
    return run_until([this] { return last<Action>() != nullptr; }, limit);
  }
  /// The last action of a kind, or nullptr.
  template <class Action>
  const Action* last() const {
    for (auto it = actions_.rbegin(); it != actions_.rend(); ++it) {
      if (const auto* found = std::get_if<Action>(&*it)) return found;
    }
    return nullptr;
  }
  template <class Action>
  std::vector<Action> all() const {
    std::vector<Action> found;
    for (const auto& one : actions_) {
      if (const auto* said = std::get_if<Action>(&one)) found.push_back(*said);
    }
    return found;
  }
  [[nodiscard]] const std::vector<ssh::action>& actions() const { return actions_; }
  /// The names of the actions so far, in order and separated by spaces, for a glance at a failed test.
  [[nodiscard]] std::string story() const;

  void type(std::string_view text);
  [[nodiscard]] std::size_t untyped_bytes() const { return untyped_.size(); }
  void commit(std::size_t size_bytes) { engine_->commit(size_bytes, driver_now()); }
  [[nodiscard]] std::string& screen() { return screen_; }
  /// All octets of output so far, also those that were erased from `screen()`.
  [[nodiscard]] std::uint64_t shown_bytes() const { return shown_bytes_; }
  [[nodiscard]] std::uint64_t received_bytes() const { return received_bytes_; }
  [[nodiscard]] bool over() const;
  /// All that was received from the node, if recording is on.
  void record() { recording_ = true; }
  [[nodiscard]] const std::vector<std::uint8_t>& sent() const { return sent_; }
  void hang_up() { socket_.close(); }

  [[nodiscard]] ssh::engine& engine() { return *engine_; }

 private:
  void exchange(std::chrono::milliseconds limit);
  void settle();

  socket_handle socket_;
  std::unique_ptr<ssh::engine> engine_;
  std::deque<ssh::reply> script_;
  std::optional<ssh::prompt_id> open_prompt_;
  std::vector<ssh::action> actions_;
  std::string screen_;
  std::string untyped_;
  std::vector<std::uint8_t> sent_;
  std::uint64_t shown_bytes_ = 0;
  std::uint64_t received_bytes_ = 0;
  std::size_t piece_limit_bytes_ = SIZE_MAX;
  screen_kind screen_kind_ = screen_kind::commits_at_once;
  bool recording_ = false;
  bool sends_ = true;
  bool peer_ended_ = false;
};

}  // namespace glasshell::test
