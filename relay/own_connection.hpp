// A connection of this machine's to its own relay: for the self-test, and for the commands that ask it something.
#pragma once

#include "relay/asio.hpp"
#include "relay/client_stream.hpp"
#include "relay/config.hpp"
#include "relay/socket_address.hpp"

#include <string>

namespace glasshell::relay {

/// What the relay wants to see before HTTP.
struct own_door {
  socket_address address;
  bool proxy_header = false;  ///< it trusts this machine to be a proxy, and so expects it to say who is behind it
  bool tls = false;
};

/// @param listens_at  where it listens; an address that stands for all is taken for loopback's
own_door browsers_door(const config& settings, const socket_address& listens_at);

/// @param stream  not connected yet
/// @return what failed, in one sentence; empty if nothing did. Nobody's name is verified: it is this machine
/// @par Lifetime  The arguments outlive the await, which the caller bounds.
awaitable<std::string> connect_to_own(client_stream& stream, const own_door& door);

}  // namespace glasshell::relay
