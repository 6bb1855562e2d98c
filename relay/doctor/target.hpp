// The address that is examined, in its parts, and what a browser would make of them. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace glasshell::relay::doctor {

struct target {
  bool tls = true;
  std::string host;  ///< a name or an address, without brackets
  std::uint16_t port = 443;
  std::string base = "/";  ///< the path of the page: begins and ends with '/'

  /// `host[:port]` as browsers write it into Host and into an origin.
  [[nodiscard]] std::string authority() const;
  [[nodiscard]] std::string origin() const { return (tls ? "https://" : "http://") + authority(); }
  [[nodiscard]] std::string url() const { return origin() + base; }
};

/// @return nothing if it is not http(s)://host[:port][/path]; an address that holds a user or a secret is none
std::optional<target> parse_target(std::string_view url);

/// Whether a node can have this name: what stands in a request is nothing else.
bool is_node_name(std::string_view text);

/// Says where a name is, in place of the resolver: "host:port:address", as curl takes it.
struct name_override {
  std::string host;
  std::uint16_t port = 0;
  std::string address;
};
std::optional<name_override> parse_override(std::string_view text);

}  // namespace glasshell::relay::doctor
