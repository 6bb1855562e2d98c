#include "relay/listen_place.hpp"

#include <sys/un.h>

#include <algorithm>
#include <charconv>

namespace glasshell::relay {

namespace {

constexpr std::string_view unix_prefix = "unix:";

// The system's address of a Unix socket has room for no more, with the octet that ends it.
constexpr std::size_t longest_path = sizeof(sockaddr_un::sun_path) - 1;

}  // namespace

std::optional<host_and_port> split_address(std::string_view text) {
  host_and_port split;
  std::string_view port;
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    split.host = text.substr(1, end - 1);
    port = text.substr(end + 1);
  } else {
    const auto colon = std::min(text.find(':'), text.size());
    split.host = text.substr(0, colon);
    port = text.substr(colon);
  }
  if (split.host.empty() || split.host.find_first_of(" \t/@") != std::string::npos) return std::nullopt;
  if (port.empty()) return split;
  std::uint16_t number = 0;
  const auto [rest, error] = std::from_chars(port.data() + 1, port.data() + port.size(), number);
  if (port.front() != ':' || error != std::errc{} || rest != port.data() + port.size()) return std::nullopt;
  split.port = number;
  return split;
}

std::string listen_place::text() const {
  switch (where) {
    case kind::nowhere:
      return "";
    case kind::tcp:
      return (address.is_v6() ? "[" + address.to_string() + "]" : address.to_string()) + ":" + std::to_string(port);
    case kind::unix_path:
      return std::string(unix_prefix) + path;
    case kind::systemd:
      return "systemd";
  }
  return "";
}

std::optional<listen_place> parse_listen_place(std::string_view text, std::uint16_t standard_port) {
  listen_place place;
  if (text.empty()) return place;
  if (text == "systemd") {
    place.where = listen_place::kind::systemd;
    return place;
  }
  if (text.starts_with(unix_prefix)) {
    place.where = listen_place::kind::unix_path;
    place.path = text.substr(unix_prefix.size());
    if (!place.path.starts_with('/') || place.path.size() > longest_path) return std::nullopt;
    return place;
  }
  const auto split = split_address(text);
  if (!split) return std::nullopt;
  boost::system::error_code error;
  place.where = listen_place::kind::tcp;
  place.address = boost::asio::ip::make_address(split->host == "localhost" ? "127.0.0.1" : split->host, error);
  place.port = split->port.value_or(standard_port);
  if (error) return std::nullopt;
  return place;
}

}  // namespace glasshell::relay
