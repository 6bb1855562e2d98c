// A driver whose sockets, page and time are a script's: the other side of each socket is the test, which reads and writes frames.
import { mock } from "node:test";
import { SessionDriver } from "../../../web/src/worker/session-driver.ts";
import { checkFromWorker } from "./contract.mjs";
import { loadEngine, options } from "./engine.mjs";
import { read, welcome } from "./frames.mjs";

const stepMs = 10;
/** Visible pages try every two seconds. */
const patienceMs = 2_500;

class ScriptedSocket {
  readyState = 0;
  protocol = "";
  bufferedAmount = 0;
  onopen = null;
  onmessage = null;
  onclose = null;
  /** What came since the last look, as frames. */
  #frames = [];
  /** All that has arrived of the engine's stream. */
  stream = 0;

  send(message) {
    const frame = read(Buffer.from(message));
    if (frame.kind === "data") this.stream += frame.octets.length;
    this.#frames.push(frame);
  }
  close() {
    this.readyState = 2;
  }
  accept() {
    this.readyState = 1;
    this.protocol = "glasshell.v1";
    this.onopen?.();
  }
  hear(frame) {
    this.onmessage?.({ data: new Uint8Array(frame).buffer });
  }
  end(code = 1006, reason = "") {
    this.readyState = 3;
    this.onclose?.({ code, reason });
  }
  frames() {
    return this.#frames.splice(0);
  }
}

export class ScriptedSockets {
  sockets = [];
  posted = [];
  /** Questions by plain HTTP that wait for an answer, the oldest first. */
  questions = [];
  #driver;

  /** Before its first socket is accepted. Timers are the script's from then on, until `end`. */
  static async begun(changes = {}) {
    const engine = await loadEngine();
    mock.timers.enable({ apis: ["setTimeout", "setInterval", "Date"] });
    const script = new ScriptedSockets(engine);
    script.say({
      kind: "open",
      url: "ws://relay/ws/ssh/web-1",
      healthUrl: "http://relay/healthz",
      ...options(changes),
    });
    // The driver has waited for its module.
    await new Promise(setImmediate);
    return script;
  }

  /** Welcomed, with a session. */
  static async opened(changes = {}) {
    const script = await ScriptedSockets.begun(changes);
    script.last.accept();
    script.last.frames();
    script.last.hear(welcome());
    script.last.frames();
    script.take();
    return script;
  }

  constructor(engine) {
    this.#driver = new SessionDriver({
      engine: Promise.resolve(engine),
      openSocket: () => {
        const socket = new ScriptedSocket();
        this.sockets.push(socket);
        return socket;
      },
      fetch: (url, init) => this.#fetch(url, init),
      post: (message) => {
        checkFromWorker(message);
        this.posted.push(message);
      },
      now: () => Date.now(),
    });
  }

  #fetch(url, { signal, credentials }) {
    return new Promise((resolve, reject) => {
      const question = { url, credentials };
      const over = (end, value) => {
        this.questions = this.questions.filter((other) => other !== question);
        end(value);
      };
      question.answer = (status) => over(resolve, { status });
      question.fail = () => over(reject, new TypeError("Failed to fetch"));
      this.questions.push(question);
      signal.addEventListener("abort", () => over(reject, signal.reason));
    });
  }

  get last() {
    return this.sockets.at(-1);
  }
  say(message) {
    this.#driver.receive(message);
  }
  prove(attempt, text = `proof ${attempt}`) {
    this.say({ kind: "proof", attempt, proof: new TextEncoder().encode(text) });
  }
  /** Time passes, and timers fire where they are due. */
  wait(ms) {
    // Within one tick the clock stands at its end already.
    for (let passed = 0; passed < ms; passed += stepMs) mock.timers.tick(stepMs);
  }
  /** Until the page is asked for a proof. @return for which try */
  untilAsked() {
    const asked = () => this.posted.find(({ kind }) => kind === "proofWanted");
    for (let passed = 0; passed < patienceMs && !asked(); passed += stepMs) mock.timers.tick(stepMs);
    return asked()?.attempt;
  }
  /** The machine sleeps: time passes, and no timer fires before it is over. */
  sleep(ms) {
    mock.timers.tick(ms);
  }
  /** What the page was told since the last look: of actions, their kinds. */
  take() {
    return this.posted.splice(0).map((message) => (message.kind === "action" ? message.action.kind : message.kind));
  }
  end() {
    mock.timers.reset();
  }
}
