#include "relay/routes.hpp"

#include "link/frame.hpp"
#include "relay/content_encoding.hpp"
#include "relay/test_subprotocol.hpp"
#include "relay/upgrade_check.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <optional>

namespace glasshell::relay {

namespace {

constexpr std::string_view link_prefix = "/ws/ssh/";
constexpr std::string_view test_path = "/ws/test";  // below /ws/, which is what proxies pass on

bool is_read(const request_head& request) { return request.method == "GET" || request.method == "HEAD"; }

reply refuse_method() {
  reply made = text_reply(405, "method", "Only GET and HEAD are answered here.");
  made.fields.emplace_back("Allow", "GET, HEAD");
  return made;
}

reply json_reply(std::string text) {
  reply made;
  made.content_type = "application/json";
  made.text = std::move(text);
  made.fields.emplace_back("Cache-Control", "no-store");
  return made;
}

std::optional<reply> refuse_host(const request_head& request, const site& from) {
  if (request.host && from.origins.allows_host(*request.host)) return std::nullopt;
  return text_reply(421, "host_not_configured",
                    "The Host header of this request is none of the names that this relay is configured for.\n"
                    "Its operator adds the name, as it stands in the browser's address bar, to `hosts` in the relay's "
                    "configuration; a proxy must pass it on (nginx: proxy_set_header Host $host;).");
}

std::optional<reply> refuse_origin(const request_head& request, const site& from) {
  if (!request.origin || !from.origins.find_origin(*request.origin).empty()) return std::nullopt;
  return text_reply(
      403, "origin_not_allowed",
      "The page that made this request comes from an origin that may not use this relay.\n"
      "Its operator adds the page's origin (scheme, host and port) to `origins` in the relay's configuration.");
}

/// WebSockets have no same-origin policy of the browser's, so a missing Origin is not a browser or not to be trusted.
std::optional<reply> refuse_missing_origin(const request_head& request, const site& from) {
  if (request.origin || !from.origin_required) return std::nullopt;
  return text_reply(403, "origin_missing",
                    "The request for a WebSocket has no Origin header, which every browser sends.\n"
                    "For clients that are not browsers the relay's operator can set `origin_required = false`.");
}

reply refuse_deep_test() {
  return text_reply(
      403, "operators_only",
      "The deep test is for operators: ask the same of the listener that `[operator] listen` in the relay's "
      "configuration names, or run `glasshell-relay doctor` with this address.");
}

/// `?session=`: 16 hexadecimal digits (docs/wire-protocol.md). @return 0 for what is none
std::uint64_t routing_word_in(std::string_view target) {
  const std::string_view digits = value_in_query(target, "session");
  std::uint64_t word = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), word, 16);
  const bool is_word = error == std::errc() && digits.size() == 16 && end == digits.data() + digits.size();
  return is_word ? word : 0;
}

route link_route(const request_head& request, const site& from, std::string_view node) {
  if (auto refused = refuse_bad_upgrade(request)) return *std::move(refused);
  if (auto refused = refuse_missing_origin(request, from)) return *std::move(refused);
  return upgrade_to_link{node,
                         offers_subprotocol(request.websocket_protocol, link::subprotocol)
                             ? upgrade_to_link::client::speaks_our_protocol
                             : upgrade_to_link::client::probes,
                         routing_word_in(request.target)};
}

route test_route(const request_head& request, const site& from) {
  if (auto refused = refuse_bad_upgrade(request)) return *std::move(refused);
  if (auto refused = refuse_missing_origin(request, from)) return *std::move(refused);
  return upgrade_to_link{{},
                         offers_subprotocol(request.websocket_protocol, test_subprotocol)
                             ? upgrade_to_link::client::tests
                             : upgrade_to_link::client::probes,
                         0};
}

reply file_reply(const request_head& request, const static_file& file) {
  const auto chosen = choose_encoding(request.accept_encoding, file.encodings);
  const auto form = std::ranges::find(file.forms, chosen.value_or(content_encoding::identity), &file_form::encoding);
  reply made;
  made.what = reply::kind::page;
  made.content_type = file.content_type;
  made.shared_body = form->octets;
  switch (file.cache) {
    case static_file::caching::immutable:
      made.fields.emplace_back("Cache-Control", "public, max-age=31536000, immutable");
      break;
    case static_file::caching::revalidate:
      made.fields.emplace_back("Cache-Control", "no-cache");
      break;
  }
  made.fields.emplace_back("Accept-Ranges", "none");  // all is small, or compressed
  made.fields.emplace_back("ETag", form->entity_tag);
  if (file.forms.size() > 1) made.fields.emplace_back("Vary", "Accept-Encoding");
  if (request.if_none_match && matches_entity_tag(*request.if_none_match, form->entity_tag)) {
    made.status = 304;
  } else if (form->encoding != content_encoding::identity) {
    made.fields.emplace_back("Content-Encoding", name_of(form->encoding));
  }
  return made;
}

route dynamic_route(const request_head& request, const site& from, std::string_view path) {
  if (auto refused = refuse_origin(request, from)) return *std::move(refused);
  if (path.starts_with(link_prefix)) return link_route(request, from, path.substr(link_prefix.size()));
  if (path == test_path) return test_route(request, from);
  if (!is_read(request)) return refuse_method();
  if (path == "/api/nodes") return json_reply(from.nodes_json);
  if (path == "/debug/websocket-test") {
    if (asks_for_deep_test(request.target)) return refuse_deep_test();
    return run_self_test{};
  }
  return text_reply(404, "not_found", "There is nothing at this address.");
}

bool is_dynamic(std::string_view path) {
  return path.starts_with("/api/") || path.starts_with("/ws/") || path.starts_with("/debug/");
}

}  // namespace

std::string_view path_of(std::string_view target) { return target.substr(0, target.find_first_of("?#")); }

reply health_reply() {
  reply made = text_reply(200, "", "ok");
  made.what = reply::kind::sign;
  made.fields.emplace_back("Cache-Control", "no-store");
  return made;
}

reply readiness_reply(readiness now) {
  switch (now) {
    case readiness::ready:
      return health_reply();
    case readiness::draining:
      break;
  }
  reply made = text_reply(503, "relay_shutting_down", "draining");
  made.fields.emplace_back("Retry-After", "2");
  return made;
}

std::string_view value_in_query(std::string_view target, std::string_view name) {
  const auto begin = target.find('?');
  if (begin == std::string_view::npos) return {};
  std::string_view query = target.substr(begin + 1);
  while (!query.empty()) {
    const std::string_view field = query.substr(0, query.find('&'));
    if (field.starts_with(name) && field.substr(name.size()).starts_with('=')) return field.substr(name.size() + 1);
    query.remove_prefix(std::min(query.size(), field.size() + 1));
  }
  return {};
}

bool asks_for_deep_test(std::string_view target) { return value_in_query(target, "deep") == "1"; }

std::string make_nodes_json(const config& settings) {
  auto nodes = nlohmann::json::array();
  for (const node& each : settings.nodes) {
    nodes.push_back({{"name", each.name},
                     {"label", each.label.empty() ? each.name : each.label},
                     {"description", each.description},
                     {"user", each.user},
                     {"custody", "browser"}});
  }
  return nlohmann::json{{"demo", settings.demo}, {"nodes", std::move(nodes)}}.dump();
}

void allow_reading(reply& answer, const request_head& request, const site& from) {
  if (!request.origin) return;
  const std::string_view known = from.origins.find_origin(*request.origin);
  if (known.empty()) return;
  answer.fields.emplace_back("Access-Control-Allow-Origin", known);
  answer.fields.emplace_back("Vary", "Origin");
}

route find_route(const request_head& request, const site& from) {
  const std::string_view path = path_of(request.target);
  // Health checkers address the relay by whatever number it has at the moment; the answers say nothing.
  if (path == "/healthz" && is_read(request)) return health_reply();
  if (path == "/readyz" && is_read(request)) return tell_readiness{};
  if (auto refused = refuse_host(request, from)) return *std::move(refused);
  if (is_dynamic(path)) return dynamic_route(request, from, path);
  if (!is_read(request)) return refuse_method();
  const static_file* file = from.files.find(path);
  if (file == nullptr) return text_reply(404, "not_found", "There is nothing at this address.");
  return file_reply(request, *file);
}

}  // namespace glasshell::relay
