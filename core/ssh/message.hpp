// The numbers of SSH's messages (RFC 4250 §4.1) that our own code sends or reads, and how it sends them. No libssh2 type
// may enter: what speaks the protocol through this can be tested by script.
#pragma once

#include "base/bytes.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace glasshell::ssh {

namespace message {
inline constexpr std::uint8_t disconnect = 1;
inline constexpr std::uint8_t unimplemented = 3;
inline constexpr std::uint8_t kexinit = 20;
inline constexpr std::uint8_t userauth_request = 50;
inline constexpr std::uint8_t userauth_failure = 51;
inline constexpr std::uint8_t userauth_success = 52;
inline constexpr std::uint8_t userauth_banner = 53;
/// PK_OK, PASSWD_CHANGEREQ or INFO_REQUEST, by the method under way.
inline constexpr std::uint8_t userauth_method_60 = 60;
inline constexpr std::uint8_t userauth_info_response = 61;
inline constexpr std::uint8_t global_request = 80;
inline constexpr std::uint8_t request_success = 81;
inline constexpr std::uint8_t request_failure = 82;
inline constexpr std::uint8_t channel_open = 90;
inline constexpr std::uint8_t channel_open_confirmation = 91;
inline constexpr std::uint8_t channel_open_failure = 92;
inline constexpr std::uint8_t channel_window_adjust = 93;
inline constexpr std::uint8_t channel_data = 94;
inline constexpr std::uint8_t channel_extended_data = 95;
inline constexpr std::uint8_t channel_eof = 96;
inline constexpr std::uint8_t channel_close = 97;
inline constexpr std::uint8_t channel_request = 98;
inline constexpr std::uint8_t channel_success = 99;
inline constexpr std::uint8_t channel_failure = 100;
}  // namespace message

/// Why a session is ended, in SSH_MSG_DISCONNECT (RFC 4253 §11.1).
enum class disconnect_reason : std::uint32_t {
  protocol_error = 2,
  host_key_not_verifiable = 9,
  by_application = 11,
  auth_cancelled_by_user = 13,
  no_more_auth_methods = 14,
};

/// One packet that the peer sent.
struct received_packet {
  std::uint8_t type = 0;
  bytes_view payload;  ///< after the type octet; lives until the next packet is taken
};

/// What libssh2 takes from the stream for its own book-keeping of the one channel, since the last look.
struct channel_events {
  std::uint32_t window_added_bytes = 0;
  std::optional<std::uint32_t> exit_status = std::nullopt;
  std::optional<std::string> exit_signal = std::nullopt;
  bool eof = false;
  bool close = false;
};

/// Takes packets to send, in order. Nothing comes back: if the transport has failed, whoever owns it sees that.
class packet_sender {
 public:
  virtual ~packet_sender() = default;
  packet_sender(const packet_sender&) = delete;
  packet_sender& operator=(const packet_sender&) = delete;

  /// @param head  begins with the message number
  /// @param tail  follows `head` in the same packet, so that bulk data need not be copied in front
  /// @par Lifetime  Both are copied or encrypted before this returns.
  virtual void send(bytes_view head, bytes_view tail) = 0;
  void send(bytes_view packet) { send(packet, {}); }
  /// Whether bulk data may be added now: no key exchange is under way and little waits to be sent. Other packets are taken
  /// at any time, and kept while a key exchange is under way (RFC 4253 §7.1).
  [[nodiscard]] virtual bool has_room() const = 0;

 protected:
  packet_sender() = default;
};

}  // namespace glasshell::ssh
