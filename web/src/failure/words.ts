// The stable words that a failure may carry, as the engine and the relay say them. The C++ headers are their source; a test
// reads those headers and fails when a word is missing here, and the catalogues fail to compile when one has no text.

/** `core/link/frame.hpp`, `hop`. */
export const relayHops = ["relay", "access", "node_name", "node_tcp", "session"] as const;
export type RelayHop = (typeof relayHops)[number];

/** `core/link/frame.hpp`, `reason`. */
export const linkReasons = [
  "unsupported_version",
  "malformed_frame",
  "not_authenticated",
  "not_permitted",
  "unknown_node",
  "too_many_links",
  "too_many_links_from_address",
  "name_not_found",
  "connection_refused",
  "connection_timed_out",
  "host_unreachable",
  "connection_reset",
  "closed_by_node",
  "closed_by_client",
  "idle_timeout",
  "relay_shutting_down",
  "session_unknown",
  "session_expired",
  "counts_impossible",
  "internal_error",
  "window_exceeded",
  "silent_peer",
  "session_wrong_secret",
  "session_wrong_user",
  "session_superseded",
  "session_evicted",
] as const;
export type LinkReason = (typeof linkReasons)[number];

/** `core/link/frame.hpp`, `errc`. */
export const linkErrors = [
  "empty_message",
  "oversized_frame",
  "unknown_type",
  "malformed",
  "unsupported_version",
  "unexpected_frame",
  "window_exceeded",
  "ack_beyond_sent",
  "ack_went_back",
  "counts_impossible",
  "wrong_final_offset",
  "text_frame",
  "silent_peer",
  "wrong_secret",
  "superseded_attempt",
] as const;
export type LinkError = (typeof linkErrors)[number];

/** `core/ssh/failure.hpp`, `stage`. */
export const stages = ["banner", "key_exchange", "host_key", "authentication", "channel", "session"] as const;
export type Stage = (typeof stages)[number];

/** `core/ssh/failure.hpp`, `cause`. */
export const causes = [
  "not_ssh",
  "ssh_version_1",
  "banner_too_long",
  "closed_by_peer",
  "timed_out",
  "no_common_algorithm",
  "bad_signature",
  "integrity_error",
  "protocol_error",
  "memory_limit",
  "host_key_refused",
  "host_key_changed",
  "no_method_left",
  "too_many_attempts",
  "authentication_cancelled",
  "disconnected_by_peer",
  "channel_refused",
  "pty_refused",
  "shell_refused",
  "keepalive_lost",
  "screen_lost",
  "internal_error",
] as const;
export type Cause = (typeof causes)[number];

/** What became of a WebSocket that failed before the link could say why; found out by `probe.ts`. */
export const socketFindings = [
  "offline",
  "mixed_content",
  "relay_unreachable",
  "relay_unhealthy",
  "gateway_without_relay",
  "not_routed",
  "not_a_relay",
  "upgrade_lost",
  "origin_refused",
  "sign_in_required",
  "rate_limited",
  "lost",
  "going_away",
  "refused_message",
] as const;
export type SocketFinding = (typeof socketFindings)[number];

/** Whether `word` is one of `words`, as a type. */
export function isWord<Word extends string>(words: readonly Word[], word: string): word is Word {
  return (words as readonly string[]).includes(word);
}
