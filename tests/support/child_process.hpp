// A program that a test starts, watches and is sure to end: it dies with this object and with the test's process.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace glasshell::test {

struct process_options {
  std::vector<std::string> environment;  ///< "NAME=value", over our own
  std::string working_directory;         ///< empty: ours
  int standard_input = -1;               ///< a descriptor to hand down as 0; -1: a pipe that `write_input` fills
  int standard_output = -1;              ///< a descriptor to hand down as 1; -1: captured
};

/// How a program ended.
struct process_end {
  std::optional<int> status;  ///< given to exit()
  std::optional<int> signal;  ///< that ended it
};

/// @par Errors  `start` throws std::system_error if the program cannot be executed.
/// @par Thread safety  One thread at a time; a thread of its own collects the output, so that the program never blocks.
class child_process {
 public:
  /// @param command  the program (looked up in PATH) and its arguments
  static child_process start(const std::vector<std::string>& command, const process_options& options = {});

  child_process(child_process&&) noexcept;
  child_process& operator=(child_process&&) noexcept;
  /// Ends the program at once if it still runs.
  ~child_process();

  [[nodiscard]] pid_t pid() const noexcept;
  void send_signal(int number) const;

  /// Waits until the program has ended. @return nothing if it has not within `limit`
  std::optional<process_end> wait(std::chrono::milliseconds limit);
  /// SIGTERM, up to `grace`, then SIGKILL.
  process_end stop(std::chrono::milliseconds grace = std::chrono::seconds(10));

  /// Standard output (unless handed down) and standard error so far, as they came.
  [[nodiscard]] std::string output() const;
  /// Waits until the output contains `text`. @return false if it has not within `limit`, or the output has ended without
  bool wait_for_output(std::string_view text, std::chrono::milliseconds limit) const;
  /// Waits until nobody can write to the output any more. @return false if that is not so within `limit`
  bool wait_for_end_of_output(std::chrono::milliseconds limit) const;

  void write_input(std::string_view text);
  void close_input();

 private:
  struct state;
  explicit child_process(std::unique_ptr<state> made) noexcept;
  std::unique_ptr<state> state_;
};

/// Runs a program to its end. @par Errors  Throws std::runtime_error, with its output, if it fails or takes longer.
/// @return its output
std::string run(const std::vector<std::string>& command, std::chrono::milliseconds limit = std::chrono::seconds(30));

}  // namespace glasshell::test
