// One HTTP/1.1 exchange as seen from the client: the request's octets, and what came back, whatever it was. Pure.
#pragma once

#include "relay/doctor/target.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace glasshell::relay::doctor {

/// How an exchange, or a part of one, came to its end.
enum class ending : std::uint8_t {
  complete,
  closed,  ///< the peer ended the connection too early
  timed_out,
  not_http,   ///< what came back is no HTTP/1
  too_large,  ///< beyond what the doctor reads
};

struct http_answer {
  ending how = ending::closed;
  unsigned status = 0;
  std::vector<std::pair<std::string, std::string>> fields;
  std::string body;          ///< as it came: still encoded as Content-Encoding says
  std::string first_octets;  ///< of what is not HTTP

  /// @return the value of the first field of this name, compared without regard to case; empty if there is none
  [[nodiscard]] std::string_view field(std::string_view name) const;
  [[nodiscard]] bool has_field(std::string_view name) const;
  /// All values of this field, joined by commas.
  [[nodiscard]] std::string fields_joined(std::string_view name) const;
  [[nodiscard]] bool is_html() const;
};

/// The largest file of the page is a little above a megabyte.
inline constexpr std::size_t most_body_bytes = std::size_t{16} * 1024 * 1024;

std::string make_get(const target& to, std::string_view path, std::string_view accept_encoding);

inline constexpr std::string_view websocket_key = "dGhlIHNhbXBsZSBub25jZQ==";
inline constexpr std::string_view websocket_accept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";
std::string make_upgrade(const target& to, std::string_view path, std::string_view subprotocol);

}  // namespace glasshell::relay::doctor
