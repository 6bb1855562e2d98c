// A session of the module whose relay, clock and sockets are a script's. The relay remembers what the engine's stream holds, so that
// what comes again after a resume can be compared.
import { EngineSession } from "../../../web/src/wasm/engine-session.ts";
import { loadEngine, options } from "./engine.mjs";
import { ack, data, read, welcome } from "./frames.mjs";

export const nodeBanner = "SSH-2.0-OpenSSH_9.9\r\n";

export class ScriptedRelay {
  /** All that has arrived of the engine's stream. */
  stream = Buffer.alloc(0);
  /** How much of the node's stream was sent. */
  sent = 0;
  acknowledged = 0;
  now = 1_000;

  static async create(changes = {}) {
    return new ScriptedRelay(await loadEngine(), changes);
  }
  /** Welcomed; of the node nothing has come. */
  static welcomed(engine, changes = {}, greeting = {}) {
    const relay = new ScriptedRelay(engine, changes);
    relay.session.start(relay.now);
    relay.frames();
    relay.hear(welcome(greeting));
    return relay;
  }
  /** Welcomed, with both banners exchanged. */
  static async opened(changes = {}, greeting = {}) {
    const relay = ScriptedRelay.welcomed(await loadEngine(), changes, greeting);
    relay.frames();
    relay.say(nodeBanner);
    relay.frames();
    relay.actions();
    return relay;
  }

  constructor(engine, changes) {
    this.engine = engine;
    this.session = new EngineSession(engine, options(changes), this.now);
  }

  hear(frame) {
    this.session.message(frame, this.now);
  }
  /** Octets of the node. */
  say(octets) {
    this.hear(data(Buffer.from(octets)));
    this.sent += octets.length;
  }
  /** The last octets of the engine have not arrived after all. */
  forget(octets) {
    this.stream = this.stream.subarray(0, Math.max(this.acknowledged, this.stream.length - octets));
  }
  acknowledge(consumed = this.stream.length) {
    this.acknowledged = consumed;
    this.hear(ack(consumed, consumed + 262_144));
  }

  /** What the engine sends; data becomes part of the stream, unless the network eats it. */
  frames({ lost = false } = {}) {
    const sent = [];
    for (let message = this.session.nextMessage(); message; message = this.session.nextMessage()) {
      const frame = read(Buffer.from(message));
      if (frame.kind === "data" && !lost) this.stream = Buffer.concat([this.stream, frame.octets]);
      sent.push(frame);
    }
    return sent;
  }
  actions() {
    const said = [];
    for (let action = this.session.nextAction(); action; action = this.session.nextAction()) said.push(action);
    return said;
  }
  kinds() {
    return this.actions().map(({ kind }) => kind);
  }

  /** The clock moves, and the timer fires where it is due, until `done` holds. */
  wait(ms, done = () => false) {
    const end = this.now + ms;
    while (!done()) {
      const due = this.session.waitMs(this.now);
      if (due === null || this.now + due > end) break;
      this.now += due;
      this.session.tick(this.now);
    }
    if (!done()) this.now = end;
  }
  /** Waits at most so long for the session to want a socket. @return how long it took, or null */
  untilSocketWanted(ms) {
    const began = this.now;
    let wanted = false;
    const ask = () => {
      wanted = wanted || this.session.wantsSocket(this.now);
      return wanted;
    };
    this.wait(ms, ask);
    return wanted ? this.now - began : null;
  }

  /** A socket that was wanted opens, and the relay lets the session go on. */
  resume({ received = this.stream.length, ...greeting } = {}) {
    this.session.socketOpened(this.now);
    const [hello, ...more] = this.frames();
    this.hear(welcome({ received, receiveLimit: this.acknowledged + 262_144, ...greeting }));
    return [hello, ...more];
  }
}
