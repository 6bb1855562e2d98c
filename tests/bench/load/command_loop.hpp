// What the load generator is told, line by line, and what it answers: one JSON object for each line.
#pragma once

#include "load/crowd.hpp"
#include "load/echo_node.hpp"
#include "load/link_line.hpp"
#include "load/shell_line.hpp"
#include "load/soak.hpp"
#include "load/typing.hpp"

#include <nlohmann/json.hpp>

#include <iosfwd>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>

namespace glasshell::load {

/// What the commands call the kinds of line: `link`, `tcp` (to the echo node without a relay), `shell` (over a link), `tcp_shell`.
class command_loop {
 public:
  explicit command_loop(asio::io_context& context) : context_(context), node_(context) {}

  /// Reads standard input to its end. The first answer comes unasked: `{"node_port": …}`, of the echo node.
  awaitable<void> run();

  /// The commands, for a person.
  static const char* help();

 private:
  /// @par Errors  Throws std::exception with a sentence.
  /// @par Lifetime  `words` outlive the await.
  awaitable<nlohmann::json> perform(std::istream& words);
  awaitable<nlohmann::json> set_relay(std::istream& words);
  awaitable<nlohmann::json> set_login(std::istream& words);
  awaitable<nlohmann::json> set_beat(std::istream& words);
  awaitable<nlohmann::json> set_windows(std::istream& words);
  awaitable<nlohmann::json> soak_all(std::istream& words);
  awaitable<nlohmann::json> flood_shell(std::istream& words);
  awaitable<nlohmann::json> claim(std::istream& words);
  awaitable<nlohmann::json> open(std::istream& words);
  awaitable<nlohmann::json> exchange(std::istream& words);
  awaitable<nlohmann::json> type(std::istream& words);
  awaitable<nlohmann::json> echo(std::istream& words);
  awaitable<nlohmann::json> count(std::istream& words);
  awaitable<nlohmann::json> close(std::istream& words);
  std::shared_ptr<line> make(const std::string& kind, shell_ways ways);
  std::shared_ptr<link_line> make_link(const std::string& node);
  crowd& crowd_of(const std::string& kind);

  asio::io_context& context_;
  echo_node node_;
  std::optional<tcp::endpoint> relay_;
  std::string link_node_;  // the relay's names of the echo node, and of the one that shells are on
  std::string shell_node_;
  std::optional<login> login_;
  std::optional<tcp::endpoint> sshd_;
  link::settings settings_;
  std::uint32_t ssh_window_bytes_ = 0;
  std::map<std::string, crowd> crowds_;
  std::mt19937_64 routing_words_{std::random_device()()};
};

}  // namespace glasshell::load
