#include "relay/doctor/target.hpp"

#include <algorithm>
#include <charconv>

namespace glasshell::relay::doctor {

namespace {

std::optional<std::uint16_t> parse_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc() || end != text.data() + text.size() || port == 0) return std::nullopt;
  return port;
}

/// Nothing that could end a line or a field of the requests that are made of it.
bool is_plain(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7f' && c != '@' && c != '\\'; });
}

/// Takes "host" or "[v6]" off the front.
std::string take_host(std::string_view& text) {
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == std::string_view::npos) return {};
    std::string host(text.substr(1, end - 1));
    text.remove_prefix(end + 1);
    return host;
  }
  const auto end = std::min(text.find(':'), text.size());
  std::string host(text.substr(0, end));
  text.remove_prefix(end);
  return host;
}

}  // namespace

std::string target::authority() const {
  std::string text = host.find(':') == std::string::npos ? host : "[" + host + "]";
  if (port != (tls ? 443 : 80)) text += ":" + std::to_string(port);
  return text;
}

std::optional<target> parse_target(std::string_view url) {
  target made;
  if (url.starts_with("https://")) {
    url.remove_prefix(8);
  } else if (url.starts_with("http://")) {
    url.remove_prefix(7);
    made.tls = false;
    made.port = 80;
  } else {
    return std::nullopt;
  }
  url = url.substr(0, url.find_first_of("?#"));
  const auto path_at = std::min(url.find('/'), url.size());
  std::string_view authority = url.substr(0, path_at);
  const std::string_view path = url.substr(path_at);
  if (!is_plain(authority) || !is_plain(path)) return std::nullopt;
  made.host = take_host(authority);
  if (made.host.empty()) return std::nullopt;
  if (authority.starts_with(':')) {
    const auto port = parse_port(authority.substr(1));
    if (!port) return std::nullopt;
    made.port = *port;
  } else if (!authority.empty()) {
    return std::nullopt;
  }
  if (!path.empty()) made.base = path;
  // What people copy from the address bar may name the page itself.
  if (made.base.ends_with("/index.html")) made.base.resize(made.base.size() - 10);
  if (!made.base.ends_with('/')) made.base += '/';
  return made;
}

bool is_node_name(std::string_view text) {
  constexpr std::size_t longest = 64;
  return !text.empty() && text.size() <= longest && std::ranges::all_of(text, [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
           c == '-';
  });
}

std::optional<name_override> parse_override(std::string_view text) {
  if (!is_plain(text)) return std::nullopt;
  name_override made;
  made.host = take_host(text);
  if (made.host.empty() || !text.starts_with(':')) return std::nullopt;
  text.remove_prefix(1);
  const auto port_end = text.find(':');
  if (port_end == std::string_view::npos) return std::nullopt;
  const auto port = parse_port(text.substr(0, port_end));
  if (!port) return std::nullopt;
  made.port = *port;
  text.remove_prefix(port_end + 1);
  made.address = take_host(text);
  if (made.address.empty()) return std::nullopt;
  return made;
}

}  // namespace glasshell::relay::doctor
