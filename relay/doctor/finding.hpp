// What the doctor can say: the hops between a browser and a shell in the order in which they are walked, and what can be wrong at
// each. Words only: the sentences are in catalogue/, in two languages, for this and for the page.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace glasshell::relay::doctor {

/// The number is the exit code of a doctor that stops there; it never changes.
enum class hop : std::uint8_t {
  name = 10,            ///< resolving the name in the address
  tcp,                  ///< reaching its port
  tls,                  ///< TLS, and whose certificate it shows
  http,                 ///< whether the relay is what answers
  page,                 ///< the page, its files and their types
  upgrade,              ///< from HTTP to a WebSocket
  frames,               ///< messages both ways
  idle,                 ///< how long a silent WebSocket lives
  sign_in,              ///< who the person is
  node_known,           ///< whether the relay has this node
  node_name,            ///< resolving the node's name, at the relay
  node_tcp,             ///< reaching its SSH port, from the relay
  node_banner,          ///< whether SSH is what answers
  node_kex,             ///< agreeing on algorithms and keys
  node_host_key,        ///< which key the node shows
  node_authentication,  ///< which methods it offers
};
inline constexpr hop last_hop = hop::node_authentication;

std::string_view name_of(hop where) noexcept;

enum class problem : std::uint8_t {
  name_not_found,
  name_lookup_failed,
  name_timed_out,
  tcp_refused,
  tcp_timed_out,
  tcp_unreachable,
  tcp_failed,
  tls_not_spoken,
  tls_closed,
  tls_timed_out,
  tls_alert,
  tls_certificate_expired,
  tls_certificate_not_yet_valid,
  tls_clock_wrong,
  tls_wrong_name,
  tls_self_signed,
  tls_chain_incomplete,
  tls_issuer_unknown,
  tls_issuer_out_of_date,
  tls_certificate_invalid,
  tls_expires_soon,
  http_closed,
  http_timed_out,
  http_not_http,
  http_tls_expected,
  http_to_https,
  http_redirected,
  http_sign_in,
  http_forbidden,
  http_not_forwarded,
  http_host_refused,
  http_bad_gateway,
  http_gateway_timeout,
  http_unavailable,
  http_server_error,
  http_not_the_relay,
  http_clock_differs,
  page_not_served,
  page_missing,
  page_not_ours,
  page_policy_missing,
  page_policy_blocks,
  page_file_missing,
  page_file_is_html,
  page_file_cut,
  page_wrong_type,
  page_encoding_wrong,
  upgrade_not_forwarded,
  upgrade_path_changed,
  upgrade_headers_dropped,
  upgrade_http_1_0,
  upgrade_refused_by_proxy,
  upgrade_origin_refused,
  upgrade_origin_dropped,
  upgrade_forbidden,
  upgrade_host_refused,
  upgrade_answered_by_page,
  upgrade_not_a_websocket,
  upgrade_to_https,
  upgrade_redirected,
  upgrade_sign_in,
  upgrade_bad_gateway,
  upgrade_gateway_timeout,
  upgrade_unavailable,
  upgrade_rate_limited,
  upgrade_server_error,
  upgrade_closed,
  upgrade_timed_out,
  upgrade_wrong_accept,
  upgrade_subprotocol_lost,
  upgrade_extension_forced,
  upgrade_http2_only,
  upgrade_http2_broken,
  frames_closed,
  frames_silent,
  frames_withheld,
  frames_changed,
  frames_compressed,
  frames_too_large,
  frames_delayed,
  frames_busy,
  idle_cut,
  idle_silent,
  node_unknown,
  node_refused,
  node_link_failed,
  node_name_not_found,
  node_name_timed_out,
  node_tcp_refused,
  node_tcp_timed_out,
  node_tcp_unreachable,
  node_tcp_failed,
  node_banner_closed,
  node_banner_timed_out,
  node_banner_not_ssh,
  node_banner_ssh_1,
  node_kex_no_common,
  node_kex_failed,
  node_host_key_bad_signature,
  node_authentication_none_usable,
  node_authentication_not_asked,
  node_authentication_failed,
};
inline constexpr problem last_problem = problem::node_authentication_failed;

/// The stable word: in --json, in the catalogue and in the page.
std::string_view name_of(problem what) noexcept;
hop hop_of(problem what) noexcept;

/// What the sentences' places in braces stand for. Texts of peers are printable and short.
using facts = std::map<std::string, std::string, std::less<>>;

struct finding {
  problem what;
  facts with;
};

/// What an operator may have in front of the relay.
enum class proxy_kind : std::uint8_t { unknown, none, nginx, haproxy, caddy, apache, traefik };
std::string_view name_of(proxy_kind which) noexcept;

/// One hop, walked.
struct step {
  enum class outcome : std::uint8_t {
    well,
    failed,   ///< the walk ends here
    skipped,  ///< not asked for, or there is nothing to do; `with` says which
  };
  hop where = hop::name;
  outcome came_out = outcome::well;
  facts with;                     ///< of the sentence for a hop that is well
  std::vector<finding> findings;  ///< the failure; at a hop that is well: what will be trouble
  std::chrono::milliseconds took{0};
};

struct report {
  std::string url;
  std::string node;
  proxy_kind proxy = proxy_kind::unknown;
  std::vector<step> steps;

  /// @return nothing if all is well
  [[nodiscard]] const step* failure() const noexcept {
    return !steps.empty() && steps.back().came_out == step::outcome::failed ? &steps.back() : nullptr;
  }
  /// 0, or the number of the hop that failed.
  [[nodiscard]] int exit_code() const noexcept {
    const step* failed = failure();
    return failed == nullptr ? 0 : static_cast<int>(failed->where);
  }
};

}  // namespace glasshell::relay::doctor
