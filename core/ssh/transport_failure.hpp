// Why the transport cannot go on, worked out from libssh2's code and from what the stream has shown: libssh2 has one code
// for many causes, and for a failed handshake none that says what a person could change. Its insides may not enter.
#pragma once

#include "ssh/failure.hpp"
#include "ssh/octet_stream.hpp"

#include <optional>
#include <string>

namespace glasshell::ssh {

struct transport_failure {
  ssh::cause cause = ssh::cause::internal_error;
  std::string peer_text;
  std::optional<algorithm_mismatch> mismatch;
};

/// How libssh2 stands when it has failed.
struct libssh2_outcome {
  int code = 0;  ///< LIBSSH2_ERROR_…
  bool memory_exhausted = false;
  bool handshake_done = false;
  bool host_key_decoded = false;  ///< of the key exchange under way
  /// Of SSH_MSG_DISCONNECT, if it came.
  std::optional<std::string> disconnect_text = std::nullopt;
};

transport_failure failure_of(const libssh2_outcome& outcome, const octet_stream& seen);
/// @param why  as `octet_stream::feed` returned it
transport_failure failure_to_identify(cause why, const octet_stream& seen);
/// What it means that nothing more has come within the time for the handshake.
transport_failure failure_by_silence(const octet_stream& seen);

}  // namespace glasshell::ssh
