// The product's way to the node: the TypeScript that the Worker runs, and the WASM module, in this process, over a real WebSocket to
// the real relay. The screen commits at once, or as slowly as it is told to read.
import { readFile } from "node:fs/promises";
import { EngineModule } from "../../../web/src/wasm/engine-module.ts";
import { SessionDriver } from "../../../web/src/worker/session-driver.ts";
import { root } from "./paths.mjs";
import { SlowReader } from "./slow-reader.mjs";
import { Terminal } from "./terminal.mjs";

const size = { columns: 80, rows: 24, widthPixels: 0, heightPixels: 0 };
const terminalType = "xterm-256color";

const wasmFolder = process.env.GLASSHELL_WASM_DIR ?? `${root}build/wasm/client-wasm`;
let compiled = null;

export class WasmTerminal extends Terminal {
  /** What the engine and the node have agreed on. */
  negotiated = null;
  #driver;
  #login;
  #uncommitted = 0;
  #closed;
  #onClosed;
  #encoder = new TextEncoder();
  /** Of a slow screen: what it was given and has not read. */
  #unread = [];
  #reader = null;

  /**
   * Opens the WebSocket; the prompt has yet to come.
   *
   * @param {{ octetsPerSecond?: number }} screen  how fast it reads; without it everything is read and committed at once
   */
  static async connect(url, node, { octetsPerSecond } = {}) {
    compiled ??= WebAssembly.compile(await readFile(`${wasmFolder}/glasshell.wasm`));
    return new WasmTerminal(await EngineModule.instantiate(await compiled), url, node, octetsPerSecond);
  }

  constructor(engine, url, node, octetsPerSecond) {
    super();
    if (octetsPerSecond) this.#reader = new SlowReader(octetsPerSecond, (octets) => this.#read(octets));
    this.#login = node.login;
    this.#closed = new Promise((resolve) => {
      this.#onClosed = resolve;
    });
    this.#driver = new SessionDriver({
      engine: Promise.resolve(engine),
      openSocket: (address, subprotocol) => new WebSocket(address, subprotocol),
      post: (message) => this.#receive(message),
      now: () => performance.now(),
    });
    const [type, blob] = node.hostKey.publicKey.split(" ");
    this.#driver.receive({
      kind: "open",
      ...{ url, user: node.user, terminal: terminalType, size, environment: [], proof: new Uint8Array() },
      knownHosts: [{ type, blob }],
    });
  }

  type(text) {
    this.#driver.receive({ kind: "input", bytes: this.#encoder.encode(text) });
  }

  async close() {
    this.#driver.receive({ kind: "disconnect" });
    await this.#closed;
  }

  #receive(message) {
    if (message.kind === "output") {
      if (this.#reader) {
        this.#unread.push(message.bytes);
        return;
      }
      this.#commitSoon(message.bytes.length);
      this.receive(message.bytes);
    } else if (message.kind === "action") this.#act(message.action);
    else if (message.kind !== "inputQueued") this.#end(message);
  }

  #read(octets) {
    const [first] = this.#unread;
    if (first === undefined) return 0;
    const piece = first.subarray(0, octets);
    if (piece.length === first.length) this.#unread.shift();
    else this.#unread[0] = first.subarray(piece.length);
    this.receive(piece);
    this.#driver.receive({ kind: "commit", bytes: piece.length });
    return piece.length;
  }

  /** As the page does: not from within the engine's own call, and once for all that it had. */
  #commitSoon(octets) {
    if (this.#uncommitted === 0) {
      queueMicrotask(() => {
        const bytes = this.#uncommitted;
        this.#uncommitted = 0;
        this.#driver.receive({ kind: "commit", bytes });
      });
    }
    this.#uncommitted += octets;
  }

  #act(action) {
    switch (action.kind) {
      case "negotiated":
        this.negotiated = action;
        return;
      case "authenticationPrompt":
        if (action.last !== "none") return this.#end(action);
        queueMicrotask(() => {
          const privateKey = this.#encoder.encode(this.#login.privateKey);
          const reply = { kind: "publicKey", privateKey, certificate: "" };
          this.#driver.receive({ kind: "reply", prompt: action.prompt, reply });
        });
        return;
      case "hostKeyPrompt":
      case "closed":
      case "failed":
      case "linkRefused":
      case "linkFinished":
      case "linkFailed":
        this.#end(action);
    }
  }

  #end(why) {
    this.#reader?.stop();
    this.#onClosed();
    this.fail(new Error(`the session ended: ${JSON.stringify(why)}`));
  }
}
