#include "relay/doctor/judge_path.hpp"

#include "base/text.hpp"
#include "relay/doctor/proxy.hpp"

#include <openssl/x509_vfy.h>
#include <boost/asio/error.hpp>

#include <algorithm>
#include <array>
#include <cstdlib>

namespace glasshell::relay::doctor {

namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr std::size_t longest_excerpt = 120;
constexpr std::time_t longest_skew = 300;
constexpr std::time_t soon = std::time_t{14} * 24 * 3600;

bool has(std::string_view text, std::string_view what) { return text.find(what) != std::string_view::npos; }

bool has_problem(const certificate_facts& of, std::initializer_list<int> codes) {
  return std::ranges::any_of(
      of.problems, [&](const certificate_problem& each) { return std::ranges::find(codes, each.code) != codes.end(); });
}

/// Of the server's own certificate, and not of one that it is signed by.
bool has_problem_itself(const certificate_facts& of, int code) {
  return std::ranges::any_of(of.problems,
                             [&](const certificate_problem& each) { return each.code == code && each.depth == 0; });
}

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

finding about_certificate(problem what, const target& to, const certificate_facts& of) {
  return {what,
          {{"host", to.host},
           {"subject", of.subject},
           {"issuer", of.issuer},
           {"names", of.names.empty() ? "-" : joined(of.names)},
           {"from", date_text(of.not_before)},
           {"until", date_text(of.not_after)}}};
}

bool valid_at(const certificate_facts& of, std::time_t when) { return of.not_before <= when && when <= of.not_after; }

std::optional<finding> judge_dates(const target& to, const tls_evidence& seen) {
  const certificate_facts& shown = seen.certificate;
  if (!has_problem(shown, {X509_V_ERR_CERT_HAS_EXPIRED, X509_V_ERR_CERT_NOT_YET_VALID})) return std::nullopt;
  problem what = problem::tls_issuer_out_of_date;
  if (has_problem_itself(shown, X509_V_ERR_CERT_NOT_YET_VALID)) what = problem::tls_certificate_not_yet_valid;
  if (has_problem_itself(shown, X509_V_ERR_CERT_HAS_EXPIRED)) what = problem::tls_certificate_expired;
  // By the server's clock all is well: then one of the two goes wrong.
  const bool valid_there = seen.servers_now && valid_at(shown, *seen.servers_now);
  if (valid_there && !valid_at(shown, seen.now)) what = problem::tls_clock_wrong;
  finding made = about_certificate(what, to, shown);
  made.with["here"] = date_text(seen.now);
  if (seen.servers_now) made.with["there"] = date_text(*seen.servers_now);
  return made;
}

std::optional<finding> judge_certificate(const target& to, const tls_evidence& seen) {
  const certificate_facts& shown = seen.certificate;
  if (shown.problems.empty()) return std::nullopt;
  if (auto dates = judge_dates(to, seen)) return dates;
  if (has_problem(shown, {X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH})) {
    return about_certificate(problem::tls_wrong_name, to, shown);
  }
  if (has_problem(shown, {X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT})) {
    return about_certificate(problem::tls_self_signed, to, shown);
  }
  if (has_problem(shown, {X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE,
                          X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT})) {
    // An authority that everybody knows says in each certificate where its own is; a browser that knows neither cannot go on.
    const bool incomplete = shown.chain_length == 1 && shown.says_where_its_issuer_is;
    return about_certificate(incomplete ? problem::tls_chain_incomplete : problem::tls_issuer_unknown, to, shown);
  }
  if (has_problem(shown, {X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN})) {
    return about_certificate(problem::tls_issuer_unknown, to, shown);
  }
  finding made = about_certificate(problem::tls_certificate_invalid, to, shown);
  made.with["text"] = shown.problems.front().text;
  return made;
}

}  // namespace

std::string excerpt(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return "-";
  text.remove_prefix(begin);
  std::string one_line(text.substr(0, longest_excerpt));
  std::ranges::replace_if(
      one_line, [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
  return printable_text(one_line, longest_excerpt);
}

std::string date_text(std::time_t when) {
  std::tm utc{};
  gmtime_r(&when, &utc);
  std::array<char, 40> text{};
  const std::size_t size = std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M UTC", &utc);
  return {text.data(), size};
}

std::optional<finding> judge_name(const target& to, const error_code& error) {
  if (!error) return std::nullopt;
  const facts with{{"host", to.host}, {"error", error.message()}};
  if (error == asio::error::timed_out) return finding{problem::name_timed_out, with};
  if (error == asio::error::host_not_found || error == asio::error::no_data)
    return finding{problem::name_not_found, with};
  return finding{problem::name_lookup_failed, with};
}

std::optional<finding> judge_tcp(const std::string& address, const error_code& error) {
  if (!error) return std::nullopt;
  const facts with{{"address", address}, {"error", error.message()}};
  if (error == asio::error::connection_refused) return finding{problem::tcp_refused, with};
  if (error == asio::error::timed_out) return finding{problem::tcp_timed_out, with};
  if (error == asio::error::host_unreachable || error == asio::error::network_unreachable ||
      error == asio::error::network_down || error == boost::system::errc::address_not_available) {
    return finding{problem::tcp_unreachable, with};
  }
  return finding{problem::tcp_failed, with};
}

tls_verdict judge_tls(const target& to, const tls_evidence& seen) {
  tls_verdict made;
  switch (seen.how) {
    case tls_evidence::handshake::timed_out:
      made.failure = finding{problem::tls_timed_out, {{"authority", to.authority()}}};
      return made;
    case tls_evidence::handshake::closed:
      made.failure = finding{problem::tls_closed, {{"authority", to.authority()}}};
      return made;
    case tls_evidence::handshake::failed: {
      // A TLS record begins with its type, 20 to 23, and version 3.
      const bool is_tls = seen.first_octets.size() >= 2 && seen.first_octets[0] >= 20 && seen.first_octets[0] <= 23 &&
                          seen.first_octets[1] == 3;
      if (is_tls) {
        made.failure = finding{problem::tls_alert, {{"authority", to.authority()}, {"error", excerpt(seen.error)}}};
      } else {
        made.failure =
            finding{problem::tls_not_spoken, {{"authority", to.authority()}, {"said", excerpt(seen.first_octets)}}};
      }
      return made;
    }
    case tls_evidence::handshake::done:
      break;
  }
  made.failure = judge_certificate(to, seen);
  if (!made.failure && seen.certificate.not_after - seen.now < soon) {
    made.notes.push_back(about_certificate(problem::tls_expires_soon, to, seen.certificate));
  }
  return made;
}

std::optional<std::time_t> parse_http_date(std::string_view text) {
  std::tm utc{};
  const std::string copy(text);
  const char* end = strptime(copy.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &utc);
  if (end == nullptr) return std::nullopt;
  return timegm(&utc);
}

std::optional<finding> judge_clock(std::time_t now, std::optional<std::time_t> servers_now) {
  if (!servers_now || std::abs(*servers_now - now) <= longest_skew) return std::nullopt;
  return finding{problem::http_clock_differs, {{"here", date_text(now)}, {"there", date_text(*servers_now)}}};
}

bool is_redirect(unsigned status) noexcept {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

redirect_kind kind_of_redirect(const target& to, std::string_view location) {
  const std::string secure = "https://" + to.host;
  if (!to.tls && location.starts_with(secure) &&
      (location.size() == secure.size() || has("/:?#", location.substr(secure.size(), 1)))) {
    return redirect_kind::to_https;
  }
  for (const std::string_view word :
       {"login", "signin", "sign-in", "sign_in", "oauth", "auth", "sso", "saml", "account"}) {
    if (has(location, word)) return redirect_kind::to_sign_in;
  }
  return redirect_kind::elsewhere;
}

bool asks_for_tls(const http_answer& seen) {
  // nginx, Apache, and Go's server, which Caddy and Traefik use.
  for (const std::string_view words :
       {"plain HTTP request was sent to HTTPS port", "speaking plain HTTP to an SSL-enabled",
        "sent an HTTP request to an HTTPS server"}) {
    if (has(seen.body, words) || has(seen.first_octets, words)) return true;
  }
  // Or it answers with a TLS alert.
  return seen.how == ending::not_http && seen.first_octets.size() >= 2 && seen.first_octets[0] == 21 &&
         seen.first_octets[1] == 3;
}

std::optional<finding> judge_http(const target& to, const http_answer& seen) {
  facts with{{"url", to.origin() + to.base + "healthz"},
             {"status", std::to_string(seen.status)},
             {"said", excerpt(seen.body)},
             {"server", seen.has_field("Server") ? excerpt(seen.field("Server")) : "-"}};
  if (!to.tls && asks_for_tls(seen)) {
    with["https"] = "https://" + to.host + (to.port == 80 ? "" : ":" + std::to_string(to.port)) + to.base;
    return finding{problem::http_tls_expected, with};
  }
  switch (seen.how) {
    case ending::timed_out:
      return finding{problem::http_timed_out, with};
    case ending::closed:
      return finding{problem::http_closed, with};
    case ending::not_http:
      with["said"] = excerpt(seen.first_octets);
      return finding{problem::http_not_http, with};
    case ending::too_large:
      return finding{problem::http_not_the_relay, with};
    case ending::complete:
      break;
  }
  if (is_redirect(seen.status)) {
    with["location"] = excerpt(seen.field("Location"));
    switch (kind_of_redirect(to, seen.field("Location"))) {
      case redirect_kind::to_https:
        return finding{problem::http_to_https, with};
      case redirect_kind::to_sign_in:
        return finding{problem::http_sign_in, with};
      case redirect_kind::elsewhere:
        return finding{problem::http_redirected, with};
    }
  }
  switch (seen.status) {
    case 200: {
      const std::string_view body = seen.body;
      const bool is_ours = body == "ok" || body == "ok\n";
      return is_ours ? std::nullopt : std::optional(finding{problem::http_not_the_relay, with});
    }
    case 401:
    case 407:
      return finding{problem::http_sign_in, with};
    case 403:
      return finding{problem::http_forbidden, with};
    case 404:
      return finding{problem::http_not_forwarded, with};
    case 421:
      return finding{problem::http_host_refused, with};
    case 502:
      return finding{problem::http_bad_gateway, with};
    case 504:
      return finding{problem::http_gateway_timeout, with};
    case 429:
    case 503:
      // A proxy without a server to turn to says this as well.
      return finding{is_the_relays(seen) ? problem::http_unavailable : problem::http_bad_gateway, with};
    default:
      return finding{seen.status >= 500 ? problem::http_server_error : problem::http_not_the_relay, with};
  }
}

}  // namespace glasshell::relay::doctor
