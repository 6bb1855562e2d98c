// Whether somebody may reach a node. Pure.
#pragma once

#include "relay/store/records.hpp"

#include <span>
#include <string>
#include <vector>

namespace glasshell::relay::api {

/// Operators and admins reach every node, since they can give themselves whatever rule they want; others what a rule allows them.
///
/// @param labels  the node's; its name counts as one, as "name:web-1"
bool may_reach(const store::user& who, std::span<const store::access_rule> rules, std::string_view node_name,
               const std::vector<std::string>& labels);

}  // namespace glasshell::relay::api
