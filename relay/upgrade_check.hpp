// Whether a request is an upgrade to a WebSocket (RFC 6455 §4.2.1), and if not, which headers are missing or wrong: that is
// what a proxy that does not pass them on looks like. Pure functions.
#pragma once

#include "relay/reply.hpp"
#include "relay/request_head.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace glasshell::relay {

/// What is wrong with an upgrade, one sentence each; empty if nothing is.
std::vector<std::string> problems_of_upgrade(const request_head& request);

/// 426, naming what is missing and how a proxy is told to pass it on; nothing if the upgrade is in order.
std::optional<reply> refuse_bad_upgrade(const request_head& request);

/// Whether the client offers this subprotocol in Sec-WebSocket-Protocol.
bool offers_subprotocol(std::optional<std::string_view> websocket_protocol, std::string_view wanted);

}  // namespace glasshell::relay
