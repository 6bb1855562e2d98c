// One HTTP request over a raw socket, octet for octet as the test writes it.
#pragma once

#include "support/loopback.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace glasshell::test {

struct http_answer {
  unsigned status = 0;
  std::string head;  ///< status line and fields
  std::string body;

  /// A field's value; names are compared without regard to case.
  [[nodiscard]] std::optional<std::string> field(std::string_view name) const;
};

/// Reads one answer: its head, and as much body as Content-Length says (none for `head_only`).
/// @param rest  octets that came after the answer are left here
/// @par Errors  Throws std::runtime_error if the peer closes before the answer is whole, std::system_error if it is silent for `limit`.
http_answer read_answer(const socket_handle& from, std::string& rest, bool head_only = false,
                        std::chrono::milliseconds limit = std::chrono::seconds(10));

/// Connects, sends `request`, reads one answer.
http_answer exchange(std::uint16_t port, std::string_view request);

/// GET with a Host of 127.0.0.1:port, and further header fields, each ended by CRLF.
http_answer get(std::uint16_t port, std::string_view target, std::string_view fields = {});

/// Waits until the peer has closed, discarding what it sends. @return false if it has not within `limit`
bool wait_for_close(const socket_handle& from, std::chrono::milliseconds limit = std::chrono::seconds(10));

}  // namespace glasshell::test
