// One session of the engine, typed: what `client-wasm/glasshell.h` offers with buffers and objects instead of addresses. Whatever
// throws here is a bug or a broken module, and the session is over.
import type { Action, KnownHostKey, Reply, TerminalSize } from "../worker/messages.ts";
import { EngineError, type EngineModule } from "./engine-module.ts";
import { type Address, type Handle, hostKeyDecision, type Status, status, textKind } from "./exports.ts";

export interface SessionOptions {
  readonly user: string;
  readonly terminal: string;
  readonly size: TerminalSize;
  readonly environment: readonly (readonly [name: string, value: string])[];
  readonly knownHosts: readonly KnownHostKey[];
  /** Wiped by the constructor. */
  readonly proof: Uint8Array;
}

/** As much as is typed or pasted into the module at once. */
const inputPieceOctets = 64 * 1024;

/** Room for the two results that a call can have. */
const resultsOctets = 8;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export class EngineSession {
  readonly #module: EngineModule;
  readonly #messageOctets: number;
  readonly #results: Address;
  readonly #message: Address;
  readonly #input: Address;
  #handle: Handle;

  constructor(module: EngineModule, options: SessionOptions, nowMs: number) {
    this.#module = module;
    // One more than is allowed, so that what is too long is seen to be.
    this.#messageOctets = module.exports.gsh_message_limit() + 1;
    this.#results = module.take(resultsOctets);
    this.#message = module.take(this.#messageOctets);
    this.#input = module.take(inputPieceOctets);
    check("gsh_session_create", module.exports.gsh_session_create(this.#results));
    this.#handle = module.u32(this.#results);
    this.#configure(options, nowMs);
  }

  /** Wipes and frees; nothing may be called afterwards but this again. */
  dispose(): void {
    if (this.#handle === 0) return;
    check("gsh_session_destroy", this.#module.exports.gsh_session_destroy(this.#handle));
    this.#handle = 0;
    this.#module.free(this.#results, resultsOctets);
    this.#module.free(this.#message, this.#messageOctets);
    this.#module.free(this.#input, inputPieceOctets);
  }

  /** The first WebSocket is open. */
  start(nowMs: number): void {
    check("gsh_session_start", this.#exports.gsh_session_start(this.#handle, nowMs));
  }

  // ---- the WebSocket ----

  message(octets: Uint8Array, nowMs: number): void {
    const size = Math.min(octets.length, this.#messageOctets);
    this.#module.view(this.#message, size).set(octets.length === size ? octets : octets.subarray(0, size));
    check("gsh_session_message", this.#exports.gsh_session_message(this.#handle, this.#message, size, nowMs));
  }

  textMessage(nowMs: number): void {
    check("gsh_session_text_message", this.#exports.gsh_session_text_message(this.#handle, nowMs));
  }

  /** The next message to send, or null. In the module's memory: gone with the next call. */
  nextMessage(): Uint8Array<ArrayBuffer> | null {
    const exports = this.#exports;
    return this.#borrowed(
      "gsh_session_next_message",
      exports.gsh_session_next_message(this.#handle, this.#results, this.#results + 4),
    );
  }

  /** The present socket is of no use any more: close it, and say `socketClosed` at once. */
  get wantsClose(): boolean {
    return this.#exports.gsh_session_wants_close(this.#handle) === 1;
  }

  // ---- one socket after another: the present one is the one that was opened last ----

  /** The present socket is gone. */
  socketClosed(nowMs: number): void {
    check("gsh_session_socket_closed", this.#exports.gsh_session_socket_closed(this.#handle, nowMs));
  }

  /** Another socket is to be opened now, and one that is still being opened to be given up. Said once for each. */
  wantsSocket(nowMs: number): boolean {
    return this.#exports.gsh_session_wants_socket(this.#handle, nowMs) === 1;
  }

  /** For the next hello, so before `socketOpened`. Wiped. */
  setProof(proof: Uint8Array): void {
    this.#set("proof", [proof], (at, octets) => this.#exports.gsh_session_set_proof(this.#handle, at, octets));
  }

  /** It is open, and the present one from now on: the one before may not be fed any more. */
  socketOpened(nowMs: number): void {
    check("gsh_session_socket_opened", this.#exports.gsh_session_socket_opened(this.#handle, nowMs));
  }

  /** It could not be opened. */
  socketFailed(nowMs: number): void {
    check("gsh_session_socket_failed", this.#exports.gsh_session_socket_failed(this.#handle, nowMs));
  }

  setVisible(visible: boolean, nowMs: number): void {
    check("gsh_session_set_visible", this.#exports.gsh_session_set_visible(this.#handle, visible ? 1 : 0, nowMs));
  }

  /** The network is back, the machine woke, or the person does not want to wait. */
  nudge(nowMs: number): void {
    check("gsh_session_nudge", this.#exports.gsh_session_nudge(this.#handle, nowMs));
  }

  /** How long ago the relay last said anything; null before the start. */
  lastHeardMs(nowMs: number): number | null {
    const since = this.#exports.gsh_session_last_heard_ms(this.#handle, nowMs);
    return since < 0 ? null : since;
  }

  // ---- actions and replies ----

  nextAction(): Action | null {
    const exports = this.#exports;
    const json = this.#borrowed(
      "gsh_session_next_action",
      exports.gsh_session_next_action(this.#handle, this.#results, this.#results + 4),
    );
    return json && (JSON.parse(decoder.decode(json)) as Action);
  }

  /**
   * Answers a prompt and wipes the secrets in `reply`.
   *
   * @return false if the prompt is not open any more, or the reply does not fit it; nothing has happened then.
   */
  reply(prompt: number, reply: Reply, nowMs: number): boolean {
    const result = this.#reply(prompt, reply, nowMs);
    if (result === status.stalePrompt) return false;
    check(`a reply of kind ${reply.kind}`, result);
    return true;
  }

  // ---- the terminal ----

  /** @return how many octets were taken: fewer than all means that the action `inputReady` follows. */
  input(octets: Uint8Array, nowMs: number): number {
    let taken = 0;
    while (taken < octets.length) {
      const piece = octets.subarray(taken, taken + inputPieceOctets);
      this.#module.view(this.#input, piece.length).set(piece);
      const result = this.#exports.gsh_session_input(this.#handle, this.#input, piece.length, this.#results, nowMs);
      this.#module.view(this.#input, piece.length).fill(0);
      check("gsh_session_input", result);
      const took = this.#module.u32(this.#results);
      taken += took;
      if (took < piece.length) break;
    }
    return taken;
  }

  /** How much input waits in the engine. */
  get inputWaiting(): number {
    return this.#exports.gsh_session_input_waiting(this.#handle);
  }

  resize({ columns, rows, widthPixels, heightPixels }: TerminalSize, nowMs: number): void {
    check(
      "gsh_session_resize",
      this.#exports.gsh_session_resize(this.#handle, columns, rows, widthPixels, heightPixels, nowMs),
    );
  }

  /** At most `most` octets for the screen, as a copy with a buffer of its own; null if there are fewer than `least`. */
  takeOutput(least: number, most: number): Uint8Array<ArrayBuffer> | null {
    const exports = this.#exports;
    const output = this.#borrowed(
      "gsh_session_output",
      exports.gsh_session_output(this.#handle, this.#results, this.#results + 4),
    );
    if (!output || output.length < least) return null;
    const copy = output.slice(0, most);
    check("gsh_session_output_taken", exports.gsh_session_output_taken(this.#handle, copy.length));
    return copy;
  }

  commit(octets: number, nowMs: number): void {
    check("gsh_session_commit", this.#exports.gsh_session_commit(this.#handle, octets, nowMs));
  }

  screenLost(nowMs: number): void {
    check("gsh_session_screen_lost", this.#exports.gsh_session_screen_lost(this.#handle, nowMs));
  }

  disconnect(nowMs: number): void {
    check("gsh_session_disconnect", this.#exports.gsh_session_disconnect(this.#handle, nowMs));
  }

  // ---- time ----

  /** How long until `tick` is due; null if nothing is. */
  waitMs(nowMs: number): number | null {
    const wait = this.#exports.gsh_session_wait_ms(this.#handle, nowMs);
    return wait < 0 ? null : wait;
  }

  tick(nowMs: number): void {
    check("gsh_session_tick", this.#exports.gsh_session_tick(this.#handle, nowMs));
  }

  probe(nowMs: number): void {
    check("gsh_session_probe", this.#exports.gsh_session_probe(this.#handle, nowMs));
  }

  // ---- inside ----

  get #exports(): EngineModule["exports"] {
    if (this.#handle === 0) throw new Error("the session was disposed");
    return this.#module.exports;
  }

  #configure({ user, terminal, size, environment, knownHosts, proof }: SessionOptions, nowMs: number): void {
    const { exports } = this.#module;
    const handle = this.#handle;
    this.#set("user", [encoder.encode(user)], (at, octets) =>
      exports.gsh_session_set_text(handle, textKind.user, at, octets),
    );
    this.#set("terminal", [encoder.encode(terminal)], (at, octets) =>
      exports.gsh_session_set_text(handle, textKind.terminal, at, octets),
    );
    for (const [name, value] of environment) {
      this.#set(`environment ${name}`, [encoder.encode(name), encoder.encode(value)], (nameAt, nameSize, at, octets) =>
        exports.gsh_session_add_environment(handle, nameAt, nameSize, at, octets),
      );
    }
    for (const { type, blob } of knownHosts) {
      this.#set("known host", [encoder.encode(type), fromBase64(blob)], (typeAt, typeSize, at, octets) =>
        exports.gsh_session_add_known_host(handle, typeAt, typeSize, at, octets),
      );
    }
    this.setProof(proof);
    this.resize(size, nowMs);
  }

  #set(what: string, buffers: readonly Uint8Array[], call: (...places: Places) => Status): void {
    check(what, this.#withCopies(buffers, call));
  }

  #reply(prompt: number, reply: Reply, nowMs: number): Status {
    const exports = this.#exports;
    const handle = this.#handle;
    switch (reply.kind) {
      case "hostKey":
        return exports.gsh_reply_host_key(handle, prompt, hostKeyDecision[reply.decision], nowMs);
      case "user":
        return this.#withCopies([encoder.encode(reply.user)], (at, size) =>
          exports.gsh_reply_user(handle, prompt, at, size, nowMs),
        );
      case "password":
        return this.#withCopies([reply.password], (at, size) =>
          exports.gsh_reply_password(handle, prompt, at, size, nowMs),
        );
      case "publicKey":
        return this.#withCopies(
          [reply.privateKey, encoder.encode(reply.certificate)],
          (keyAt, keySize, certificateAt, certificateSize) =>
            exports.gsh_reply_public_key(handle, prompt, keyAt, keySize, certificateAt, certificateSize, nowMs),
        );
      case "keyboardInteractive":
        return exports.gsh_reply_keyboard_interactive(handle, prompt, nowMs);
      case "passphrase":
        return this.#withCopies([reply.passphrase], (at, size) =>
          exports.gsh_reply_passphrase(handle, prompt, at, size, nowMs),
        );
      case "interactive":
        return this.#withCopies([framed(reply.answers)], (at, size) =>
          exports.gsh_reply_interactive(handle, prompt, at, size, nowMs),
        );
      case "newPassword":
        return this.#withCopies([reply.oldPassword, reply.newPassword], (oldAt, oldSize, newAt, newSize) =>
          exports.gsh_reply_new_password(handle, prompt, oldAt, oldSize, newAt, newSize, nowMs),
        );
      case "cancel":
        return exports.gsh_reply_cancel(handle, prompt, nowMs);
    }
  }

  /** Calls with copies of `buffers` in the module's memory, and wipes both afterwards. */
  #withCopies(buffers: readonly Uint8Array[], call: (...places: Places) => Status): Status {
    const places: [number, number, number, number] = [0, 0, 0, 0];
    buffers.forEach((buffer, i) => {
      const address = this.#module.take(buffer.length);
      this.#module.view(address, buffer.length).set(buffer);
      buffer.fill(0);
      places[2 * i] = address;
      places[2 * i + 1] = buffer.length;
    });
    const result = call(...places);
    buffers.forEach((_, i) => {
      this.#module.free(places[2 * i] ?? 0, places[2 * i + 1] ?? 0);
    });
    return result;
  }

  /** What a call left in the two results: an address and a size. */
  #borrowed(call: string, result: Status): Uint8Array<ArrayBuffer> | null {
    check(call, result);
    const size = this.#module.u32(this.#results + 4);
    return size === 0 ? null : this.#module.view(this.#module.u32(this.#results), size);
  }
}

/** Address and size of the first buffer, and of the second. */
type Places = readonly [address: Address, size: number, secondAddress: Address, secondSize: number];

function check(call: string, result: Status): void {
  if (result !== status.ok) throw new EngineError(call, result);
}

/** Each answer after its size, as gsh_reply_interactive wants them. The answers are wiped. */
function framed(answers: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(answers.reduce((total, answer) => total + 4 + answer.length, 0));
  const view = new DataView(all.buffer);
  let at = 0;
  for (const answer of answers) {
    view.setUint32(at, answer.length, true);
    all.set(answer, at + 4);
    at += 4 + answer.length;
    answer.fill(0);
  }
  return all;
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
