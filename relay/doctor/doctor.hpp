// Walks the hops from a browser to a node's shell, from the outside and in order, and stops at the first that fails. Never sends a
// credential, and dials nothing but the address that it was given.
#pragma once

#include "relay/asio.hpp"
#include "relay/doctor/finding.hpp"
#include "relay/doctor/target.hpp"

#include <chrono>
#include <functional>
#include <optional>
#include <string>

namespace glasshell::relay::doctor {

struct options {
  target where;
  std::string node;                               ///< empty: the walk ends at the relay
  std::optional<std::chrono::milliseconds> idle;  ///< how long a silent WebSocket is watched; nothing: it is not
  std::string ca_file;                            ///< trusted besides the system's authorities
  std::optional<name_override> resolve;
  std::chrono::milliseconds limit{5000};  ///< of a silence in any one exchange
};

/// Hears of each hop as it is begun, and as it is done.
struct progress {
  std::function<void(hop)> begun;
  std::function<void(const step&, proxy_kind)> done;  ///< with the proxy, as far as it is known by then
};

/// @par Errors  None: what goes wrong is what the report is about.
/// @par Lifetime  The executor's context runs until it is done.
awaitable<report> examine(executor on, options chosen, progress told);

}  // namespace glasshell::relay::doctor
