// What a person sees of a session, and how each word of the engine changes it. Pure: no Worker, no DOM, no time.
import type { ClosedWhileAway, Failure, TokenProblem } from "../failure/explain.ts";
import { printableText } from "../screen/printable.ts";
import type { Action, HostKey, Negotiated, Prompt, Reply } from "../worker/messages.ts";
import { readUserCertificate, type UserCertificate } from "./user-certificate.ts";

export type Phase =
  | "idle"
  | "connecting"
  | "handshake"
  | "prompting"
  | "authenticating"
  | "shell"
  /** The WebSocket failed and the relay is being asked why. */
  | "diagnosing"
  | "ended"
  | "failed";

/** What a page shows of it: a session that has lost its relay, or has met one that restarts, is as far as it was, and waits. */
export type SessionState = Phase | "reconnecting" | "restarting";

/** The relay is out of reach, and another connection is being tried for. */
export interface Away {
  /** How long ago the relay had last said anything, when the connection was lost. */
  readonly lastHeardMs: number;
  /** Tries that came to nothing. */
  readonly attempts: number;
  /** How long after the last of them the next one begins; null before the first has come to nothing. */
  readonly nextMs: number | null;
  /** Why the relay did not accept the last one, in a word of its own; empty if it gave none. */
  readonly reason: string;
  /** The page around the terminal gave no proof for the last one. */
  readonly problem: TokenProblem | null;
}

export interface Exit {
  /** null: the node did not say, which is not 0. */
  readonly status: number | null;
  readonly signal: string | null;
  readonly message: string;
  /** The person ended it here. */
  readonly byPerson: boolean;
}

export interface SessionView {
  readonly phase: Phase;
  readonly custody: "browser" | "relay" | null;
  /** The relay's name for it, no secret; empty before it has one. */
  readonly sessionId: string;
  /** How long the relay keeps it while it is out of reach. */
  readonly graceMs: number;
  readonly away: Away | null;
  /** It met a relay on its way out before anything had begun, and is tried for again by itself. */
  readonly restarting: boolean;
  /** How long it was away, until the node is known to be there still. */
  readonly backAfterMs: number | null;
  readonly user: string;
  readonly prompt: Prompt | null;
  /** That went with the last key. */
  readonly certificate: UserCertificate | null;
  readonly hostKey: HostKey | null;
  readonly negotiated: Negotiated | null;
  /** The method that completed the sign-in. */
  readonly method: string;
  readonly relayRoundTripMs: number | null;
  readonly nodeRoundTripMs: number | null;
  readonly banners: readonly string[];
  readonly exit: Exit | null;
  readonly failure: Failure | null;
  /** Whether a shell ever ran: then the screen holds something worth keeping in sight. */
  readonly hadShell: boolean;
}

export const idleView: SessionView = {
  phase: "idle",
  custody: null,
  sessionId: "",
  graceMs: 0,
  away: null,
  restarting: false,
  backAfterMs: null,
  user: "",
  prompt: null,
  certificate: null,
  hostKey: null,
  negotiated: null,
  method: "",
  relayRoundTripMs: null,
  nodeRoundTripMs: null,
  banners: [],
  exit: null,
  failure: null,
  hadShell: false,
};

/** A server may send banners without end; a person reads the last few. */
const bannersKept = 8;

export function isOver(view: SessionView): boolean {
  return view.phase === "ended" || view.phase === "failed";
}

export function stateOf(view: SessionView): SessionState {
  if (view.away) return "reconnecting";
  return view.restarting ? "restarting" : view.phase;
}

export function applyAction(view: SessionView, action: Action): SessionView {
  switch (action.kind) {
    case "linkEstablished":
      return {
        ...view,
        phase: "handshake",
        restarting: false,
        custody: action.custody,
        sessionId: action.sessionId,
        graceMs: action.graceMs,
      };
    case "linkLost":
      return {
        ...view,
        away: { lastHeardMs: action.lastHeardMs, attempts: 0, nextMs: null, reason: "", problem: null },
      };
    case "linkRetry":
      return {
        ...view,
        away: view.away && {
          ...view.away,
          attempts: action.attempt,
          nextMs: action.nextMs,
          reason: action.reason,
        },
      };
    case "linkResumed":
      return { ...view, away: null, backAfterMs: action.awayMs };
    case "hostKeyPrompt":
    case "userPrompt":
    case "passphrasePrompt":
    case "interactivePrompt":
    case "newPasswordPrompt":
      return { ...view, phase: "prompting", prompt: action };
    case "authenticationPrompt":
      return { ...view, phase: "prompting", prompt: action, user: action.user };
    case "banner": {
      const text = printableText(action.text).trim();
      return text === "" ? view : { ...view, banners: [...view.banners, text].slice(-bannersKept) };
    }
    case "negotiated":
      return { ...view, negotiated: action };
    case "hostKeyKnown":
      return { ...view, phase: "authenticating", hostKey: action.presented };
    case "authenticated":
      return { ...view, phase: "authenticating", prompt: null, method: action.method };
    case "shellStarted":
      return { ...view, phase: "shell", prompt: null, hadShell: true };
    case "nodeRoundTrip":
      return { ...view, nodeRoundTripMs: action.ms, backAfterMs: null };
    case "roundTrip":
      return { ...view, relayRoundTripMs: action.ms };
    case "inputReady":
      return view;
    case "exited":
      return ended(view, {
        status: action.status,
        signal: action.signal,
        message: printableText(action.message),
        byPerson: false,
      });
    case "closed":
      return isOver(view) ? view : ended(view, { status: null, signal: null, message: "", byPerson: false });
    case "linkRefused":
    case "linkFinished":
    case "linkFailed":
    case "failed":
      return applyFailure(view, action);
  }
}

/** The session failed, unless it had already ended in order or for a more telling reason. */
export function applyFailure(view: SessionView, failure: Failure): SessionView {
  if (view.phase === "ended") return view;
  const shown = view.failure?.kind === "closedWhileAway" ? view.failure.failure : view.failure;
  if (shown && !isMoreTelling(failure, shown)) return view;
  return {
    ...view,
    phase: "failed",
    prompt: null,
    away: null,
    restarting: false,
    failure: closedWhileAway(view, failure) ?? failure,
  };
}

/** The relay restarts; the session, of which nothing had begun, is tried for again after a while. */
export function applyRestart(view: SessionView): SessionView {
  return { ...view, phase: "connecting", restarting: true };
}

/** A session that is back and whose end comes with it had ended while nobody could be told. */
function closedWhileAway(view: SessionView, failure: Failure): ClosedWhileAway | null {
  const byNode =
    (failure.kind === "linkFinished" &&
      (failure.reason === "closed_by_node" || failure.reason === "connection_reset")) ||
    (failure.kind === "failed" && failure.cause === "closed_by_peer");
  if (view.backAfterMs === null || !byNode) return null;
  return { kind: "closedWhileAway", awayMs: view.backAfterMs, failure };
}

/** The next try for another connection has no proof. */
export function applyTokenProblem(view: SessionView, problem: TokenProblem | null): SessionView {
  return view.away ? { ...view, away: { ...view.away, problem } } : view;
}

/** A prompt was answered; the next word of the engine says what comes of it. */
export function applyReply(view: SessionView, reply: Reply): SessionView {
  const answered: SessionView = { ...view, phase: "authenticating", prompt: null };
  switch (reply.kind) {
    case "hostKey":
      return view.prompt?.kind === "hostKeyPrompt" && reply.decision !== "refuse"
        ? { ...answered, hostKey: view.prompt.presented }
        : answered;
    case "user":
      return { ...answered, user: reply.user };
    case "publicKey":
      return { ...answered, certificate: readUserCertificate(reply.certificate) };
    case "password":
    case "passphrase":
    case "keyboardInteractive":
    case "interactive":
    case "newPassword":
    case "cancel":
      return answered;
  }
}

export function applyLeave(view: SessionView): SessionView {
  return isOver(view) ? view : ended(view, { status: null, signal: null, message: "", byPerson: true });
}

function ended(view: SessionView, exit: Exit): SessionView {
  if (view.phase === "failed") return view;
  return { ...view, phase: "ended", prompt: null, away: null, restarting: false, exit: view.exit ?? exit };
}

/**
 * When a node hangs up, the relay says that it did and the SSH engine says why: the engine knows more. When the relay ends a
 * session on purpose, the engine only sees the stream end: the relay knows more.
 */
function isMoreTelling(next: Failure, shown: Failure): boolean {
  if (next.kind === "failed" && shown.kind === "linkFinished") {
    return shown.reason === "closed_by_node" || shown.reason === "connection_reset";
  }
  if (next.kind === "linkFinished" && shown.kind === "failed") {
    const sawOnlyTheEnd = shown.cause === "closed_by_peer";
    return sawOnlyTheEnd && next.reason !== "closed_by_node" && next.reason !== "closed_by_client";
  }
  return next.kind !== "socketFailed" && shown.kind === "socketFailed";
}
