// What all connections share: the configuration, what may come in, and where it is logged.
#pragma once

#include "relay/admission.hpp"
#include "relay/config.hpp"
#include "relay/failed_claims.hpp"
#include "relay/log.hpp"
#include "relay/metrics.hpp"
#include "relay/routes.hpp"
#include "relay/session_registry.hpp"
#include "relay/socket_address.hpp"
#include "relay/tls_identity.hpp"

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace glasshell::relay {

class worker;

/// Operators are few; their listener is no way to exhaust the relay.
inline constexpr std::size_t most_operator_connections = 64;

/// A connection beyond the limits is still told so, by a proper answer, up to this many at a time.
inline constexpr std::size_t most_refused_at_a_time = 64;

/// Tests of WebSockets that run at a time: each holds at most two of their messages, and an operator needs one.
inline constexpr std::size_t most_tests = 16;
inline constexpr std::size_t most_tests_per_address = 8;

/// @par Thread safety  Immutable, but for what locks itself.
struct service {
  /// @param listens_at  addresses of sockets that browsers reach it by; the first one is asked by the self-test
  service(config configuration, std::vector<socket_address> listens_at, static_files files)
      : settings(std::move(configuration)),
        addresses(std::move(listens_at)),
        port(port_of(addresses.front())),
        content{std::move(files), origin_policy(settings, port), settings.origin_required, make_nodes_json(settings)},
        logger(settings.log_format, settings.log_level),
        page_hash(content.files.hash()),
        connections(settings.limits.connections, settings.limits.connections_per_address),
        operators(most_operator_connections, most_operator_connections),
        refused(most_refused_at_a_time, most_refused_at_a_time),
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
  const std::vector<socket_address> addresses;
  const std::uint16_t port;  ///< 0 if it listens on no port
  const site content;
  mutable log logger;
  const std::string page_hash;
  mutable admission connections;
  mutable admission operators;  ///< connections to the operator's listener
  mutable admission refused;    ///< connections beyond a limit, while they are told so
  mutable admission links;
  mutable admission tests;  ///< of WebSockets, at /ws/test
  mutable session_registry sessions;
  mutable failed_claims claims_in_vain;
  mutable refusal_counts refusals;
  mutable tls_identity tls;                    ///< loaded before there are connections
  std::vector<worker*> workers;                ///< set before there are connections
  mutable std::atomic<bool> lingering{false};  ///< it comes to its end, but the sessions that there are go on
  mutable std::atomic<bool> draining{false};   ///< from the moment when they are told
  std::unordered_map<std::string_view, const node*> nodes;
  mutable std::atomic<std::uint64_t> last_attempt{0};  ///< numbers attempts in the log
  mutable std::atomic<int> deep_tests{0};              ///< the doctor's, that run now
  mutable std::atomic<int> self_tests{0};              ///< that run now
};

/// Whom a listener serves.
enum class audience : std::uint8_t { browsers, operators };

/// Who is at the other end of a connection, for the log and the limits.
struct peer {
  audience door = audience::browsers;                         ///< through which it came
  bool is_local_socket = false;                               ///< a Unix socket
  boost::asio::ip::address address;                           ///< unspecified over a Unix socket
  admission::verdict verdict = admission::verdict::admitted;  ///< of the connection
  admission_ticket ticket;                                    ///< among the connections, or among those refused
};

}  // namespace glasshell::relay
