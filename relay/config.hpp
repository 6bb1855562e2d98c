// What an operator can set, with every default. Read from TOML once, at start; docs/operations.md describes each key.
#pragma once

#include "base/result.hpp"
#include "link/endpoint.hpp"
#include "relay/listen_place.hpp"
#include "relay/trusted_proxies.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace glasshell::relay {

/// A machine that the relay may dial. No request can name another.
struct node {
  std::string name;  ///< in the address of its WebSocket: 1–64 letters, digits, '.', '_' and '-'
  std::string host;  ///< a name or an address
  std::uint16_t port = 22;
  std::string label;  ///< for a person; empty: the name
  std::string description;
  std::string user;  ///< a suggestion to the person; empty: they are asked
};

/// Whose word about a client's address is taken.
struct proxy_settings {
  trusted_proxies trusted;
  forwarding_header header = forwarding_header::x_forwarded_for;
  bool proxy_protocol = false;  ///< they begin each connection with a PROXY header (version 2)
};

/// TLS of the relay's own, without a proxy in front.
struct tls_settings {
  std::string certificate;  ///< a file in PEM, with the chain; empty: no TLS
  std::string key;          ///< a file in PEM
};

/// Bounds on what peers can make the relay hold, and for how long.
struct limits {
  std::uint32_t connections = 8192;              ///< TCP connections from browsers, of any kind
  std::uint32_t connections_per_address = 1024;  ///< an address is one IPv4 address or one IPv6 /64
  std::uint32_t links = 4096;
  std::uint32_t links_per_address = 256;
  std::uint32_t header_bytes = 8 * 1024;  ///< request line and header fields
  std::chrono::milliseconds header_timeout = std::chrono::seconds(10);
  std::chrono::milliseconds keep_alive_timeout = std::chrono::seconds(30);  ///< between two requests
  std::chrono::milliseconds response_timeout = std::chrono::seconds(120);   ///< for the peer to read an answer
  std::chrono::milliseconds handshake_timeout = std::chrono::seconds(30);   ///< hello, dialling and welcome in all
  std::chrono::milliseconds node_connect_timeout = std::chrono::seconds(10);
  std::chrono::milliseconds idle_timeout = std::chrono::hours(1);  ///< without an octet of data either way
  std::uint32_t detached_sessions = 4096;                          ///< that wait for a socket to come back
  std::uint32_t detached_sessions_per_user = 256;  ///< the same of one user; without accounts, of one address
  std::chrono::milliseconds session_grace = std::chrono::hours(2);       ///< without a socket
  std::chrono::milliseconds page_gone_grace = std::chrono::seconds(60);  ///< the same, after the page said that it goes
  std::uint32_t resume_failures_per_minute = 60;                         ///< of one address
  std::chrono::milliseconds close_timeout = std::chrono::seconds(5);
  std::chrono::milliseconds linger_time{0};
  std::chrono::milliseconds drain_time = std::chrono::seconds(10);
};

enum class log_format : std::uint8_t { text, json };
enum class log_level : std::uint8_t { debug, info, warning, error };

std::string_view name_of(log_level level) noexcept;
/// @return nothing for a word that is no level
std::optional<log_level> log_level_of(std::string_view word) noexcept;

/// The listener that only operators reach.
struct operator_settings {
  listen_place listen;             ///< by default nowhere
  bool allow_remote = false;       ///< needed to listen beyond loopback: who reaches it reads and sets what is there
  std::vector<std::string> hosts;  ///< names by which it is asked, besides loopback's
};

struct config {
  listen_place listen;
  std::string web_root;            ///< empty: the page is served by someone else
  bool demo = false;               ///< the page may take a login from its address; loopback only
  bool allow_anonymous = false;    ///< needed to listen beyond loopback, as long as there are no accounts
  std::vector<std::string> hosts;  ///< what may stand in Host; empty: loopback's names with the port
  std::vector<std::string>
      origins;                  ///< what may stand in Origin; empty: https of `hosts`, and http of loopback's names
  bool origin_required = true;  ///< whether a WebSocket without Origin, so not from a browser, is refused
  std::uint32_t threads = 0;    ///< 0: one per processor, at most 4
  operator_settings operators;
  proxy_settings proxies;
  tls_settings tls;
  relay::limits limits;
  link::settings link;
  relay::log_format log_format = relay::log_format::text;
  relay::log_level log_level = relay::log_level::info;
  std::vector<node> nodes;
  /// Environment variables that look like settings and are none: mistakes, or what an orchestrator sets for a service of
  /// this name.
  std::vector<std::string> unknown_environment;
};

/// Every problem of a configuration, one a line, each with its place and what to do.
struct config_error {
  std::string text;
};

template <class T>
using config_result = boost::system::result<T, config_error>;

/// @param toml  the file's text
/// @param name  what to call it in messages
config_result<config> parse_config(std::string_view toml, std::string_view name);
/// @param environment, flags  as in config_sources; they go over the text
config_result<config> parse_config(std::string_view toml, std::string_view name,
                                   const std::vector<std::string>& environment, const std::vector<std::string>& flags);
config_result<config> load_config(const std::string& path);

/// Everywhere that settings come from. A flag goes over the environment, that over the file, and that over the default.
struct config_sources {
  std::string path;                      ///< of the file; empty: none
  std::vector<std::string> environment;  ///< "NAME=value"; only what begins with GLASSHELL_ counts
  std::vector<std::string> flags;        ///< "--limits-links=10", or "--limits-links" "10"
};
/// @par Errors  Every problem, each with where it comes from; also when there is no file and no setting at all.
config_result<config> load_config(const config_sources& from);

/// Every key with its default and what it may be, in Markdown: the rows of the tables of docs/operations.md.
std::string describe_settings();

}  // namespace glasshell::relay

namespace boost::system {
[[noreturn]] inline void throw_exception_from_error(const glasshell::relay::config_error& error,
                                                    const boost::source_location& /*where*/) {
  throw std::runtime_error(error.text);
}
}  // namespace boost::system
