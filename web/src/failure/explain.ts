// From what went wrong to what a person reads: one pure function over the stable words. No DOM, no state, no time.

import type { Catalogue, FailureNames, FailureText, FailureWords, Hop } from "../i18n/catalogue.ts";
import { formatDuration } from "../i18n/duration.ts";
import type { LinkFailed, LinkFinished, LinkRefused, SocketFailed, SshFailed } from "../worker/messages.ts";
import type { Advice, AdviceInLanguages } from "./doctor.ts";
import {
  type Cause,
  causes,
  isWord,
  linkErrors,
  linkReasons,
  type RelayHop,
  relayHops,
  type SocketFinding,
  stages,
} from "./words.ts";

/** A failed WebSocket, after the probe of the relay found out more. */
export interface SocketProblem extends SocketFailed {
  readonly finding: SocketFinding;
  /** What the probe saw, for the details. */
  readonly evidence: readonly string[];
  /** The doctor's words for it, where a browser sees enough. */
  readonly advice: AdviceInLanguages | null;
}
export interface EngineProblem {
  readonly kind: "engineFailed";
  readonly text: string;
}
/** The page around the terminal was asked for the token that the relay wants, and gave none. */
export interface TokenProblem {
  readonly kind: "tokenFailed";
  readonly text: string;
}

/** The node ended the session while the relay was out of reach; known since it is back. */
export interface ClosedWhileAway {
  readonly kind: "closedWhileAway";
  readonly awayMs: number;
  readonly failure: LinkFinished | SshFailed;
}

export type Failure =
  | ClosedWhileAway
  | LinkRefused
  | LinkFinished
  | LinkFailed
  | SshFailed
  | SocketProblem
  | EngineProblem
  | TokenProblem;

export interface Detail {
  readonly label: string;
  readonly value: string;
  /** The value is a list to be read item by item. */
  readonly list?: readonly string[];
}

export interface Explanation {
  readonly hop: Hop;
  readonly title: string;
  readonly cause: string;
  readonly remedy: string;
  /** Cause (with its hop) and remedy in one sentence. */
  readonly sentence: string;
  /** Nothing broke: the person, or the relay on purpose, ended it. */
  readonly calm: boolean;
  /** How long to wait before trying again is of use; null if at once is fine. */
  readonly retryAfterMs: number | null;
  readonly details: readonly Detail[];
  /** What the relay's doctor would say, with lines for the proxy. */
  readonly advice: Advice | null;
}

const hopOfRelay: Readonly<Record<RelayHop, Hop>> = {
  relay: "relay",
  access: "relay",
  node_name: "route",
  node_tcp: "route",
  session: "relay",
};

const hopOfCause: Readonly<Record<Cause, Hop>> = {
  not_ssh: "node",
  ssh_version_1: "node",
  banner_too_long: "node",
  closed_by_peer: "node",
  timed_out: "node",
  no_common_algorithm: "node",
  bad_signature: "node",
  integrity_error: "route",
  protocol_error: "node",
  memory_limit: "node",
  host_key_refused: "node",
  host_key_changed: "node",
  no_method_left: "node",
  too_many_attempts: "node",
  authentication_cancelled: "browser",
  disconnected_by_peer: "node",
  channel_refused: "node",
  pty_refused: "node",
  shell_refused: "node",
  keepalive_lost: "route",
  screen_lost: "browser",
  internal_error: "browser",
};

const hopOfSocket: Readonly<Record<SocketFinding, Hop>> = {
  offline: "browser",
  mixed_content: "browser",
  relay_unreachable: "network",
  relay_unhealthy: "relay",
  gateway_without_relay: "network",
  not_routed: "network",
  not_a_relay: "network",
  upgrade_lost: "network",
  origin_refused: "relay",
  sign_in_required: "network",
  rate_limited: "relay",
  lost: "network",
  going_away: "relay",
  refused_message: "network",
};

/** Causes and reasons that somebody meant: shown without alarm. */
const calmWords: ReadonlySet<string> = new Set([
  "host_key_refused",
  "authentication_cancelled",
  "closed_by_client",
  "relay_shutting_down",
  "idle_timeout",
]);

interface Found {
  readonly hop: Hop;
  readonly word: string;
  readonly text: FailureWords;
  readonly details: readonly (Detail | null)[];
  readonly retryAfterMs?: number;
}

/**
 * What to tell a person about `failure`.
 *
 * @param who  the names that the sentence uses; `methods`, `category` and `away` are taken from the failure itself.
 */
export function explain(
  failure: Failure,
  who: Pick<FailureNames, "node" | "relay" | "user">,
  catalogue: Catalogue,
): Explanation {
  const found = find(failure, catalogue.failure);
  const mismatch = failure.kind === "failed" ? failure.mismatch : null;
  const methods = failure.kind === "failed" ? failure.methods.join(", ") : "";
  const away = failure.kind === "closedWhileAway" ? formatDuration(failure.awayMs) : "";
  const text: FailureText = found.text({ ...who, methods, away, category: mismatch?.category ?? "" });
  return {
    hop: found.hop,
    title: text.title,
    cause: text.cause,
    remedy: text.remedy,
    sentence: `${text.cause}: ${text.remedy}.`,
    calm: calmWords.has(found.word),
    retryAfterMs: found.retryAfterMs ?? null,
    details: found.details.filter((detail) => detail !== null),
    advice: failure.kind === "socketFailed" ? (failure.advice?.[catalogue.tag] ?? null) : null,
  };
}

function find(failure: Failure, texts: Catalogue["failure"]): Found {
  const labels = texts.details;
  switch (failure.kind) {
    case "linkRefused":
    case "linkFinished":
      return {
        hop: isWord(relayHops, failure.hop) ? hopOfRelay[failure.hop] : "relay",
        word: failure.reason,
        text: isWord(linkReasons, failure.reason) ? texts.reasons[failure.reason] : texts.unknown(failure.reason),
        details: [
          { label: labels.cause, value: `${failure.hop}: ${failure.reason}` },
          optional(labels.said, failure.text),
        ],
        ...(failure.kind === "linkRefused" && failure.retryAfterMs > 0 ? { retryAfterMs: failure.retryAfterMs } : {}),
      };
    case "closedWhileAway":
      return {
        hop: "node",
        word: "closed_while_away",
        text: texts.closedWhileAway,
        details: find(failure.failure, texts).details,
      };
    case "linkFailed":
      return {
        hop: failure.error === "silent_peer" ? "network" : "relay",
        word: failure.error,
        text: isWord(linkErrors, failure.error) ? texts.linkErrors[failure.error] : texts.unknown(failure.error),
        details: [{ label: labels.cause, value: failure.error }],
      };
    case "failed":
      return findSsh(failure, texts);
    case "socketFailed":
      return {
        hop: hopOfSocket[failure.finding],
        word: failure.finding,
        text: texts.sockets[failure.finding],
        details: [
          { label: labels.closeCode, value: String(failure.code) },
          optional(labels.said, failure.text),
          failure.evidence.length > 0
            ? { label: labels.probe, value: failure.evidence.join("; "), list: failure.evidence }
            : null,
        ],
      };
    case "engineFailed":
      return {
        hop: "browser",
        word: "engine",
        text: texts.engine,
        details: [optional(labels.said, failure.text)],
      };
    case "tokenFailed":
      return {
        hop: "browser",
        word: "token",
        text: texts.token,
        details: [optional(labels.pageSaid, failure.text)],
      };
  }
}

function findSsh(failure: SshFailed, texts: Catalogue["failure"]): Found {
  const labels = texts.details;
  const known = isWord(causes, failure.cause) ? failure.cause : null;
  const stage = isWord(stages, failure.stage) ? failure.stage : "session";
  const words = known ? texts.causes[known] : texts.unknown(failure.cause);
  const { mismatch } = failure;
  return {
    hop: known ? hopOfCause[known] : "node",
    word: failure.cause,
    text: typeof words === "function" ? words : words[stage],
    details: [
      { label: labels.stage, value: texts.stages[stage] },
      { label: labels.cause, value: `${failure.stage}: ${failure.cause}` },
      optional(labels.said, failure.peerText),
      mismatch
        ? { label: `${labels.ours} (${mismatch.category})`, value: mismatch.ours.join(", "), list: mismatch.ours }
        : null,
      mismatch
        ? { label: `${labels.theirs} (${mismatch.category})`, value: mismatch.theirs.join(", "), list: mismatch.theirs }
        : null,
      optional(labels.methods, failure.methods.join(", ")),
    ],
  };
}

function optional(label: string, value: string): Detail | null {
  return value === "" ? null : { label, value };
}
