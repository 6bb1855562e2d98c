// Whoever sits at the page: what the Worker runs (the driver, the session, the module) in this process, over a real WebSocket to a real
// relay. Everything that the driver says is checked against the contract's own list of messages.
import { SessionDriver } from "../../../web/src/worker/session-driver.ts";
import { checkFromWorker } from "./contract.mjs";
import { loadEngine, options } from "./engine.mjs";

/** Far above what anything here takes; it ends a test that would hang. */
const patienceMs = 20_000;

const encoder = new TextEncoder();
export const octets = (text) => encoder.encode(text);

export class Person {
  /** All that was said, in order. */
  actions = [];
  /** How it ended other than by an action: `socketFailed` or `engineFailed`. */
  failure = null;
  /** How much output came in all, and how much of it was not committed yet. */
  received = 0;
  uncommitted = 0;
  inputQueued = 0;
  onInputQueued = () => {};
  sockets = [];
  #commits;
  #driver;
  #fresh = [];
  #waits = new Set();

  /**
   * @param {{ commits?: boolean, engine?: import("../../../web/src/wasm/engine-module.ts").EngineModule, offers?: string[] }} ways
   *   `offers`: subprotocols, if not those that the driver wants
   */
  static async open(url, changes = {}, { commits = true, engine, offers } = {}) {
    return new Person(engine ?? (await loadEngine()), url, changes, commits, offers);
  }

  constructor(engine, url, changes, commits, offers) {
    this.engine = engine;
    this.#commits = commits;
    this.#driver = new SessionDriver({
      engine: Promise.resolve(engine),
      openSocket: (address, subprotocol) => {
        // What a browser sends by itself, for a page that the relay serves.
        const origin = address.replace(/^ws/, "http").replace(/\/ws\/.*/, "");
        const socket = new WebSocket(address, { protocols: offers ?? [subprotocol], headers: { origin } });
        this.sockets.push(socket);
        return socket;
      },
      fetch: (address, init) => fetch(address, init),
      post: (message) => this.#receive(message),
      now: () => performance.now(),
    });
    this.say({
      kind: "open",
      url,
      healthUrl: new URL("/healthz", url.replace(/^ws/, "http")).href,
      ...options(changes),
    });
  }

  say(message) {
    this.#driver.receive(message);
  }
  type(text) {
    this.say({ kind: "input", bytes: typeof text === "string" ? octets(text) : text });
  }
  reply(prompt, reply) {
    this.say({ kind: "reply", prompt: prompt.prompt, reply });
  }
  /** The screen catches up. */
  commit() {
    const bytes = this.uncommitted;
    this.uncommitted = 0;
    if (bytes > 0) this.say({ kind: "commit", bytes });
  }
  commitFromNowOn() {
    this.#commits = true;
    this.commit();
  }

  /** The first action of this kind, said before or from now on, for which `fits` holds. */
  action(kind, fits = () => true) {
    return this.#wait(`the action ${kind}`, () => this.actions.find((action) => action.kind === kind && fits(action)));
  }

  /** Output up to and with `marker`, since the last time it was asked for. */
  async until(marker) {
    const wanted = Buffer.from(marker);
    let scanned = 0;
    return this.#wait(`"${marker}" on the screen`, () => {
      for (; scanned < this.#fresh.length; scanned += 1) {
        const before = scanned === 0 ? Buffer.alloc(0) : this.#fresh[scanned - 1].subarray(1 - wanted.length);
        const seam = Buffer.concat([before, this.#fresh[scanned]]);
        const at = seam.indexOf(wanted);
        if (at === -1) {
          // Short pieces are joined, so that a marker cannot lie across three.
          if (scanned > 0 && this.#fresh[scanned].length < wanted.length) {
            this.#fresh.splice(scanned - 1, 2, Buffer.concat([this.#fresh[scanned - 1], this.#fresh[scanned]]));
            scanned -= 1;
          }
          continue;
        }
        const end = at + wanted.length - before.length;
        const last = this.#fresh[scanned];
        const shown = Buffer.concat([...this.#fresh.slice(0, scanned), last.subarray(0, end)]);
        this.#fresh = [last.subarray(end), ...this.#fresh.slice(scanned + 1)];
        return shown;
      }
      return undefined;
    });
  }

  /** Until `holds()` is true, asked again whenever something comes. */
  once(what, holds) {
    return this.#wait(what, () => holds() || undefined);
  }

  /** `socketFailed` or `engineFailed`. */
  failed() {
    return this.#wait("a failure", () => this.failure ?? undefined);
  }

  get isOver() {
    const ends = ["closed", "failed", "linkRefused", "linkFinished", "linkFailed"];
    return this.failure !== null || this.actions.some(({ kind }) => ends.includes(kind));
  }

  #receive(message) {
    checkFromWorker(message);
    switch (message.kind) {
      case "action":
        this.actions.push(message.action);
        break;
      case "output":
        this.received += message.bytes.length;
        this.#fresh.push(Buffer.from(message.bytes));
        this.uncommitted += message.bytes.length;
        if (this.#commits) queueMicrotask(() => this.commit());
        break;
      case "inputQueued":
        this.inputQueued = message.bytes;
        queueMicrotask(() => this.onInputQueued(message));
        break;
      case "proofWanted": {
        const { attempt } = message;
        queueMicrotask(() => this.say({ kind: "proof", attempt, proof: new Uint8Array() }));
        break;
      }
      default:
        this.failure = message;
    }
    for (const wait of this.#waits) wait();
  }

  #wait(what, found) {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waits.delete(look);
        const said = JSON.stringify([...this.actions.slice(-5), this.failure]);
        const shown = Buffer.concat(this.#fresh).subarray(-500).toString();
        reject(new Error(`${what} did not come in ${patienceMs} ms; last said: ${said}; on the screen: ${shown}`));
      }, patienceMs);
      const look = () => {
        const value = found();
        if (value === undefined) return false;
        clearTimeout(timer);
        this.#waits.delete(look);
        resolve(value);
        return true;
      };
      if (!look()) this.#waits.add(look);
    });
  }
}

/** Comes to the shell's prompt with a key. */
export async function signedIn(stack, key, { changes = {}, ...ways } = {}) {
  const { type, blob } = stack.hostKey;
  const person = await Person.open(
    stack.relay.socketUrl("real"),
    { user: "ana", knownHosts: [{ type, blob }], ...changes },
    ways,
  );
  person.reply(await person.action("authenticationPrompt"), {
    kind: "publicKey",
    privateKey: octets(key.text),
    certificate: "",
  });
  await person.action("shellStarted");
  await person.until("ready> ");
  return person;
}
