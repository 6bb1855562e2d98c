// One connection before it speaks HTTP: a proxy's header in front of it, then TLS. Both are bounded in time and size.
#pragma once

#include "relay/asio.hpp"
#include "relay/client_stream.hpp"
#include "relay/service.hpp"
#include "relay/worker.hpp"

namespace glasshell::relay {

/// Takes from the stream what comes before HTTP.
///
/// @param from  is given the client's address, and its place among the connections, where a proxy tells whose connection it is
/// @return false if the connection is at its end
/// @par Lifetime  All arguments outlive the await.
awaitable<bool> arrive(const service& common, worker& home, client_stream& stream, peer& from);

/// Gives a connection the place that it was admitted to, or one among those that are told that they were not, and counts it there.
///
/// @return false if it is at its end: as many are being told so as may be
bool take_place(const service& common, peer& who, admission::decision decided);

/// Whether a peer's word about who is behind it is taken.
bool is_trusted(const service& common, const peer& from);

}  // namespace glasshell::relay
