// The words between Worker and page, as a table of what each message has: exactly these fields, of these types. web/src/worker/
// messages.ts says the same to the compiler; a test compares the two, and everything that a test receives is checked here.
import assert from "node:assert/strict";

const text = (value) => typeof value === "string";
const count = (value) => Number.isSafeInteger(value) && value >= 0;
const number = (value) => Number.isFinite(value) && value >= 0;
const truth = (value) => typeof value === "boolean";
const octets = (value) => value instanceof Uint8Array && value.byteLength === value.buffer.byteLength;
const orNull = (type) => (value) => value === null || type(value);
const listOf = (type) => (value) => Array.isArray(value) && value.every(type);
const oneOf =
  (...words) =>
  (value) =>
    words.includes(value);
const object = (fields) => (value) => {
  const names = Object.keys(fields);
  return (
    typeof value === "object" &&
    value !== null &&
    Object.keys(value).length === names.length &&
    names.every((name) => name in value && fields[name](value[name]))
  );
};

const hostKey = object({ type: text, blob: text, fingerprint: text, bits: count });

export const actions = {
  hostKeyPrompt: { prompt: count, presented: hostKey, known: listOf(hostKey) },
  userPrompt: { prompt: count },
  authenticationPrompt: {
    prompt: count,
    user: text,
    methods: listOf(oneOf("password", "publickey", "keyboard-interactive")),
    last: text,
    lastMethod: text,
  },
  passphrasePrompt: { prompt: count, keyType: text, comment: text, last: text },
  interactivePrompt: {
    prompt: count,
    name: text,
    instruction: text,
    questions: listOf(object({ text, echo: truth })),
  },
  newPasswordPrompt: { prompt: count, text },
  linkEstablished: {
    custody: oneOf("browser", "relay"),
    sessionId: (value) => /^[0-9a-f]{32}$/.test(value),
    graceMs: count,
  },
  linkLost: { lastHeardMs: count },
  linkRetry: { attempt: count, nextMs: count, reason: text },
  linkResumed: { awayMs: count },
  linkRefused: { hop: text, reason: text, retryAfterMs: count, text },
  linkFinished: { hop: text, reason: text, text },
  linkFailed: { error: text },
  banner: { text },
  negotiated: {
    serverSoftware: text,
    kex: text,
    hostKey: text,
    cipherToServer: text,
    cipherToClient: text,
    macToServer: text,
    macToClient: text,
    rekeys: count,
  },
  hostKeyKnown: { presented: hostKey },
  authenticated: { method: text },
  shellStarted: {},
  inputReady: {},
  nodeRoundTrip: { ms: number },
  roundTrip: { ms: number },
  exited: { status: orNull(count), signal: orNull(text), message: text },
  closed: {},
  failed: {
    stage: text,
    cause: text,
    peerText: text,
    mismatch: orNull(object({ category: text, ours: listOf(text), theirs: listOf(text) })),
    methods: listOf(text),
  },
};

const ofKind = (table) => (value) => {
  const fields = table[value?.kind];
  return fields !== undefined && object({ kind: text, ...fields })(value);
};

export const fromWorker = {
  action: { action: ofKind(actions) },
  output: { bytes: octets },
  inputQueued: { bytes: count, received: count },
  proofWanted: { attempt: count },
  socketFailed: { opened: truth, code: count, text },
  engineFailed: { text },
};

/** @throws if the message is none of the contract's */
export function checkFromWorker(message) {
  assert.ok(ofKind(fromWorker)(message), `not in the contract: ${JSON.stringify(message)}`);
}
