// A shell on a real node, by the SSH engine that the page runs too, over any other line. It may run a program that swallows what is
// typed while the terminal echoes it, so that it serves as a line that says everything back.
#pragma once

#include "load/line.hpp"
#include "ssh/engine.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace glasshell::load {

struct login {
  std::string user;
  std::string private_key;       ///< text
  ssh::known_host_key host_key;  ///< the node's
};

/// What is done with the shell, and how.
struct shell_ways {
  enum class use : std::uint8_t { echoes, commands };
  use for_what = use::echoes;
  /// Of the channel, from first to last; 0: as the page has it.
  std::uint32_t window_bytes = 0;
  /// How much a second the screen reads; 0: all at once.
  std::uint32_t reads_bytes_per_second = 0;
};

class shell_line final : public line, public std::enable_shared_from_this<shell_line> {
 public:
  shell_line(asio::io_context& context, std::shared_ptr<line> carrier, login who, shell_ways ways = {});

  awaitable<bool> open() override;
  std::size_t type(bytes_view octets) override;
  void close() override;
  [[nodiscard]] bool is_open() const noexcept override { return ready_ && why().empty(); }

 private:
  void turn();
  void take_screen();
  void pace();
  void take(const ssh::action& said);
  void end(std::string why);
  void arm_timer();

  asio::io_context& context_;
  std::shared_ptr<line> carrier_;
  login who_;
  shell_ways ways_;
  std::unique_ptr<ssh::engine> engine_;
  steady_timer timer_;
  steady_timer pace_;
  std::size_t may_read_bytes_ = SIZE_MAX;
  steady_timer opened_;  // cancelled when it is clear whether it is open
  std::string screen_;   // until it is open
  bool ready_ = false;
  bool turning_ = false;
};

}  // namespace glasshell::load
