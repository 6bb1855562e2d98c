// The stream under libssh2, in place of a socket: what has come and is not read yet, what is to go, and what both sides
// showed of themselves while they spoke in plaintext. No libssh2 type may enter.
#pragma once

#include "base/bytes.hpp"
#include "ssh/byte_queue.hpp"
#include "ssh/failure.hpp"
#include "ssh/plaintext_observer.hpp"
#include "ssh/server_identification.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>

namespace glasshell::ssh {

/// @par Lifetime  Views live until the next non-const call.
/// @par Thread safety  None.
class octet_stream {
 public:
  /// Above so much unsent output no bulk data is added; a server that makes us answer while nobody takes the answers away
  /// ends the session at the limit.
  static constexpr std::size_t output_high_mark_bytes = std::size_t{256} * 1024;
  static constexpr std::size_t output_limit_bytes = std::size_t{4} * 1024 * 1024;

  /// Borrows octets until `keep_rest`, which copies what was not read by then.
  /// @return why they do not begin an SSH session: not_ssh, ssh_version_1 or banner_too_long
  std::optional<cause> feed(bytes_view from_server);
  void keep_rest();
  void end() noexcept { ended_ = true; }
  /// Copies the next octets: in plaintext no more than the packet under way, so that what was observed ends where the
  /// reader stops. Nothing is read before the server's identification is complete.
  /// @return how many; 0 if none are at hand
  std::size_t read(bytes_span to);
  [[nodiscard]] std::size_t unread_bytes() const noexcept { return kept_.size() + fresh_.size(); }
  [[nodiscard]] bool ended() const noexcept { return ended_ && unread_bytes() == 0; }

  /// Takes all, always. The first call is our identification.
  void write(bytes_view octets);
  [[nodiscard]] bytes_view output() const noexcept { return output_.view(); }
  void output_sent(std::size_t size_bytes) noexcept { output_.drop(size_bytes); }
  [[nodiscard]] bool has_room() const noexcept { return output_.size() < output_high_mark_bytes; }
  /// Whether the limit was ever passed.
  [[nodiscard]] bool overflowed() const noexcept { return overflowed_; }

  /// Read and written so far.
  [[nodiscard]] std::uint64_t passed_bytes() const noexcept { return passed_bytes_; }
  [[nodiscard]] const server_identification& identification() const noexcept { return identification_; }
  [[nodiscard]] const plaintext_observer& ours() const noexcept { return ours_; }
  [[nodiscard]] const plaintext_observer& theirs() const noexcept { return theirs_; }

 private:
  server_identification identification_;
  plaintext_observer ours_;
  plaintext_observer theirs_;
  bool line_written_ = false;        // ours
  std::size_t line_left_bytes_ = 0;  // of the server's line, not read yet

  bytes_view fresh_;  // borrowed
  byte_queue kept_;   // before `fresh_`
  byte_queue output_;
  std::uint64_t passed_bytes_ = 0;
  bool ended_ = false;
  bool overflowed_ = false;
};

}  // namespace glasshell::ssh
