// The link's frames: what one binary WebSocket message holds. Pure encoding and decoding; docs/wire-protocol.md is
// normative. No counters, no time and no sockets may enter.
#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "base/secret.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>

namespace glasshell::link {

inline constexpr std::uint8_t protocol_version = 1;

/// The WebSocket subprotocol of this version (RFC 6455 §1.9).
inline constexpr const char* subprotocol = "glasshell.v1";

/// The largest frame, type octet included. One WebSocket message is one frame; a longer message is refused unread.
inline constexpr std::size_t max_frame_bytes = std::size_t{64} * 1024;
inline constexpr std::size_t max_data_bytes = max_frame_bytes - 1;

/// The longest proof of identity in a hello (a signed token fits in), and the longest text in a refuse or a bye.
inline constexpr std::size_t max_proof_bytes = std::size_t{8} * 1024;
inline constexpr std::size_t max_text_bytes = 1024;

enum class frame_type : std::uint8_t { hello = 1, welcome = 2, refuse = 3, data = 4, ack = 5, beat = 6, bye = 7 };

/// Names a session. Not a secret: it may be logged.
using session_id = std::array<std::uint8_t, 16>;
inline constexpr std::size_t session_secret_bytes = 32;

/// Who holds the node's credentials and runs the SSH engine.
enum class custody : std::uint8_t { browser = 1, relay = 2 };

/// The claim that a hello makes on an existing session.
struct resume_claim {
  session_id id{};
  secret_bytes secret;               ///< `session_secret_bytes` octets
  std::uint32_t attempt = 0;         ///< counts the session's claims, from 1: a late one is told from a newer one
  std::uint64_t received_bytes = 0;  ///< how much of the peer's stream has arrived here
};

/// Client's first frame.
struct hello {
  std::uint8_t version = protocol_version;
  secret_bytes proof;                  ///< proof of who the user is; empty where the relay allows anonymous use
  std::uint64_t receive_limit = 0;     ///< absolute count of octets that the client is ready to hold
  std::optional<resume_claim> resume;  ///< absent for a new session
};

/// Relay's answer to an accepted hello.
struct welcome {
  std::uint8_t version = protocol_version;
  link::custody custody = custody::browser;
  session_id id{};
  secret_bytes secret;                         ///< `session_secret_bytes` octets
  std::uint64_t received_bytes = 0;            ///< how much of the client's stream has arrived at the relay
  std::uint64_t receive_limit = 0;             ///< absolute count of octets that the relay is ready to hold
  std::chrono::seconds grace{0};               ///< how long the relay keeps a session whose socket is gone
  std::chrono::milliseconds beat_interval{0};  ///< the longest silence before a beat is due
};

/// Which hop refused or ended a session.
enum class hop : std::uint8_t {
  relay = 1,      ///< the relay itself: its limits, its state
  access = 2,     ///< who the user is, and what they may reach
  node_name = 3,  ///< resolving the node's name
  node_tcp = 4,   ///< reaching the node's port
  session = 5,    ///< the session named in a resume claim
};

/// Why. Numbers are part of the wire and are never reused; `name_of` gives the stable word for each.
enum class reason : std::uint16_t {
  unsupported_version = 1,
  malformed_frame = 2,
  not_authenticated = 3,
  not_permitted = 4,
  unknown_node = 5,
  too_many_links = 6,
  too_many_links_from_address = 7,
  name_not_found = 8,
  connection_refused = 9,
  connection_timed_out = 10,
  host_unreachable = 11,
  connection_reset = 12,
  closed_by_node = 13,
  closed_by_client = 14,
  idle_timeout = 15,
  relay_shutting_down = 16,
  session_unknown = 17,
  session_expired = 18,
  counts_impossible = 19,
  internal_error = 20,
  window_exceeded = 21,
  silent_peer = 22,
  session_wrong_secret = 23,
  session_wrong_user = 24,
  session_superseded = 25,
  session_evicted = 26,
};

/// The stable word for a reason, as it stands in logs and in the page's catalogue, for example "connection_refused".
const char* name_of(reason why) noexcept;
const char* name_of(hop where) noexcept;

/// Relay's refusal of a hello; the socket is closed after it.
struct refuse {
  link::hop hop = hop::relay;
  link::reason reason = reason::internal_error;
  std::chrono::milliseconds retry_after{0};  ///< 0: trying again as it is will not help, and a claimed session is over
  std::string text;                          ///< UTF-8 for a person, without secrets
};

/// How far the sender's next consumer has got, and how far the peer may go.
struct ack {
  std::uint64_t consumed_bytes = 0;  ///< absolute; never falls
  std::uint64_t receive_limit = 0;   ///< absolute; never falls
};

enum class beat_kind : std::uint8_t { ask = 0, answer = 1 };

/// Liveness, and a round-trip time for who asked.
struct beat {
  beat_kind kind = beat_kind::ask;
  std::uint64_t stamp = 0;  ///< the asker's own; returned unchanged
};

/// The end of the sender's stream, after all its data.
struct bye {
  std::uint64_t final_offset = 0;  ///< how many octets of data the sender ever sent
  link::hop hop = hop::relay;
  link::reason reason = reason::closed_by_client;
  std::string text;
};

/// A piece of the stream. The view lives as long as the message it was decoded from.
struct data {
  bytes_view payload;
};

using frame = std::variant<hello, welcome, refuse, data, ack, beat, bye>;

/// What can be wrong with a message or a peer.
enum class errc : int {
  empty_message = 1,    ///< a message without a type octet
  oversized_frame,      ///< longer than `max_frame_bytes`
  unknown_type,         ///< a type that this version does not have
  malformed,            ///< fields missing, left over, or out of their range
  unsupported_version,  ///< a hello or a welcome of another version
  unexpected_frame,     ///< a frame that its sender may not send in this state
  window_exceeded,      ///< data beyond the limit that was granted
  ack_beyond_sent,      ///< an ack of octets that were never sent
  ack_went_back,        ///< an ack or a limit lower than an earlier one
  counts_impossible,    ///< a resume whose counts cannot be true
  wrong_final_offset,   ///< a bye that does not match the data before it
  text_frame,           ///< a WebSocket text message where only binary ones are spoken
  silent_peer,          ///< nothing heard for longer than the link allows
  wrong_secret,         ///< a claim on a session without its secret
  superseded_attempt,   ///< a claim that is not newer than the last one that was accepted
};

const boost::system::error_category& link_category() noexcept;
inline error_code make_error_code(errc e) noexcept { return {static_cast<int>(e), link_category()}; }

/// Decodes one message.
///
/// @param message  one whole WebSocket message, borrowed; `data::payload` points into it.
/// @return the frame, or an error of `link_category()`.
/// @par Errors  empty_message, oversized_frame, unknown_type, malformed, unsupported_version.
/// @see docs/wire-protocol.md
result<frame> decode(bytes_view message);

/// Encodes a control frame (any but `data`, whose one header octet is `frame_type::data`).
/// Texts and proofs beyond their limits are cut.
bytes encode(const hello& value);
bytes encode(const welcome& value);
bytes encode(const refuse& value);
bytes encode(const ack& value);
bytes encode(const beat& value);
bytes encode(const bye& value);

}  // namespace glasshell::link

template <>
struct boost::system::is_error_code_enum<glasshell::link::errc> : std::true_type {};
