#include "ssh/transport_failure.hpp"

#include "base/text.hpp"

#include <libssh2.h>

#include <cstddef>
#include <string_view>
#include <utility>

namespace glasshell::ssh {

namespace {

constexpr std::size_t peer_text_limit_bytes = 1024;

transport_failure failure_with(cause why, std::string_view peer_text = {}) {
  return {.cause = why, .peer_text = printable_text(peer_text, peer_text_limit_bytes), .mismatch = {}};
}

std::optional<algorithm_mismatch> mismatch_in(const octet_stream& seen) {
  const auto& ours = seen.ours().lists();
  const auto& theirs = seen.theirs().lists();
  return ours && theirs ? first_mismatch(*ours, *theirs) : std::nullopt;
}

/// libssh2 has one code for each way in which an exchange can fail.
transport_failure failure_of_handshake(const libssh2_outcome& outcome, const octet_stream& seen) {
  if (seen.ended()) return failure_with(cause::closed_by_peer);
  if (auto mismatch = mismatch_in(seen)) {
    return {.cause = cause::no_common_algorithm, .peer_text = {}, .mismatch = std::move(mismatch)};
  }
  const bool proof_came = seen.theirs().exchange_replied() && outcome.host_key_decoded;
  return failure_with(proof_came ? cause::bad_signature : cause::protocol_error);
}

/// What the server's silence or end means.
transport_failure failure_by_end(cause if_identified, const octet_stream& seen) {
  const server_identification& server = seen.identification();
  return server.complete() ? failure_with(if_identified)
                           : failure_to_identify(server.cause_of_end(if_identified), seen);
}

}  // namespace

transport_failure failure_of(const libssh2_outcome& outcome, const octet_stream& seen) {
  if (outcome.memory_exhausted || seen.overflowed() || outcome.code == LIBSSH2_ERROR_ALLOC) {
    return failure_with(cause::memory_limit);
  }
  if (outcome.disconnect_text) return failure_with(cause::disconnected_by_peer, *outcome.disconnect_text);
  if (!seen.identification().complete()) return failure_by_end(cause::closed_by_peer, seen);
  if (!outcome.handshake_done && seen.theirs().impossible_length()) return failure_with(cause::integrity_error);
  switch (outcome.code) {
    case LIBSSH2_ERROR_INVALID_MAC:
    case LIBSSH2_ERROR_DECRYPT:
    case LIBSSH2_ERROR_OUT_OF_BOUNDARY:
      return failure_with(cause::integrity_error);
    case LIBSSH2_ERROR_BAD_USE:
      return failure_with(cause::internal_error);
    case LIBSSH2_ERROR_SOCKET_RECV:
    case LIBSSH2_ERROR_SOCKET_DISCONNECT:
      // libssh2 also "disconnects" by itself, when a server breaks the rules of strict key exchange.
      return failure_with(seen.ended() ? cause::closed_by_peer : cause::protocol_error);
    default:
      return outcome.handshake_done ? failure_with(cause::protocol_error) : failure_of_handshake(outcome, seen);
  }
}

transport_failure failure_to_identify(cause why, const octet_stream& seen) {
  const bool octets_tell = why == cause::not_ssh || why == cause::ssh_version_1 || why == cause::banner_too_long;
  return failure_with(why, octets_tell ? seen.identification().first_octets() : std::string_view());
}

transport_failure failure_by_silence(const octet_stream& seen) { return failure_by_end(cause::timed_out, seen); }

}  // namespace glasshell::ssh
