// From a request to its answer. Pure: what takes time (an upgrade, the self-test) is named, not done.
#pragma once

#include "relay/config.hpp"
#include "relay/origin.hpp"
#include "relay/reply.hpp"
#include "relay/request_head.hpp"
#include "relay/static_files.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

namespace glasshell::relay {

/// Everything that answers are made of. @par Thread safety  Immutable.
struct site {
  static_files files;
  origin_policy origins;
  bool origin_required = true;
  std::string nodes_json;  ///< GET /api/nodes
};

/// A target without its query, which is nothing for a log: whatever somebody put into an address may be a secret.
std::string_view path_of(std::string_view target);

std::string make_nodes_json(const config& settings);

/// Go on as a WebSocket.
struct upgrade_to_link {
  std::string_view node;  ///< as the request names it; perhaps no node at all
  enum class client : std::uint8_t {
    speaks_our_protocol,
    probes,
    tests,  ///< of `/ws/test`, which leads to no node
  } who = client::probes;
  /// What the page puts into `?session=`, the same for each of a session's sockets; 0 if there is none.
  std::uint64_t routing_word = 0;
};
/// The value of a field of the query, as it stands there; empty if there is none.
std::string_view value_in_query(std::string_view target, std::string_view name);
/// Whether `/debug/websocket-test` is to walk to the relay's own public address: for operators only.
bool asks_for_deep_test(std::string_view target);

/// Open a WebSocket to ourselves and report on it.
struct run_self_test {};

/// Say whether the relay takes sessions.
struct tell_readiness {};

using route = std::variant<reply, upgrade_to_link, run_self_test, tell_readiness>;

/// The answer to /healthz: the process is alive.
reply health_reply();
/// The answer to /readyz: 200, or 503 while the relay comes to its end.
enum class readiness : std::uint8_t { ready, draining };
reply readiness_reply(readiness now);

/// Header fields of an answer that a page of another, configured origin may read; none for the relay's own origin.
void allow_reading(reply& answer, const request_head& request, const site& from);

route find_route(const request_head& request, const site& from);

}  // namespace glasshell::relay
