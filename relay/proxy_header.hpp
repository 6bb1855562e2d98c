// The PROXY protocol, version 2 (HAProxy's proxy-protocol.txt, §2.2): what a proxy says in front of a connection about who is
// behind it. Pure: from octets to an address.
#pragma once

#include "base/bytes.hpp"

#include <boost/asio/ip/address.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace glasshell::relay {

/// Signature, version, family and length.
inline constexpr std::size_t proxy_header_first_bytes = 16;
/// Addresses take 36 octets at most; extensions, of which none is read, may follow. A header is far from this long.
inline constexpr std::size_t most_proxy_header_bytes = 2048;

struct proxy_header {
  std::size_t size_bytes = 0;
  /// The client's; nothing if the proxy speaks for itself (a health check) or does not say.
  std::optional<boost::asio::ip::address> client;
};
/// So many octets in all are needed to go on.
struct proxy_header_incomplete {
  std::size_t needed_bytes = 0;
};
struct proxy_header_refused {
  std::string_view why;
};

/// @param octets  what has come so far, from the first octet of the connection on
std::variant<proxy_header, proxy_header_incomplete, proxy_header_refused> decode_proxy_header(bytes_view octets);

/// What a proxy sends that speaks for itself.
std::string local_proxy_header();

}  // namespace glasshell::relay
