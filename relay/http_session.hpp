// One browser connection as long as it speaks HTTP. Beast parses; what is answered is decided in routes.
#pragma once

#include "relay/asio.hpp"
#include "relay/client_stream.hpp"
#include "relay/service.hpp"
#include "relay/worker.hpp"

#include <memory>

namespace glasshell::relay {

struct upgrade_request;

/// Answers requests until the peer leaves, breaks a rule, or asks for a link.
///
/// @param stream  stays the caller's, who goes on with it after an upgrade
/// @return the request for a link; nothing if the connection is at its end
/// @par Lifetime  All arguments outlive the await.
awaitable<std::unique_ptr<upgrade_request>> serve_http(const service& common, worker& home, client_stream& stream,
                                                       const peer& from);

}  // namespace glasshell::relay
