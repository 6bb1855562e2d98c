// The words between the page and the Worker that runs the engine: closed, discriminated unions. Byte buffers are
// transferred, never copied, and are the receiver's afterwards. Secrets travel in buffers, which the Worker wipes after use.
// No DOM type may enter: the Worker and the tests under Node compile this too.

/** A host key as the engine shows it. `blob` is the key as on the wire (RFC 4253 §6.6), in base64. */
export interface HostKey {
  readonly type: string;
  readonly blob: string;
  /** "SHA256:…" as OpenSSH prints it. */
  readonly fingerprint: string;
  readonly bits: number;
}

/** A host key that was accepted for this node before. */
export interface KnownHostKey {
  readonly type: string;
  /** base64 */
  readonly blob: string;
}

/** Cells, and pixels (0: unknown). */
export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
  readonly widthPixels: number;
  readonly heightPixels: number;
}

/** Why the last answer to an authentication prompt did not do; the words of `core/ssh/action.hpp`. */
export type Setback =
  | "none"
  | "denied"
  | "partial_success"
  | "wrong_passphrase"
  | "unsupported_key_cipher"
  | "unsupported_key_type"
  | "damaged_key"
  | "not_a_private_key"
  | "public_key_given"
  | "certificate_mismatch"
  | "key_not_accepted";

export type AuthenticationMethod = "password" | "publickey" | "keyboard-interactive";

export interface Question {
  readonly text: string;
  /** Whether what is typed may be shown. */
  readonly echo: boolean;
}

/** One negotiation that found nothing in common. */
export interface AlgorithmMismatch {
  readonly category: string;
  readonly ours: readonly string[];
  readonly theirs: readonly string[];
}

/** Prompts of the engine; each is answered once, by its number. */
export type Prompt =
  | {
      readonly kind: "hostKeyPrompt";
      readonly prompt: number;
      readonly presented: HostKey;
      readonly known: readonly HostKey[];
    }
  | { readonly kind: "userPrompt"; readonly prompt: number }
  | {
      readonly kind: "authenticationPrompt";
      readonly prompt: number;
      readonly user: string;
      readonly methods: readonly AuthenticationMethod[];
      readonly last: Setback;
      readonly lastMethod: string;
    }
  | {
      readonly kind: "passphrasePrompt";
      readonly prompt: number;
      readonly keyType: string;
      readonly comment: string;
      readonly last: Setback;
    }
  | {
      readonly kind: "interactivePrompt";
      readonly prompt: number;
      readonly name: string;
      readonly instruction: string;
      readonly questions: readonly Question[];
    }
  | { readonly kind: "newPasswordPrompt"; readonly prompt: number; readonly text: string };

export interface Negotiated {
  readonly kind: "negotiated";
  readonly serverSoftware: string;
  readonly kex: string;
  readonly hostKey: string;
  readonly cipherToServer: string;
  readonly cipherToClient: string;
  readonly macToServer: string;
  readonly macToClient: string;
  readonly rekeys: number;
}

/** The relay said no (`linkRefused`) or ended the link (`linkFinished`); hops and reasons are the words of `core/link/frame.hpp`. */
export interface LinkRefused {
  readonly kind: "linkRefused";
  readonly hop: string;
  readonly reason: string;
  /** 0: trying again as it is will not help. */
  readonly retryAfterMs: number;
  readonly text: string;
}
export interface LinkFinished {
  readonly kind: "linkFinished";
  readonly hop: string;
  readonly reason: string;
  readonly text: string;
}
/** The relay broke the protocol or went silent; `error` is a word of `link::errc`. */
export interface LinkFailed {
  readonly kind: "linkFailed";
  readonly error: string;
}
/** The session has no socket any more, and another one is wanted. */
export interface LinkLost {
  readonly kind: "linkLost";
  /** How long ago the relay last said anything. */
  readonly lastHeardMs: number;
}
/** A try for another socket came to nothing. */
export interface LinkRetry {
  readonly kind: "linkRetry";
  /** Which, from 1, since the link was lost. */
  readonly attempt: number;
  readonly nextMs: number;
  /** The relay's word for it, of `link::reason`; empty if it gave none. */
  readonly reason: string;
}
/** The session goes on over another socket. */
export interface LinkResumed {
  readonly kind: "linkResumed";
  readonly awayMs: number;
}
/** The SSH session failed; stages and causes are the words of `core/ssh/failure.hpp`. */
export interface SshFailed {
  readonly kind: "failed";
  readonly stage: string;
  readonly cause: string;
  readonly peerText: string;
  readonly mismatch: AlgorithmMismatch | null;
  readonly methods: readonly string[];
}

/** What the engine says, as `gsh_session_next_action` gives it in JSON. */
export type Action =
  | Prompt
  | {
      readonly kind: "linkEstablished";
      readonly custody: "browser" | "relay";
      readonly sessionId: string;
      /** How long the relay keeps the session while it has no socket. */
      readonly graceMs: number;
    }
  | LinkLost
  | LinkRetry
  | LinkResumed
  | LinkRefused
  | LinkFinished
  | LinkFailed
  | { readonly kind: "banner"; readonly text: string }
  | Negotiated
  | { readonly kind: "hostKeyKnown"; readonly presented: HostKey }
  | { readonly kind: "authenticated"; readonly method: string }
  | { readonly kind: "shellStarted" }
  | { readonly kind: "inputReady" }
  | { readonly kind: "nodeRoundTrip"; readonly ms: number }
  | { readonly kind: "roundTrip"; readonly ms: number }
  | {
      readonly kind: "exited";
      readonly status: number | null;
      readonly signal: string | null;
      readonly message: string;
    }
  | { readonly kind: "closed" }
  | SshFailed;

/** An answer to a prompt. Buffers are transferred and wiped by the Worker. */
export type Reply =
  | { readonly kind: "hostKey"; readonly decision: "refuse" | "accept" | "replace" }
  | { readonly kind: "user"; readonly user: string }
  | { readonly kind: "password"; readonly password: Uint8Array }
  | { readonly kind: "publicKey"; readonly privateKey: Uint8Array; readonly certificate: string }
  | { readonly kind: "keyboardInteractive" }
  | { readonly kind: "passphrase"; readonly passphrase: Uint8Array }
  | { readonly kind: "interactive"; readonly answers: readonly Uint8Array[] }
  | { readonly kind: "newPassword"; readonly oldPassword: Uint8Array; readonly newPassword: Uint8Array }
  | { readonly kind: "cancel" };

/** The page to the Worker. The first message is `open`. */
export type ToWorker =
  | {
      readonly kind: "open";
      /** ws: or wss: address of `/ws/ssh/{node}` */
      readonly url: string;
      /** Answers plain HTTP where the relay is. */
      readonly healthUrl: string;
      readonly user: string;
      readonly terminal: string;
      readonly size: TerminalSize;
      readonly environment: readonly (readonly [name: string, value: string])[];
      readonly knownHosts: readonly KnownHostKey[];
      /** Proof for the relay of who the user is; empty where it allows anonymous use. */
      readonly proof: Uint8Array;
    }
  | { readonly kind: "reply"; readonly prompt: number; readonly reply: Reply }
  | { readonly kind: "input"; readonly bytes: Uint8Array }
  | { readonly kind: "resize"; readonly size: TerminalSize }
  /** The screen has committed this many octets of output. */
  | { readonly kind: "commit"; readonly bytes: number }
  | { readonly kind: "screenLost" }
  | { readonly kind: "visible"; readonly visible: boolean }
  /** The network is back, or the person does not want to wait: another socket is tried at once. */
  | { readonly kind: "nudge" }
  /** The answer to `proofWanted`; null if there is none to be had now. */
  | { readonly kind: "proof"; readonly attempt: number; readonly proof: Uint8Array | null }
  | { readonly kind: "disconnect" };

/**
 * The first WebSocket could not be opened, or was lost before the relay had accepted and without a word of why. `code` is RFC 6455
 * §7.4's, 1006 if there was none.
 */
export interface SocketFailed {
  readonly kind: "socketFailed";
  readonly opened: boolean;
  readonly code: number;
  readonly text: string;
}

/** The Worker to the page. */
export type FromWorker =
  | { readonly kind: "action"; readonly action: Action }
  | { readonly kind: "output"; readonly bytes: Uint8Array }
  /**
   * How much input waits in the Worker and in the engine, and how much has come to the Worker in all, in octets; sent when a large
   * piece comes, and when it changes until nothing waits.
   */
  | { readonly kind: "inputQueued"; readonly bytes: number; readonly received: number }
  /** Another socket is being opened, and its hello wants a fresh proof of who the user is. */
  | { readonly kind: "proofWanted"; readonly attempt: number }
  | SocketFailed
  /** The engine itself could not be started or broke: a bug, or a browser without WebAssembly. */
  | { readonly kind: "engineFailed"; readonly text: string };
