// From a request to the operator's listener to its answer. Pure, like routes. Nothing of it is reachable by the listener that
// browsers use.
#pragma once

#include "relay/config.hpp"
#include "relay/reply.hpp"
#include "relay/request_head.hpp"
#include "relay/routes.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace glasshell::relay {

/// The longest body of a request to it.
inline constexpr std::size_t most_operator_body_bytes = 64;

struct tell_metrics {};
struct tell_log_level {};
struct set_log_level {
  log_level level = log_level::info;
};

/// Walk to the relay's own public address (`deep`), or only open a WebSocket to ourselves.
struct run_deep_test {
  std::string node;  ///< where to go on to; empty: nowhere
};

using operator_route =
    std::variant<reply, tell_readiness, tell_metrics, tell_log_level, set_log_level, run_self_test, run_deep_test>;

/// Whether a browser can have been led here: over a Unix socket none can.
enum class reachable_by_browsers : std::uint8_t { yes, no };

/// @param hosts  names, besides loopback's, by which the operator's listener is asked; addresses always are
/// @param body  what was sent with a PUT
operator_route find_operator_route(const request_head& request, std::string_view body,
                                   const std::vector<std::string>& hosts, reachable_by_browsers browsers);

}  // namespace glasshell::relay
