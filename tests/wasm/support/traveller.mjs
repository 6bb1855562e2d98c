// A person whose sockets come and go: the module over real WebSockets, one after another, as its ABI says to drive it.
import { EngineSession } from "../../../web/src/wasm/engine-session.ts";
import { loadEngine, options } from "./engine.mjs";
import { octets } from "./person.mjs";

/** Far above what anything here takes; it ends a test that would hang. */
const patienceMs = 30_000;
const pieceOctets = 64 * 1024;

export class Traveller {
  actions = [];
  shown = Buffer.alloc(0);
  sockets = 0;
  #session;
  #url;
  #key;
  #eager;
  #present = null;
  #opening = null;
  #timer;
  #started = false;
  #toType = [];
  #slept = 0;
  #waits = new Set();

  /**
   * @param {{ key: { text: string }, changes: object, eager?: boolean }} ways
   *   `eager`: as if the network came back at once, each time
   */
  static async open(url, ways) {
    return new Traveller(await loadEngine(), url, ways);
  }

  constructor(engine, url, { key, changes, eager = false }) {
    this.#url = url;
    this.#key = key;
    this.#eager = eager;
    this.#session = new EngineSession(engine, options(changes), this.#now());
    this.#open();
  }

  get session() {
    return this.#session;
  }

  kinds() {
    return this.actions.map(({ kind }) => kind);
  }

  /** Typed as fast as the engine takes it. */
  type(text) {
    this.#toType.push(typeof text === "string" ? octets(text) : text);
    this.#drain();
  }
  do(what) {
    what(this.#session, this.#now());
    this.#drain();
  }
  /** The machine sleeps for so long, and its clock jumps when it wakes. */
  sleep(ms) {
    this.#slept += ms;
    this.do((session, now) => session.nudge(now));
  }

  action(kind, fits = () => true) {
    return this.#wait(`the action ${kind}`, () => this.actions.find((each) => each.kind === kind && fits(each)));
  }
  /** Output up to and with `marker`, since the last time it was asked for. */
  until(marker) {
    return this.#wait(`"${marker}" on the screen`, () => {
      const at = this.shown.indexOf(marker);
      if (at === -1) return undefined;
      const before = this.shown.subarray(0, at + marker.length);
      this.shown = this.shown.subarray(at + marker.length);
      return before;
    });
  }

  /** Drops everything, whatever state it is in. */
  leave() {
    clearTimeout(this.#timer);
    this.#opening?.close();
    this.#present?.close();
    this.#present = null;
    this.#opening = null;
    this.#session.dispose();
  }

  #now() {
    return performance.now() + this.#slept;
  }

  // ---- sockets ----

  #open() {
    this.#opening?.close();
    const origin = this.#url.replace(/^ws/, "http").replace(/\/ws\/.*/, "");
    const socket = new WebSocket(this.#url, { protocols: ["glasshell.v1"], headers: { origin } });
    this.sockets += 1;
    this.#opening = socket;
    socket.binaryType = "arraybuffer";
    socket.onopen = () => this.#onOpen(socket);
    socket.onmessage = ({ data }) => {
      if (socket !== this.#present) return;
      this.#session.message(new Uint8Array(data), this.#now());
      this.#drain();
    };
    socket.onclose = () => this.#onClose(socket);
    socket.onerror = () => {};
  }

  #onOpen(socket) {
    if (socket !== this.#opening) return;
    this.#opening = null;
    this.#present?.close();
    this.#present = socket;
    if (this.#started) this.#session.socketOpened(this.#now());
    else this.#session.start(this.#now());
    this.#started = true;
    this.#drain();
  }

  #onClose(socket) {
    if (socket === this.#present) {
      this.#present = null;
      this.#session.socketClosed(this.#now());
    } else if (socket === this.#opening) {
      this.#opening = null;
      if (!this.#started) throw new Error("the first socket did not open");
      this.#session.socketFailed(this.#now());
    } else {
      return;
    }
    if (this.#eager) this.#session.nudge(this.#now());
    this.#drain();
  }

  // ---- the engine ----

  #drain() {
    const session = this.#session;
    for (let moved = true; moved; ) {
      moved = false;
      for (let message = session.nextMessage(); message; message = session.nextMessage()) {
        moved = true;
        if (this.#present?.readyState === WebSocket.OPEN) this.#present.send(message.slice());
      }
      for (let action = session.nextAction(); action; action = session.nextAction()) {
        moved = true;
        this.#hear(action);
      }
      for (let output = session.takeOutput(1, pieceOctets); output; output = session.takeOutput(1, pieceOctets)) {
        moved = true;
        this.shown = Buffer.concat([this.shown, output]);
        session.commit(output.length, this.#now());
      }
      moved = this.#type() || moved;
    }
    if (session.wantsClose && this.#present) {
      const dead = this.#present;
      this.#present = null;
      dead.close();
      session.socketClosed(this.#now());
    }
    if (session.wantsSocket(this.#now())) this.#open();
    clearTimeout(this.#timer);
    const wait = session.waitMs(this.#now());
    if (wait !== null) {
      this.#timer = setTimeout(() => {
        session.tick(this.#now());
        this.#drain();
      }, wait);
    }
    for (const wait of this.#waits) wait();
  }

  #hear(action) {
    this.actions.push(action);
    if (action.kind !== "authenticationPrompt") return;
    const reply = { kind: "publicKey", privateKey: octets(this.#key.text), certificate: "" };
    this.#session.reply(action.prompt, reply, this.#now());
  }

  #type() {
    let any = false;
    while (this.#toType.length > 0) {
      const [next] = this.#toType;
      const taken = this.#session.input(next, this.#now());
      any ||= taken > 0;
      if (taken < next.length) {
        this.#toType[0] = next.subarray(taken);
        break;
      }
      this.#toType.shift();
    }
    return any;
  }

  #wait(what, found) {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waits.delete(look);
        const said = JSON.stringify(this.actions.slice(-5));
        reject(new Error(`${what} did not come; last said: ${said}; shown: ${this.shown.subarray(-300)}`));
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
