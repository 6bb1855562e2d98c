// The doctor, asked by an operator over HTTP: it walks to the relay's own public address, through whatever is in front of it.
#pragma once

#include "relay/asio.hpp"
#include "relay/reply.hpp"
#include "relay/service.hpp"
#include "relay/worker.hpp"

#include <chrono>
#include <string>

namespace glasshell::relay {

/// Far above what a walk takes whose every exchange is silent until its limit.
inline constexpr std::chrono::minutes longest_deep_test{5};

/// @param node  where to go on to; empty: the walk ends at the relay
/// @return the doctor's report, as JSON; 503 if something is wrong
/// @par Lifetime  Both references outlive the await.
awaitable<reply> walk_to_own_address(const service& common, worker& home, std::string node);

/// The page's address as people have it: the first of `hosts`.
std::string own_address(const origin_policy& names);

}  // namespace glasshell::relay
