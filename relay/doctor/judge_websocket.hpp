// From the answer to an upgrade, and from what became of messages, to what it means. Pure functions.
#pragma once

#include "relay/doctor/finding.hpp"
#include "relay/doctor/http_message.hpp"
#include "relay/doctor/websocket_codec.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace glasshell::relay::doctor {

/// @param subprotocol  that was offered
std::optional<finding> judge_upgrade(const target& to, const http_answer& seen, std::string_view subprotocol);

/// What a browser would find out about HTTP/2: it opens WebSockets over HTTP/1.1, unless the connection that it has says that
/// it takes extended CONNECT (RFC 8441).
struct http2_evidence {
  bool offered = false;                    ///< the server chose h2 when it had the choice
  bool http1_refused = false;              ///< and refuses HTTP/1.1
  bool extended_connect = false;           ///< SETTINGS_ENABLE_CONNECT_PROTOCOL is 1
  std::optional<unsigned> connect_status;  ///< the answer to one; nothing if there was none
};
std::optional<finding> judge_http2(const target& to, const http2_evidence& seen);

/// What became of one message to the test endpoint.
struct echo_evidence {
  enum class outcome : std::uint8_t { same, different, compressed, closed, silent } how = outcome::silent;
  std::size_t size_bytes = 0;
  std::uint16_t close_code = 0;  ///< with `closed`; 0: without a close message
  bool small = false;            ///< too small for any limit of size
  bool came_after_more = false;  ///< with `silent`: it came once more octets were behind it
};
std::optional<finding> judge_echo(const echo_evidence& seen);

/// Whether small messages wait for something on the way.
/// @param median  of the round trips of small messages  @param tcp  round trip of the connection's own
std::optional<finding> judge_delay(std::chrono::microseconds median, std::chrono::microseconds tcp);

struct idle_evidence {
  enum class outcome : std::uint8_t { lives, closed, silent } how = outcome::lives;
  std::chrono::milliseconds after{0};  ///< when it was closed
  std::chrono::milliseconds waited{0};
  std::uint16_t close_code = 0;
};
std::optional<finding> judge_idle(const idle_evidence& seen);

/// "12.3 ms"
std::string milliseconds_text(std::chrono::microseconds time);
/// "64 KiB"
std::string size_text(std::size_t size_bytes);

}  // namespace glasshell::relay::doctor
