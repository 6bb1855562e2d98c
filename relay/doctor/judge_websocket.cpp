#include "relay/doctor/judge_websocket.hpp"

#include "relay/doctor/judge_path.hpp"
#include "relay/doctor/proxy.hpp"

#include <algorithm>
#include <vector>

namespace glasshell::relay::doctor {

namespace {

bool has(std::string_view text, std::string_view what) { return text.find(what) != std::string_view::npos; }

// The relay's own words, as upgrade_check and routes say them.
constexpr std::string_view relays_bad_upgrade = "is not a proper upgrade";
constexpr std::string_view relays_wrong_origin = "comes from an origin that may not use this relay";
constexpr std::string_view relays_no_origin = "has no Origin header";
constexpr std::string_view relays_wrong_host = "is none of the names that this relay is configured for";
constexpr std::string_view relays_no_such_place = "There is nothing at this address.";
constexpr std::string_view relays_http_1_0 = "the request is HTTP/1.0";

/// The headers that did not arrive, as the relay names them.
std::string lost_headers(std::string_view body) {
  std::string text;
  for (const std::string_view name : {"Upgrade", "Connection", "Sec-WebSocket-Version", "Sec-WebSocket-Key"}) {
    const std::string line = "  * " + std::string(name) + " is ";
    if (has(body, line)) text.append(text.empty() ? "" : ", ").append(name);
  }
  return text;
}

std::optional<problem> problem_of_forbidden(const http_answer& seen) {
  if (has(seen.body, relays_wrong_origin)) return problem::upgrade_origin_refused;
  if (has(seen.body, relays_no_origin)) return problem::upgrade_origin_dropped;
  return problem::upgrade_forbidden;
}

std::optional<finding> judge_accepted(const http_answer& seen, std::string_view subprotocol, facts with) {
  if (seen.field("Sec-WebSocket-Accept") != websocket_accept) return finding{problem::upgrade_wrong_accept, with};
  if (const std::string extensions = seen.fields_joined("Sec-WebSocket-Extensions"); !extensions.empty()) {
    with["extension"] = excerpt(extensions);
    return finding{problem::upgrade_extension_forced, with};
  }
  if (seen.field("Sec-WebSocket-Protocol") != subprotocol) return finding{problem::upgrade_subprotocol_lost, with};
  return std::nullopt;
}

problem problem_of_redirect(const target& to, const http_answer& seen) {
  switch (kind_of_redirect(to, seen.field("Location"))) {
    case redirect_kind::to_https:
      return problem::upgrade_to_https;
    case redirect_kind::to_sign_in:
      return problem::upgrade_sign_in;
    case redirect_kind::elsewhere:
      break;
  }
  return problem::upgrade_redirected;
}

}  // namespace

std::optional<finding> judge_upgrade(const target& to, const http_answer& seen, std::string_view subprotocol) {
  facts with{{"path", to.base + "ws/test"},
             {"status", std::to_string(seen.status)},
             {"origin", to.origin()},
             {"host", to.authority()},
             {"server", seen.has_field("Server") ? excerpt(seen.field("Server")) : "-"},
             {"said", excerpt(seen.body)}};
  switch (seen.how) {
    case ending::timed_out:
      return finding{problem::upgrade_timed_out, with};
    case ending::closed:
      if (seen.status == 0) return finding{problem::upgrade_closed, with};
      break;
    case ending::not_http:
    case ending::too_large:
      with["said"] = excerpt(seen.first_octets);
      return finding{problem::upgrade_not_a_websocket, with};
    case ending::complete:
      break;
  }
  if (seen.status == 101) return judge_accepted(seen, subprotocol, with);
  if (is_redirect(seen.status)) {
    with["location"] = excerpt(seen.field("Location"));
    return finding{problem_of_redirect(to, seen), with};
  }
  switch (seen.status) {
    case 426:
      if (!has(seen.body, relays_bad_upgrade)) return finding{problem::upgrade_refused_by_proxy, with};
      with["headers"] = lost_headers(seen.body);
      if (has(seen.body, relays_http_1_0)) return finding{problem::upgrade_http_1_0, with};
      return finding{problem::upgrade_headers_dropped, with};
    case 403:
      return finding{*problem_of_forbidden(seen), with};
    case 404:
      return finding{
          has(seen.body, relays_no_such_place) ? problem::upgrade_path_changed : problem::upgrade_not_forwarded, with};
    case 421:
      return finding{
          has(seen.body, relays_wrong_host) ? problem::upgrade_host_refused : problem::upgrade_refused_by_proxy, with};
    case 401:
    case 407:
      return finding{problem::upgrade_sign_in, with};
    case 429:
      return finding{problem::upgrade_rate_limited, with};
    case 502:
      return finding{problem::upgrade_bad_gateway, with};
    case 503:
      return finding{is_the_relays(seen) ? problem::upgrade_unavailable : problem::upgrade_bad_gateway, with};
    case 504:
      return finding{problem::upgrade_gateway_timeout, with};
    case 400:
    case 405:
    case 501:
      return finding{problem::upgrade_refused_by_proxy, with};
    default:
      break;
  }
  if (seen.status >= 500) return finding{problem::upgrade_server_error, with};
  if (seen.status == 200 && seen.is_html()) return finding{problem::upgrade_answered_by_page, with};
  return finding{problem::upgrade_not_a_websocket, with};
}

std::optional<finding> judge_http2(const target& to, const http2_evidence& seen) {
  const facts with{{"authority", to.authority()},
                   {"status", seen.connect_status ? std::to_string(*seen.connect_status) : "-"}};
  if (seen.offered && seen.http1_refused && !seen.extended_connect) return finding{problem::upgrade_http2_only, with};
  if (seen.extended_connect && seen.connect_status != 200U) return finding{problem::upgrade_http2_broken, with};
  return std::nullopt;
}

std::optional<finding> judge_echo(const echo_evidence& seen) {
  const facts with{{"size", size_text(seen.size_bytes)},
                   {"code", seen.close_code == 0 ? "-" : std::to_string(seen.close_code)}};
  constexpr std::uint16_t try_again_later = 1013;
  switch (seen.how) {
    case echo_evidence::outcome::same:
      return std::nullopt;
    case echo_evidence::outcome::different:
      return finding{problem::frames_changed, with};
    case echo_evidence::outcome::compressed:
      return finding{problem::frames_compressed, with};
    case echo_evidence::outcome::closed:
      if (seen.close_code == try_again_later) return finding{problem::frames_busy, with};
      return finding{seen.small ? problem::frames_closed : problem::frames_too_large, with};
    case echo_evidence::outcome::silent:
      if (seen.came_after_more) return finding{problem::frames_withheld, with};
      return finding{seen.small ? problem::frames_silent : problem::frames_too_large, with};
  }
  return std::nullopt;
}

std::optional<finding> judge_delay(std::chrono::microseconds median, std::chrono::microseconds tcp) {
  // A keystroke's way is as long as the path's, and a little; Nagle's algorithm against delayed acks adds 40 ms.
  const auto allowed = 3 * tcp + std::chrono::milliseconds(30);
  if (median <= allowed) return std::nullopt;
  return finding{problem::frames_delayed, {{"echo", milliseconds_text(median)}, {"path", milliseconds_text(tcp)}}};
}

std::optional<finding> judge_idle(const idle_evidence& seen) {
  const auto seconds = [](std::chrono::milliseconds time) {
    return std::to_string(std::chrono::round<std::chrono::seconds>(time).count());
  };
  const facts with{{"after", seconds(seen.after)},
                   {"waited", seconds(seen.waited)},
                   {"code", seen.close_code == 0 ? "-" : std::to_string(seen.close_code)}};
  switch (seen.how) {
    case idle_evidence::outcome::lives:
      return std::nullopt;
    case idle_evidence::outcome::closed:
      return finding{problem::idle_cut, with};
    case idle_evidence::outcome::silent:
      return finding{problem::idle_silent, with};
  }
  return std::nullopt;
}

std::string milliseconds_text(std::chrono::microseconds time) {
  const auto tenths = (time.count() + 50) / 100;
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " ms";
}

std::string size_text(std::size_t size_bytes) {
  constexpr std::size_t kibibyte = 1024;
  constexpr std::size_t mebibyte = 1024 * kibibyte;
  if (size_bytes >= mebibyte && size_bytes % mebibyte == 0) return std::to_string(size_bytes / mebibyte) + " MiB";
  if (size_bytes >= kibibyte && size_bytes % kibibyte == 0) return std::to_string(size_bytes / kibibyte) + " KiB";
  return std::to_string(size_bytes) + " B";
}

}  // namespace glasshell::relay::doctor
