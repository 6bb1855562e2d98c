// What all connections share: the configuration, what may come in, and where it is logged.
#pragma once

#include "relay/admission.hpp"
#include "relay/config.hpp"
#include "relay/failed_claims.hpp"
#include "relay/log.hpp"
#include "relay/routes.hpp"
#include "relay/session_registry.hpp"

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace glasshell::relay {

/// Tests of WebSockets that run at a time: each holds at most two of their messages, and an operator needs one.
inline constexpr std::size_t most_tests = 16;
inline constexpr std::size_t most_tests_per_address = 8;

/// @par Thread safety  Immutable, but for what locks itself.
struct service {
  service(config configuration, std::uint16_t listen_port, static_files files)
      : settings(std::move(configuration)),
        port(listen_port),
        content{std::move(files), origin_policy(settings, listen_port), settings.origin_required,
                make_nodes_json(settings)},
        logger(settings.log_format, settings.log_level),
        connections(settings.limits.connections, settings.limits.connections_per_address),
        links(settings.limits.links, settings.limits.links_per_address),
        tests(most_tests, most_tests_per_address),
        sessions({.detached = settings.limits.detached_sessions,
                  .detached_per_owner = settings.limits.detached_sessions_per_user}),
        claims_in_vain(settings.limits.resume_failures_per_minute) {
    for (const node& each : settings.nodes) nodes.emplace(each.name, &each);
  }
  ~service() = default;
  service(const service&) = delete;
  service& operator=(const service&) = delete;

  [[nodiscard]] const node* find_node(std::string_view name) const {
    const auto found = nodes.find(name);
    return found == nodes.end() ? nullptr : found->second;
  }

  const config settings;
  const std::uint16_t port;
  const site content;
  const log logger;
  mutable admission connections;
  mutable admission links;
  mutable admission tests;  ///< of WebSockets, at /ws/test
  mutable session_registry sessions;
  mutable failed_claims claims_in_vain;
  std::unordered_map<std::string_view, const node*> nodes;
  mutable std::atomic<std::uint64_t> last_attempt{0};  ///< numbers attempts in the log
  mutable std::atomic<int> self_tests{0};              ///< that run now
};

/// Who is at the other end of a connection, for the log and the limits.
struct peer {
  boost::asio::ip::address address;
  admission::verdict verdict = admission::verdict::admitted;  ///< of the connection
  admission_ticket ticket;
};

}  // namespace glasshell::relay
