// The hops behind the relay: a link to a node as the page would open it (core/link), and in it the SSH engine (core/ssh) up to the
// question how to sign in, which is never answered.
#pragma once

#include "relay/doctor/exchange.hpp"
#include "relay/doctor/finding.hpp"

#include <optional>
#include <string>
#include <vector>

namespace glasshell::relay::doctor {

struct node_evidence {
  std::optional<finding> failure;
  facts with;  ///< of the sentences for the hops that went well
};

/// @param user  whose methods are asked for. A name that the node does not know could count as an attack there
awaitable<node_evidence> walk_node(executor on, const route_to& to, std::string node, std::string user);

}  // namespace glasshell::relay::doctor
