// From what was seen on the way to the relay to what it means: name, TCP, TLS, HTTP. Pure functions.
#pragma once

#include "relay/doctor/finding.hpp"
#include "relay/doctor/http_message.hpp"
#include "relay/doctor/tls_client.hpp"

#include <boost/system/error_code.hpp>

#include <ctime>
#include <optional>
#include <string>
#include <vector>

namespace glasshell::relay::doctor {

std::optional<finding> judge_name(const target& to, const boost::system::error_code& error);
/// @param address  the last that was tried
std::optional<finding> judge_tcp(const std::string& address, const boost::system::error_code& error);

struct tls_evidence {
  enum class handshake : std::uint8_t { done, failed, closed, timed_out } how = handshake::closed;
  std::string first_octets;  ///< of the answer to the hello
  std::string error;
  certificate_facts certificate;
  std::time_t now = 0;
  std::optional<std::time_t> servers_now;  ///< its Date, if it was asked
};
struct tls_verdict {
  std::optional<finding> failure;
  std::vector<finding> notes;
};
tls_verdict judge_tls(const target& to, const tls_evidence& seen);

/// Of GET /healthz.
std::optional<finding> judge_http(const target& to, const http_answer& seen);
/// Whether the clocks of both ends differ by so much that it will be trouble.
std::optional<finding> judge_clock(std::time_t now, std::optional<std::time_t> servers_now);
std::optional<std::time_t> parse_http_date(std::string_view text);

/// What a redirect means for who follows it: a sign-in, the same over https, or something else.
enum class redirect_kind : std::uint8_t { to_https, to_sign_in, elsewhere };
redirect_kind kind_of_redirect(const target& to, std::string_view location);
bool is_redirect(unsigned status) noexcept;

/// A short, printable piece of what a peer said.
std::string excerpt(std::string_view text);
/// "2026-11-25 20:00 UTC"
std::string date_text(std::time_t when);
/// The server says that it expected TLS.
bool asks_for_tls(const http_answer& seen);

}  // namespace glasshell::relay::doctor
