#include "relay/proxy_header.hpp"

#include <algorithm>
#include <array>

namespace glasshell::relay {

namespace {

constexpr std::array<std::uint8_t, 12> signature{0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d,
                                                 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a};
constexpr std::uint8_t version_2_local = 0x20;
constexpr std::uint8_t version_2_proxy = 0x21;
constexpr std::uint8_t family_unspecified = 0x00;
constexpr std::uint8_t family_tcp_over_ipv4 = 0x11;
constexpr std::uint8_t family_tcp_over_ipv6 = 0x21;
constexpr std::uint8_t family_unix_stream = 0x31;

// Source and destination, then two ports.
constexpr std::size_t ipv4_bytes = 12;
constexpr std::size_t ipv6_bytes = 36;

template <class Address, std::size_t Size = std::tuple_size_v<typename Address::bytes_type>>
boost::asio::ip::address read_address(bytes_view octets) {
  typename Address::bytes_type made{};
  std::copy_n(octets.begin(), Size, made.begin());
  return Address(made);
}

}  // namespace

std::variant<proxy_header, proxy_header_incomplete, proxy_header_refused> decode_proxy_header(bytes_view octets) {
  const std::size_t seen = std::min(octets.size(), signature.size());
  if (!std::equal(signature.begin(), signature.begin() + seen, octets.begin())) {
    return proxy_header_refused{"no PROXY header of version 2"};
  }
  if (octets.size() < proxy_header_first_bytes) return proxy_header_incomplete{proxy_header_first_bytes};

  const std::uint8_t command = octets[12];
  const std::uint8_t family = octets[13];
  const std::size_t rest = (std::size_t{octets[14]} << 8U) | octets[15];
  const std::size_t size = proxy_header_first_bytes + rest;
  if (command != version_2_local && command != version_2_proxy)
    return proxy_header_refused{"unknown version or command"};
  if (size > most_proxy_header_bytes) return proxy_header_refused{"too long"};
  const bool speaks_for_itself = command == version_2_local;
  if (!speaks_for_itself) {
    if (family == family_tcp_over_ipv4 && rest < ipv4_bytes) return proxy_header_refused{"too short for its addresses"};
    if (family == family_tcp_over_ipv6 && rest < ipv6_bytes) return proxy_header_refused{"too short for its addresses"};
    if (family != family_unspecified && family != family_tcp_over_ipv4 && family != family_tcp_over_ipv6 &&
        family != family_unix_stream) {
      return proxy_header_refused{"no family of a TCP connection"};
    }
  }
  if (octets.size() < size) return proxy_header_incomplete{size};

  proxy_header made{size, std::nullopt};
  if (speaks_for_itself) return made;
  const bytes_view addresses = octets.subspan(proxy_header_first_bytes);
  if (family == family_tcp_over_ipv4) made.client = read_address<boost::asio::ip::address_v4>(addresses);
  if (family == family_tcp_over_ipv6) made.client = read_address<boost::asio::ip::address_v6>(addresses);
  return made;
}

std::string local_proxy_header() {
  std::string made(signature.begin(), signature.end());
  made += static_cast<char>(version_2_local);
  made.append(3, '\0');  // no family, no length
  return made;
}

}  // namespace glasshell::relay
