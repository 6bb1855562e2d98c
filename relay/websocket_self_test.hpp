// The answer to "do WebSockets work here?": the relay opens one to itself, through the same socket that browsers use, so that
// what is left to blame is between the browser and the relay.
#pragma once

#include "relay/asio.hpp"
#include "relay/reply.hpp"
#include "relay/service.hpp"
#include "relay/worker.hpp"

#include <chrono>

namespace glasshell::relay {

inline constexpr std::chrono::seconds longest_self_test{5};

/// @return the report, as JSON
/// @par Lifetime  Both arguments outlive the await.
awaitable<reply> test_own_websocket(const service& common, worker& home);

}  // namespace glasshell::relay
