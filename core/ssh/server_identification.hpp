// The server's first line (RFC 4253 §4.2), found by us before libssh2 sees anything: libssh2 would wait for it without an
// end, and takes SSH-1 for SSH-2. Lines before it are dropped here; from the identification on every octet goes to libssh2.
#pragma once

#include "base/bytes.hpp"
#include "ssh/failure.hpp"

#include <cstddef>
#include <optional>
#include <string>

namespace glasshell::ssh {

class server_identification {
 public:
  /// How much a server may say before it identifies itself (OpenSSH's own limits), and RFC 4253's length of the line.
  static constexpr std::size_t lines_limit = 1024;
  static constexpr std::size_t line_limit_bytes = 8192;
  static constexpr std::size_t total_limit_bytes = std::size_t{256} * 1024;
  static constexpr std::size_t identification_limit_bytes = 255;

  struct progress {
    std::size_t taken_bytes = 0;      ///< of what was fed; the rest is SSH's binary protocol
    std::optional<ssh::cause> error;  ///< not_ssh, ssh_version_1 or banner_too_long
  };
  progress feed(bytes_view from_server);

  /// Whether the whole line is there.
  [[nodiscard]] bool complete() const noexcept { return complete_; }
  /// The line without its end, once complete, as it came.
  [[nodiscard]] const std::string& line() const noexcept { return line_; }
  /// What came instead of an identification: its first octets, as they came; empty if nothing did.
  [[nodiscard]] const std::string& first_octets() const noexcept { return first_octets_; }
  /// What the server's silence or end means here: nothing at all was said, or something that is not SSH.
  [[nodiscard]] ssh::cause cause_of_end(ssh::cause if_silent) const noexcept;

 private:
  std::optional<ssh::cause> take_line();

  std::string line_;
  std::string first_octets_;
  std::size_t lines_ = 0;
  std::size_t total_bytes_ = 0;
  bool complete_ = false;
};

}  // namespace glasshell::ssh
