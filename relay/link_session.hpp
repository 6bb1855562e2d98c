// One link: a WebSocket of a browser on one side, the TCP connection to a node on the other, and between them the link's
// endpoint, which alone knows the protocol. The relay sees sealed octets and never looks into them.
#pragma once

#include "relay/asio.hpp"
#include "relay/service.hpp"
#include "relay/worker.hpp"

#include <memory>

namespace glasshell::relay {

struct upgrade_request;

/// Answers the upgrade and carries the link to its end.
///
/// @par Lifetime  `common` and `home` outlive the await.
awaitable<void> serve_link(const service& common, worker& home, tcp_socket socket, const peer& from,
                           std::unique_ptr<upgrade_request> request);

}  // namespace glasshell::relay
