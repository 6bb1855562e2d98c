// Where a socket is bound, whatever its kind.
#pragma once

#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ip/address.hpp>

#include <cstdint>
#include <string>

namespace glasshell::relay {

using socket_address = boost::asio::generic::stream_protocol::endpoint;

/// @return the unspecified address for a socket that has none, as a Unix socket
boost::asio::ip::address address_of(const socket_address& from);
/// @return 0 if it has none
std::uint16_t port_of(const socket_address& from);
bool is_unix(const socket_address& from);
/// For the log: "127.0.0.1", or "unix:" and the path.
std::string text_of(const socket_address& from);

}  // namespace glasshell::relay
