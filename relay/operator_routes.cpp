#include "relay/operator_routes.hpp"

#include "relay/doctor/target.hpp"
#include "relay/listen_place.hpp"

#include <boost/asio/ip/address.hpp>

#include <algorithm>
#include <optional>

namespace glasshell::relay {

namespace {

bool is_read(const request_head& request) { return request.method == "GET" || request.method == "HEAD"; }

/// A page can be led here only by a name that its owner resolves to us (DNS rebinding), never by an address.
bool is_known_host(std::string_view host, const std::vector<std::string>& hosts) {
  const auto split = split_address(host);
  if (!split) return false;
  boost::system::error_code not_an_address;
  boost::asio::ip::make_address(split->host, not_an_address);
  return !not_an_address || split->host == "localhost" || std::ranges::find(hosts, host) != hosts.end() ||
         std::ranges::find(hosts, split->host) != hosts.end();
}

std::optional<reply> refuse_browsers(const request_head& request, const std::vector<std::string>& hosts) {
  if (!request.host || !is_known_host(*request.host, hosts)) {
    return text_reply(
        421, "host_not_configured",
        "The Host header of this request is no address and none of the names of the operator's listener.\n"
        "Ask by its address, or add the name to `hosts` below [operator].");
  }
  if (request.origin) {
    return text_reply(403, "origin_not_allowed", "No page of a browser may ask here.");
  }
  return std::nullopt;
}

operator_route test_route(const request_head& request) {
  if (!asks_for_deep_test(request.target)) return run_self_test{};
  const std::string_view node = value_in_query(request.target, "node");
  if (node.empty() || doctor::is_node_name(node)) return run_deep_test{std::string(node)};
  return text_reply(400, "node", "No node can have this name.");
}

operator_route log_level_route(const request_head& request, std::string_view body) {
  if (is_read(request)) return tell_log_level{};
  if (request.method != "PUT") {
    reply made = text_reply(405, "method", "GET tells the level of the log, PUT sets it.");
    made.fields.emplace_back("Allow", "GET, HEAD, PUT");
    return made;
  }
  const auto end = body.find_last_not_of(" \r\n");
  const auto level = log_level_of(body.substr(0, end == std::string_view::npos ? 0 : end + 1));
  if (level) return set_log_level{*level};
  return text_reply(400, "log_level", "The body must be one word: debug, info, warning or error.");
}

}  // namespace

operator_route find_operator_route(const request_head& request, std::string_view body,
                                   const std::vector<std::string>& hosts, reachable_by_browsers browsers) {
  const std::string_view path = path_of(request.target);
  if (path == "/healthz" && is_read(request)) return health_reply();
  if (path == "/readyz" && is_read(request)) return tell_readiness{};
  if (browsers == reachable_by_browsers::yes) {
    if (auto refused = refuse_browsers(request, hosts)) return *std::move(refused);
  }
  if (path == "/log-level") return log_level_route(request, body);
  if (!is_read(request)) {
    reply made = text_reply(405, "method", "Only GET and HEAD are answered here.");
    made.fields.emplace_back("Allow", "GET, HEAD");
    return made;
  }
  if (path == "/metrics") return tell_metrics{};
  if (path == "/debug/websocket-test") return test_route(request);
  return text_reply(
      404, "not_found",
      "This is the operator's listener: /healthz, /readyz, /metrics, /log-level and /debug/websocket-test are here.");
}

}  // namespace glasshell::relay
