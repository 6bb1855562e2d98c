#include "relay/socket_address.hpp"

#include <netinet/in.h>
#include <sys/un.h>

#include <array>
#include <cstddef>
#include <cstring>

namespace glasshell::relay {

namespace {

/// The system's structure, copied: `from` holds octets.
template <class Structure>
Structure as(const socket_address& from) {
  Structure made{};
  std::memcpy(&made, from.data(), std::min(sizeof(made), from.size()));
  return made;
}

}  // namespace

boost::asio::ip::address address_of(const socket_address& from) {
  if (from.data()->sa_family == AF_INET) {
    return boost::asio::ip::address_v4(ntohl(as<sockaddr_in>(from).sin_addr.s_addr));
  }
  if (from.data()->sa_family == AF_INET6) {
    const auto address = as<sockaddr_in6>(from);
    boost::asio::ip::address_v6::bytes_type octets{};
    std::memcpy(octets.data(), &address.sin6_addr, octets.size());
    return boost::asio::ip::address_v6(octets, address.sin6_scope_id);
  }
  return {};
}

std::uint16_t port_of(const socket_address& from) {
  if (from.data()->sa_family == AF_INET) return ntohs(as<sockaddr_in>(from).sin_port);
  if (from.data()->sa_family == AF_INET6) return ntohs(as<sockaddr_in6>(from).sin6_port);
  return 0;
}

bool is_unix(const socket_address& from) { return from.data()->sa_family == AF_UNIX; }

std::string text_of(const socket_address& from) {
  if (!is_unix(from)) return address_of(from).to_string();
  const auto address = as<sockaddr_un>(from);
  constexpr std::size_t path_begins = offsetof(sockaddr_un, sun_path);
  const std::size_t size = from.size() > path_begins ? from.size() - path_begins : 0;
  return "unix:" + std::string(&address.sun_path[0], strnlen(&address.sun_path[0], size));
}

}  // namespace glasshell::relay
