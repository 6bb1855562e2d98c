// Why an SSH session could not begin or go on: stage, cause and the peer's own words, apart from ours. The sentence that
// a person reads is made from stage and cause alone, in the page's catalogue (two languages) and in `describe` (logs).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace glasshell::ssh {

/// How far the session had come. `name_of` gives the stable word.
enum class stage : std::uint8_t {
  banner,          ///< waiting for the server's identification string (RFC 4253 §4.2)
  key_exchange,    ///< agreeing on algorithms and keys (RFC 4253 §7)
  host_key,        ///< deciding whether this is the right server
  authentication,  ///< proving who the user is (RFC 4252)
  channel,         ///< opening the session channel, the pty and the shell (RFC 4254 §6)
  session,         ///< the shell is running
};

enum class cause : std::uint8_t {
  not_ssh,                   ///< what answered does not speak SSH; its first octets are in `peer_text`
  ssh_version_1,             ///< the server offers SSH-1 only
  banner_too_long,           ///< no identification string within the lines and octets that we read
  closed_by_peer,            ///< the connection ended without a word
  timed_out,                 ///< nothing came within the time allowed
  no_common_algorithm,       ///< `mismatch` says which and lists both sides
  bad_signature,             ///< the server could not prove that it has the host key
  integrity_error,           ///< a packet failed its MAC, or its length was impossible
  protocol_error,            ///< the server sent what the protocol does not allow here
  memory_limit,              ///< the server made us hold more than the session's bound
  host_key_refused,          ///< the person did not accept the key
  host_key_changed,          ///< the key is not the one known for this node
  no_method_left,            ///< the server accepts none of the methods that we speak; `methods` lists its own
  too_many_attempts,         ///< the server disconnected after failed attempts
  authentication_cancelled,  ///< the person gave up
  disconnected_by_peer,      ///< SSH_MSG_DISCONNECT; code and words in `peer_text`
  channel_refused,           ///< the server would not open a session channel
  pty_refused,
  shell_refused,
  keepalive_lost,  ///< the node stopped answering keepalives
  screen_lost,     ///< the screen lost output that it was given
  internal_error,  ///< a bug of ours
};

const char* name_of(stage value) noexcept;
const char* name_of(cause value) noexcept;

/// The lists of one negotiation that found nothing in common (RFC 4253 §7.1).
struct algorithm_mismatch {
  std::string category;  ///< "key exchange", "host key", "cipher to server", "cipher to client", "MAC to server", …
  std::vector<std::string> ours;
  std::vector<std::string> theirs;
};

struct failure {
  ssh::stage stage = ssh::stage::banner;
  ssh::cause cause = ssh::cause::internal_error;
  std::string peer_text;                       ///< the server's words, made printable; empty if it said none
  std::optional<algorithm_mismatch> mismatch;  ///< with no_common_algorithm
  std::vector<std::string> methods;            ///< with no_method_left
};

/// One English sentence with what was seen and what to do, for logs and for the native command line.
std::string describe(const failure& what);

}  // namespace glasshell::ssh
