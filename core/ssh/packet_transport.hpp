// SSH's transport (RFC 4253) as libssh2 does it, from octets to packets and back: identification, key exchanges, ciphers,
// and nothing above: user authentication and channels are our own code over the packets that pass here. With libssh2_session
// the only place that knows libssh2's insides; no libssh2 type leaves.
#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "ssh/action.hpp"
#include "ssh/algorithm_preferences.hpp"
#include "ssh/message.hpp"
#include "ssh/transport_failure.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace glasshell::ssh {

/// @par Errors  Once `failure()` has a value nothing more comes or goes; octets already in `output()` stay.
/// @par Lifetime  Views live until the next non-const call.
/// @par Thread safety  None.
class packet_transport : public packet_sender {
 public:
  /// @param rekey_after_bytes  after so many octets both ways we ask for new keys, if the server has not done so before
  /// @par Errors  not_enough_memory, if libssh2 does not fit into the limit.
  static result<std::unique_ptr<packet_transport>> create(const algorithm_preferences& offered,
                                                          std::size_t memory_limit_bytes,
                                                          std::uint64_t rekey_after_bytes);

  /// Borrows octets until `keep_rest`, which copies what has not been used by then.
  virtual void feed(bytes_view from_server) = 0;
  virtual void keep_rest() = 0;
  virtual void end_of_stream() = 0;
  [[nodiscard]] virtual bytes_view output() const = 0;
  virtual void output_sent(std::size_t size_bytes) = 0;

  enum class progress : std::uint8_t { done, needs_more, failed };
  /// Identification, first key exchange, and the request for the authentication service.
  virtual progress handshake() = 0;
  /// Whether the server's identification string has come.
  [[nodiscard]] virtual bool identified() const = 0;
  /// The next packet that is not libssh2's own business, or nothing until more octets come or the transport has failed.
  virtual std::optional<received_packet> next_packet() = 0;
  virtual channel_events take_channel_events() = 0;
  /// Tells the server that the packet just taken means nothing to us (RFC 4253 §11.4).
  virtual void reject_packet() = 0;

  virtual void disconnect(disconnect_reason reason, const char* text) = 0;
  /// From here on packets for the channel of this number (ours) are passed on.
  virtual void expect_channel(std::uint32_t number) = 0;
  virtual void authentication_succeeded() = 0;

  [[nodiscard]] virtual const std::optional<transport_failure>& failure() const = 0;
  /// What it means that nothing more has come within the time for the handshake.
  [[nodiscard]] virtual transport_failure silence() const = 0;
  /// Octets that wait here because nobody takes packets.
  [[nodiscard]] virtual std::size_t unread_bytes() const = 0;
  [[nodiscard]] virtual bytes_view session_id() const = 0;
  [[nodiscard]] virtual bytes_view host_key_blob() const = 0;
  /// The server's list of signature algorithms (RFC 8308 §3.1); empty if it sent none.
  [[nodiscard]] virtual std::string signature_algorithms() const = 0;
  /// What is in use now, and how often it was renewed.
  [[nodiscard]] virtual negotiated methods() const = 0;
  /// Key exchanges completed after the first.
  [[nodiscard]] virtual std::uint32_t rekeys() const = 0;
  [[nodiscard]] virtual std::size_t memory_bytes() const = 0;
  [[nodiscard]] virtual std::size_t peak_memory_bytes() const = 0;

 protected:
  packet_transport() = default;
};

}  // namespace glasshell::ssh
