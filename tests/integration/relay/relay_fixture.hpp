// A relay in this process, on a port of its own, with the nodes and settings of one test.
#pragma once

#include "relay/config.hpp"
#include "relay/relay.hpp"
#include "support/link_client.hpp"
#include "support/stand_in_node.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace glasshell::test {

/// What a relay is told: lines of TOML for the top level, tables, and nodes on loopback.
struct relay_options {
  std::string top;
  std::string tables;
  std::vector<std::pair<std::string, std::uint16_t>> nodes;

  [[nodiscard]] std::string toml() const {
    std::string text = "listen = \"127.0.0.1:0\"\n" + top + "\n" + tables + "\n";
    for (const auto& [name, port] : nodes) {
      text += "[[nodes]]\nname = \"" + name + "\"\naddress = \"127.0.0.1:" + std::to_string(port) + "\"\n";
    }
    return text;
  }
};

inline std::unique_ptr<relay::relay> start_relay(const relay_options& options) {
  auto settings = relay::parse_config(options.toml(), "test");
  if (!settings) throw std::runtime_error(settings.error().text);
  settings->log_level = relay::log_level::error;
  auto started = relay::relay::start(*std::move(settings));
  if (!started) throw std::runtime_error(started.error().text);
  return *std::move(started);
}

/// A relay in front of one node, "node".
class relay_with_node {
 public:
  explicit relay_with_node(stand_in_node::script script, relay_options options = {})
      : node_(std::move(script)), options_(std::move(options)) {
    options_.nodes.emplace_back("node", node_.port());
    relay_ = start_relay(options_);
  }

  [[nodiscard]] relay::relay& relay() noexcept { return *relay_; }
  [[nodiscard]] std::uint16_t port() const noexcept { return relay_->port(); }
  [[nodiscard]] stand_in_node& node() noexcept { return node_; }

  [[nodiscard]] link_client connect(const link::settings& settings = {}) { return {port(), "node", settings}; }

 private:
  stand_in_node node_;
  relay_options options_;
  std::unique_ptr<relay::relay> relay_;
};

/// Waits for what another thread brings about. @return false if it has not within `limit`
template <class Condition>
bool eventually(Condition condition, std::chrono::milliseconds limit = std::chrono::seconds(20)) {
  const auto give_up_at = std::chrono::steady_clock::now() + limit;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > give_up_at) return false;
    std::this_thread::yield();
  }
  return true;
}

/// Octets that show when one is lost, repeated or out of place.
inline std::string numbered_octets(std::size_t size_bytes) {
  std::string octets(size_bytes, '\0');
  std::uint32_t state = 1;
  for (char& octet : octets) {
    state = state * 1664525 + 1013904223;
    octet = static_cast<char>(state >> 24U);
  }
  return octets;
}

}  // namespace glasshell::test
