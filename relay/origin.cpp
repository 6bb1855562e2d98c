#include "relay/origin.hpp"

#include <algorithm>

namespace glasshell::relay {

namespace {

char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string lower(std::string_view text) {
  std::string made(text);
  std::transform(made.begin(), made.end(), made.begin(), to_lower);
  return made;
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return to_lower(x) == to_lower(y); });
}

/// The names of loopback with a port as browsers write them: without it where it is the scheme's own.
std::vector<std::string> loopback_hosts(const config& settings, std::uint16_t port) {
  std::vector<std::string> names{"localhost", "127.0.0.1", "[::1]"};
  const listen_place& listen = settings.listen;
  if (listen.where == listen_place::kind::tcp && listen.address.is_loopback() && listen.address.is_v4()) {
    const std::string own = listen.address.to_string();
    if (std::find(names.begin(), names.end(), own) == names.end()) names.push_back(own);
  }
  if (port != 0 && port != 80) {
    for (std::string& name : names) name.append(":").append(std::to_string(port));
  }
  return names;
}

bool is_loopback_host(std::string_view host) {
  return host == "localhost" || host.starts_with("localhost:") || host.starts_with("127.") || host.starts_with("[::1]");
}

}  // namespace

bool is_origin(std::string_view text) {
  for (const std::string_view scheme : {"https://", "http://"}) {
    if (!text.starts_with(scheme)) continue;
    const std::string_view host = text.substr(scheme.size());
    return !host.empty() && host.find_first_of("/?#@ *") == std::string_view::npos;
  }
  return false;
}

origin_policy::origin_policy(const config& settings, std::uint16_t port) {
  for (const std::string& host : settings.hosts) hosts_.push_back(lower(host));
  if (hosts_.empty()) hosts_ = loopback_hosts(settings, port);
  for (const std::string& origin : settings.origins) origins_.push_back(lower(origin));
  if (!origins_.empty()) return;
  for (const std::string& host : hosts_) {
    origins_.push_back("https://" + host);
    if (is_loopback_host(host)) origins_.push_back("http://" + host);
  }
}

bool origin_policy::allows_host(std::string_view host) const {
  return std::any_of(hosts_.begin(), hosts_.end(),
                     [&](const std::string& allowed) { return equal_ignoring_case(allowed, host); });
}

std::string_view origin_policy::find_origin(std::string_view origin) const {
  for (const std::string& allowed : origins_) {
    if (equal_ignoring_case(allowed, origin)) return allowed;
  }
  return {};
}

}  // namespace glasshell::relay
