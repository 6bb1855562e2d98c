// As much of HTTP/2 as it takes to ask a server whether it carries WebSockets (RFC 9113, RFC 8441): its SETTINGS, and one extended
// CONNECT. Pure coding.
#pragma once

#include "base/bytes.hpp"
#include "relay/doctor/target.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace glasshell::relay::doctor {

/// The client's preface and its SETTINGS.
bytes http2_preface();
/// SETTINGS acknowledged, and a request for a WebSocket on stream 1.
bytes http2_connect(const target& to, std::string_view path, std::string_view subprotocol);

/// Takes the server's octets in any pieces.
class http2_reader {
 public:
  void feed(bytes_view octets);
  [[nodiscard]] bool settings_seen() const noexcept { return settings_seen_; }
  [[nodiscard]] bool extended_connect() const noexcept { return extended_connect_; }
  /// Of the answer on stream 1; 0: the stream was reset; nothing: no answer yet.
  [[nodiscard]] std::optional<unsigned> status() const noexcept { return status_; }
  /// The server ends the connection, or does not speak HTTP/2.
  [[nodiscard]] bool over() const noexcept { return over_; }

 private:
  void take(std::uint8_t type, std::uint8_t flags, std::uint32_t stream, bytes_view payload);

  bytes buffer_;
  bool settings_seen_ = false;
  bool extended_connect_ = false;
  std::optional<unsigned> status_;
  bool over_ = false;
};

/// `:status` of a header block that begins with it, as every answer's does (RFC 9113 §8.3). @return 0 if it is none
unsigned status_of_header_block(bytes_view block);

}  // namespace glasshell::relay::doctor
