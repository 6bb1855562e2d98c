#include "relay/config.hpp"

#include "relay/config_table.hpp"
#include "relay/node_name.hpp"
#include "relay/origin.hpp"
#include "relay/outside_settings.hpp"

#include <algorithm>
#include <fstream>
#include <limits>
#include <optional>
#include <sstream>

namespace glasshell::relay {

namespace {

using namespace std::chrono_literals;

constexpr std::uint32_t most_connections = 1'000'000;
constexpr std::size_t most_nodes = 10'000;  // as many as the page reads

constexpr std::string_view listen_forms =
    R"(must be an address and a port, as in "127.0.0.1:8022" or "[::1]:8022", "unix:" and a path, or "systemd")";

constexpr std::uint16_t standard_port = 8022;
constexpr std::uint16_t standard_operator_port = 9022;

void read_listen(config_table& file, config& into) {
  std::string listen = "127.0.0.1:8022";
  file.read("listen", listen);
  const auto place = parse_listen_place(listen, standard_port);
  if (!place || place->where == listen_place::kind::nowhere) return file.complain("listen", listen_forms);
  into.listen = *place;
  if (!into.listen.beyond_loopback()) return;
  if (!into.allow_anonymous) {
    file.complain(
        "listen",
        "is beyond loopback, where everyone who reaches the relay could reach its nodes' SSH ports: listen on "
        "127.0.0.1, or say that you want this with allow_anonymous = true");
  }
  if (into.demo)
    file.complain("demo", "is for a relay that listens on loopback only: remove it, or listen on 127.0.0.1");
}

void read_operator(config_table& file, config& into) {
  for (config_table& table : file.table("operator")) {
    std::string listen;
    table.read("listen", listen);
    table.read("allow_remote", into.operators.allow_remote);
    table.read("hosts", into.operators.hosts);
    table.finish();
    const auto place = parse_listen_place(listen, standard_operator_port);
    if (!place) {
      table.complain("listen", listen_forms);
      continue;
    }
    into.operators.listen = *place;
    if (place->beyond_loopback() && !into.operators.allow_remote) {
      table.complain(
          "listen",
          "is beyond loopback, where everyone who reaches it could read the relay's metrics and set its log's "
          "level: listen on 127.0.0.1 or a Unix socket, or say that you want this with allow_remote = true");
    }
  }
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

void read_proxies(config_table& file, config& into) {
  for (config_table& table : file.table("proxies")) {
    std::vector<std::string> trusted;
    table.read("trusted", trusted);
    table.read_word<forwarding_header>("header", into.proxies.header,
                                       {{"none", forwarding_header::none},
                                        {"x-forwarded-for", forwarding_header::x_forwarded_for},
                                        {"forwarded", forwarding_header::forwarded}});
    table.read("proxy_protocol", into.proxies.proxy_protocol);
    table.finish();
    auto parsed = trusted_proxies::parse(trusted);
    if (parsed) {
      into.proxies.trusted = *std::move(parsed);
    } else {
      table.complain("trusted", R"(must be addresses, networks or "unix", as in ["127.0.0.1", "10.0.0.0/8"])");
    }
    if (into.proxies.proxy_protocol && trusted.empty()) {
      table.complain("proxy_protocol", "needs proxies whose word is taken: list them in trusted");
    }
  }
}

void read_tls(config_table& file, config& into) {
  for (config_table& table : file.table("tls")) {
    table.read("certificate", into.tls.certificate);
    table.read("key", into.tls.key);
    table.finish();
    if (into.tls.certificate.empty() != into.tls.key.empty()) {
      table.complain("certificate", "and \"key\" are needed both: a certificate and its key, each a file in PEM");
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
    table.read_duration("linger_time", bounds.linger_time, 0ms, 1000h);
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
  read_operator(file, made);
  read_proxies(file, made);
  read_tls(file, made);
  read_limits(file, made);
  read_link(file, made);
  read_log(file, made);
  read_nodes(file, made);
  file.finish();
  return made;
}

}  // namespace

std::string_view name_of(log_level level) noexcept {
  switch (level) {
    case log_level::debug:
      return "debug";
    case log_level::info:
      return "info";
    case log_level::warning:
      return "warning";
    case log_level::error:
      return "error";
  }
  return "";
}

std::optional<log_level> log_level_of(std::string_view word) noexcept {
  for (const log_level level : {log_level::debug, log_level::info, log_level::warning, log_level::error}) {
    if (name_of(level) == word) return level;
  }
  return std::nullopt;
}

namespace {

std::vector<known_setting> list_settings() {
  // Every table is there once, so that every key is asked for once.
  const toml::table all{{"operator", toml::table{}},
                        {"proxies", toml::table{}},
                        {"tls", toml::table{}},
                        {"limits", toml::table{}},
                        {"link", toml::table{}},
                        {"log", toml::table{}},
                        {"nodes", toml::array{toml::table{}}}};
  config_problems not_a_node("");
  std::vector<known_setting> known;
  config_table file(all, "", not_a_node, &known);
  read_all(file);
  return known;
}

std::optional<config_error> read_text(const std::string& path, std::string& into) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return config_error{path + ": cannot be opened; name a file that exists and that this user may read"};
  std::ostringstream text;
  text << file.rdbuf();
  if (file.bad()) return config_error{path + ": cannot be read"};
  into = text.str();
  return std::nullopt;
}

/// These are no settings of the file's.
bool is_apart(std::string_view name) { return name == "GLASSHELL_CONFIG"; }

std::vector<outside_setting> settings_in(const std::vector<std::string>& environment) {
  std::vector<outside_setting> found;
  for (const std::string& each : environment) {
    const auto equals = each.find('=');
    if (!each.starts_with(environment_prefix) || equals == std::string::npos || is_apart(each.substr(0, equals)))
      continue;
    found.push_back({each.substr(0, equals), each.substr(equals + 1)});
  }
  return found;
}

}  // namespace

config_result<config> parse_config(std::string_view toml, std::string_view name) {
  return parse_config(toml, name, {}, {});
}

config_result<config> parse_config(std::string_view toml, std::string_view name,
                                   const std::vector<std::string>& environment, const std::vector<std::string>& flags) {
  config_problems problems(name);
  toml::table parsed;
  try {
    parsed = toml::parse(toml, name);
  } catch (const toml::parse_error& error) {  // Debian's library is built to throw
    problems.add(error.source(), error.description());
    return config_error{problems.text()};
  }
  const std::vector<known_setting> known = list_settings();
  std::vector<outside_setting> outside = settings_in(environment);
  for (outside_setting& flag : read_flags(flags, problems)) outside.push_back(std::move(flag));
  std::vector<std::string> unknown = apply(outside, known, parsed, problems);
  std::erase_if(unknown, [&](const std::string& each) {
    if (!each.starts_with("--")) return false;
    problems.add(each, "is no setting; the nearest one is " + nearest_name(each, known, flag_of));
    return true;
  });
  config_table file(parsed, "", problems);
  config made = read_all(file);
  if (!problems.none()) return config_error{problems.text()};
  made.unknown_environment = std::move(unknown);
  return made;
}

std::string describe_settings() {
  std::string text;
  for (const known_setting& each : list_settings()) {
    text.append("| ").append(each.table.empty() ? "" : each.table + " ").append("`").append(each.key);
    text.append("` | `").append(each.standard).append("` | ").append(each.values).append(" |\n");
  }
  return text;
}

config_result<config> load_config(const std::string& path) {
  return load_config(config_sources{.path = path, .environment = {}, .flags = {}});
}

config_result<config> load_config(const config_sources& from) {
  std::string text;
  if (!from.path.empty()) {
    if (const auto refused = read_text(from.path, text)) return *refused;
  } else if (from.flags.empty() && settings_in(from.environment).empty()) {
    return config_error{
        "nothing is configured: name a file with --config, or give settings as flags or in the environment (--help "
        "tells more)"};
  }
  return parse_config(text, from.path.empty() ? "settings" : from.path, from.environment, from.flags);
}

}  // namespace glasshell::relay
