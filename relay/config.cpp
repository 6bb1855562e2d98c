#include "relay/config.hpp"

#include "relay/config_table.hpp"
#include "relay/origin.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <limits>
#include <optional>
#include <sstream>

namespace glasshell::relay {

namespace {

using namespace std::chrono_literals;

constexpr std::uint32_t most_connections = 1'000'000;
constexpr std::size_t most_nodes = 10'000;  // as many as the page reads
constexpr std::size_t longest_node_name = 64;

struct host_and_port {
  std::string host;
  std::optional<std::uint16_t> port;
};

/// "host", "host:22", "[::1]:22".
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

bool is_node_name(std::string_view name) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
           c == '-';
  };
  return !name.empty() && name.size() <= longest_node_name && std::all_of(name.begin(), name.end(), allowed) &&
         name != "." && name != "..";
}

void read_listen(config_table& file, config& into) {
  std::string listen = "127.0.0.1:8022";
  file.read("listen", listen);
  const auto split = split_address(listen);
  boost::system::error_code error;
  if (split) {
    into.listen_address = boost::asio::ip::make_address(split->host == "localhost" ? "127.0.0.1" : split->host, error);
    into.listen_port = split->port.value_or(into.listen_port);
  }
  if (!split || error) {
    file.complain("listen", R"(must be an address and a port, as in "127.0.0.1:8022" or "[::1]:8022")");
    return;
  }
  if (into.listen_address.is_loopback()) return;
  if (!into.allow_anonymous) {
    file.complain(
        "listen",
        "is beyond loopback, where everyone who reaches the relay could reach its nodes' SSH ports: listen on "
        "127.0.0.1, or say that you want this with allow_anonymous = true");
  }
  if (into.demo)
    file.complain("demo", "is for a relay that listens on loopback only: remove it, or listen on 127.0.0.1");
}

void read_names(config_table& file, config& into) {
  file.read("hosts", into.hosts);
  file.read("origins", into.origins);
  file.read("origin_required", into.origin_required);
  for (const std::string& host : into.hosts) {
    if (!split_address(host)) {
      file.complain("hosts",
                    R"(must be names as browsers send them, as in "ssh.example.com" or "ssh.example.com:8443")");
    }
  }
  for (const std::string& origin : into.origins) {
    if (!is_origin(origin)) {
      file.complain("origins",
                    "must be scheme, host and perhaps port, as in \"https://ssh.example.com\", with no path");
    }
  }
}

void read_limits(config_table& file, config& into) {
  limits& bounds = into.limits;
  for (config_table& table : file.table("limits")) {
    table.read_number("connections", bounds.connections, 1, most_connections);
    table.read_number("connections_per_address", bounds.connections_per_address, 1, most_connections);
    table.read_number("links", bounds.links, 1, most_connections);
    table.read_number("links_per_address", bounds.links_per_address, 1, most_connections);
    table.read_number("header_bytes", bounds.header_bytes, 1024, 64 * 1024);
    table.read_duration("header_timeout", bounds.header_timeout, 100ms, 5min);
    table.read_duration("keep_alive_timeout", bounds.keep_alive_timeout, 100ms, 1h);
    table.read_duration("response_timeout", bounds.response_timeout, 100ms, 1h);
    table.read_duration("handshake_timeout", bounds.handshake_timeout, 100ms, 10min);
    table.read_duration("node_connect_timeout", bounds.node_connect_timeout, 100ms, 5min);
    table.read_duration("idle_timeout", bounds.idle_timeout, 100ms, 1000h);
    table.read_number("detached_sessions", bounds.detached_sessions, 0, most_connections);
    table.read_number("detached_sessions_per_user", bounds.detached_sessions_per_user, 0, most_connections);
    table.read_duration("session_grace", bounds.session_grace, 0ms, 1000h);
    table.read_duration("page_gone_grace", bounds.page_gone_grace, 0ms, 1000h);
    table.read_number("resume_failures_per_minute", bounds.resume_failures_per_minute, 0, most_connections);
    table.read_duration("close_timeout", bounds.close_timeout, 100ms, 5min);
    table.read_duration("drain_time", bounds.drain_time, 0ms, 1h);
    if (bounds.node_connect_timeout >= bounds.handshake_timeout) {
      table.complain("node_connect_timeout", "must be shorter than handshake_timeout, which dialling is a part of");
    }
    table.finish();
  }
  into.link.handshake_timeout = bounds.handshake_timeout;
}

void read_link(config_table& file, config& into) {
  const auto milliseconds = [](duration value) { return std::chrono::duration_cast<std::chrono::milliseconds>(value); };
  auto beat_interval = milliseconds(into.link.beat_interval);
  auto dead_after = milliseconds(into.link.dead_after);
  for (config_table& table : file.table("link")) {
    table.read_number("receive_window_bytes", into.link.receive_window_bytes, 16 * 1024, 16 * 1024 * 1024);
    table.read_number("send_window_bytes", into.link.send_window_bytes, 16 * 1024, 16 * 1024 * 1024);
    table.read_duration("beat_interval", beat_interval, 50ms, 10min);
    table.read_duration("dead_after", dead_after, 100ms, 1h);
    if (dead_after < 2 * beat_interval) {
      table.complain("dead_after", "must be at least twice beat_interval, or one late beat ends a link");
    }
    table.finish();
  }
  into.link.beat_interval = beat_interval;
  into.link.dead_after = dead_after;
}

void read_log(config_table& file, config& into) {
  for (config_table& table : file.table("log")) {
    table.read_word<log_format>("format", into.log_format, {{"text", log_format::text}, {"json", log_format::json}});
    table.read_word<log_level>("level", into.log_level,
                               {{"debug", log_level::debug},
                                {"info", log_level::info},
                                {"warning", log_level::warning},
                                {"error", log_level::error}});
    table.finish();
  }
}

void read_nodes(config_table& file, config& into) {
  for (config_table& table : file.tables("nodes")) {
    node& made = into.nodes.emplace_back();
    std::string address;
    table.read("name", made.name);
    table.read("address", address);
    table.read("label", made.label);
    table.read("description", made.description);
    table.read("user", made.user);
    table.finish();
    if (!is_node_name(made.name)) {
      table.complain("name", "must be 1 to 64 letters, digits, '.', '_' or '-'");
    }
    const auto same_name = [&](const node& other) { return other.name == made.name; };
    if (std::count_if(into.nodes.begin(), into.nodes.end(), same_name) > 1) {
      table.complain("name", "is used twice: each node needs a name of its own");
    }
    const auto split = split_address(address);
    if (!split || split->port == 0) {
      table.complain("address", R"(must be a host and perhaps a port, as in "10.0.0.5" or "db.internal:2222")");
      continue;
    }
    made.host = split->host;
    made.port = split->port.value_or(made.port);
  }
  if (into.nodes.size() > most_nodes) file.complain("nodes", "are more than " + std::to_string(most_nodes));
}

config read_all(config_table& file) {
  config made;
  file.read("web_root", made.web_root);
  file.read("demo", made.demo);
  file.read("allow_anonymous", made.allow_anonymous);
  file.read_number("threads", made.threads, 0, 256);
  read_listen(file, made);
  read_names(file, made);
  read_limits(file, made);
  read_link(file, made);
  read_log(file, made);
  read_nodes(file, made);
  file.finish();
  return made;
}

}  // namespace

config_result<config> parse_config(std::string_view toml, std::string_view name) {
  config_problems problems(name);
  toml::table parsed;
  try {
    parsed = toml::parse(toml, name);
  } catch (const toml::parse_error& error) {  // Debian's library is built to throw
    problems.add(error.source(), error.description());
    return config_error{problems.text()};
  }
  config_table file(parsed, "", problems);
  config made = read_all(file);
  if (!problems.none()) return config_error{problems.text()};
  return made;
}

std::string describe_settings() {
  // Every table is there once, so that every key is asked for once.
  const toml::table all{{"limits", toml::table{}},
                        {"link", toml::table{}},
                        {"log", toml::table{}},
                        {"nodes", toml::array{toml::table{}}}};
  config_problems not_a_node("");
  std::vector<known_setting> known;
  config_table file(all, "", not_a_node, &known);
  read_all(file);
  std::string text;
  for (const known_setting& each : known) {
    text.append("| ").append(each.table.empty() ? "" : each.table + " ").append("`").append(each.key);
    text.append("` | `").append(each.standard).append("` | ").append(each.values).append(" |\n");
  }
  return text;
}

config_result<config> load_config(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return config_error{path + ": cannot be opened; name a file that exists and that this user may read"};
  std::ostringstream text;
  text << file.rdbuf();
  if (file.bad()) return config_error{path + ": cannot be read"};
  return parse_config(text.str(), path);
}

}  // namespace glasshell::relay
