// Drives one session: socket ↔ engine ↔ page. It moves buffers and keeps a timer; what a frame or an SSH packet is, only the engine
// knows, and how a socket comes and goes, its keeper. No DOM may enter, and no address of a file: the tests under Node run the
// same code.
import type { EngineModule } from "../wasm/engine-module.ts";
import { EngineSession } from "../wasm/engine-session.ts";
import { InputQueue } from "./input-queue.ts";
import type { Action, FromWorker, ToWorker } from "./messages.ts";
import { type Socket, type SocketEnd, SocketKeeper, textOf } from "./socket-keeper.ts";

export interface DriverPorts {
  /** The module, which may still be on its way. */
  readonly engine: Promise<EngineModule>;
  readonly openSocket: (url: string, subprotocol: string) => Socket;
  readonly post: (message: FromWorker, transfer?: ArrayBuffer[]) => void;
  /** Monotonic, in milliseconds. */
  readonly now: () => number;
}

/** RFC 6455 §7.4.1: no close frame. */
const closeAbnormal = 1006;

type Open = Extract<ToWorker, { kind: "open" }>;

/** How often the round trip is measured while somebody looks. */
const probeIntervalMs = 5_000;

/** Output is posted in pieces of at most this size, each a copy out of the module's memory. */
const outputPieceOctets = 64 * 1024;

/** A page that has so much to draw is not told of less than a whole piece more: each message costs it as much as drawing some lines. */
const plentyToDrawOctets = 128 * 1024;

/** Input in pieces from this size on is a paste, whose way is reported until nothing of it waits. */
const pasteOctets = 4 * 1024;

export class SessionDriver {
  readonly #ports: DriverPorts;
  readonly #input = new InputQueue();
  readonly #sockets: SocketKeeper;
  #module: EngineModule | null = null;
  #session: EngineSession | null = null;
  /** What the page said before the module was there. */
  #early: ToWorker[] = [];
  #state: "idle" | "opening" | "started" | "over" = "idle";
  #shellRuns = false;
  #linkLost = false;
  /** The engine has said how it ended. */
  #endSaid = false;
  #visible = false;
  /** Output that the page has been given and has not committed. */
  #uncommitted = 0;
  #inputReceived = 0;
  #inputReported = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #timerDue = Number.POSITIVE_INFINITY;
  #probeTimer: ReturnType<typeof setInterval> | undefined;

  constructor(ports: DriverPorts) {
    this.#ports = ports;
    this.#sockets = new SocketKeeper({
      openSocket: ports.openSocket,
      opened: () => this.#guard(() => this.#startWhenReady()),
      message: (data) => this.#guard(() => this.#onSocketMessage(data)),
      ended: (end) => this.#guard(() => this.#onSocketEnd(end)),
      drained: () => this.#guard(() => this.#session && this.#drain(this.#session)),
    });
  }

  /** One message of the page. The first is `open`. */
  receive(message: ToWorker): void {
    this.#guard(() => {
      if (message.kind === "open") {
        if (this.#state === "idle") this.#open(message);
      } else if (this.#state !== "idle" && this.#state !== "over") {
        if (this.#session) this.#handle(message, this.#session);
        else this.#handleEarly(message);
      }
    });
  }

  // ---- the beginning ----

  #open(open: Open): void {
    this.#state = "opening";
    this.#ports.engine.then(
      (module) => this.#guard(() => this.#onModule(module, open)),
      (error: unknown) => this.#fail(error),
    );
    this.#sockets.open(open.url);
  }

  #onModule(module: EngineModule, open: Open): void {
    if (this.#state !== "opening") return;
    this.#module = module;
    this.#session = new EngineSession(module, open, this.#ports.now());
    const early = this.#early;
    this.#early = [];
    for (const message of early) this.#handle(message, this.#session);
    this.#startWhenReady();
  }

  #startWhenReady(): void {
    if (this.#state !== "opening" || !this.#session || !this.#sockets.isOpen) return;
    this.#state = "started";
    this.#session.start(this.#ports.now());
    this.#drain(this.#session);
  }

  #handleEarly(message: ToWorker): void {
    if (message.kind === "disconnect") this.#leaveEarly();
    else this.#early.push(message);
  }

  #leaveEarly(): void {
    this.#say({ kind: "closed" });
    this.#end();
  }

  // ---- the socket ----

  #onSocketMessage(data: ArrayBuffer | string): void {
    if (!this.#session || this.#state !== "started") {
      this.#sockets.refuse("the server spoke before it was asked");
      return;
    }
    if (typeof data === "string") this.#session.textMessage(this.#ports.now());
    else this.#session.message(new Uint8Array(data), this.#ports.now());
    this.#drain(this.#session);
  }

  #onSocketEnd(end: SocketEnd): void {
    if (this.#session && this.#state === "started") {
      this.#session.socketClosed(this.#ports.now());
      this.#drain(this.#session);
    }
    if (this.#endSaid) this.#end();
    else this.#failSocket(end);
  }

  // ---- the page ----

  #handle(message: ToWorker, session: EngineSession): void {
    const now = this.#ports.now();
    switch (message.kind) {
      case "open":
        return;
      case "reply":
        session.reply(message.prompt, message.reply, now);
        break;
      case "input":
        this.#takeInput(message.bytes, session);
        break;
      case "resize":
        session.resize(message.size, now);
        break;
      case "commit":
        session.commit(message.bytes, now);
        this.#uncommitted -= message.bytes;
        break;
      case "screenLost":
        session.screenLost(now);
        break;
      case "visible":
        this.#setVisible(message.visible);
        break;
      case "disconnect":
        session.disconnect(now);
        break;
    }
    this.#drain(session);
  }

  #takeInput(octets: Uint8Array, session: EngineSession): void {
    this.#inputReceived += octets.length;
    this.#input.push(octets);
    this.#sendInput(session);
    if (octets.length >= pasteOctets) this.#reportInput(this.#inputWaiting(session));
  }

  #sendInput(session: EngineSession): void {
    if (this.#shellRuns) this.#input.drain((octets) => session.input(octets, this.#ports.now()));
  }

  #inputWaiting(session: EngineSession): number {
    return this.#input.octets + session.inputWaiting;
  }

  #reportInput(octets: number): void {
    this.#inputReported = octets;
    this.#ports.post({ kind: "inputQueued", bytes: octets, received: this.#inputReceived });
  }

  #setVisible(visible: boolean): void {
    this.#visible = visible;
    clearInterval(this.#probeTimer);
    if (!visible) return;
    this.#probeTimer = setInterval(() => this.#guard(() => this.#probe()), probeIntervalMs);
    this.#probe();
  }

  #probe(): void {
    if (!this.#session || this.#state !== "started" || !this.#visible) return;
    this.#session.probe(this.#ports.now());
    this.#drain(this.#session);
  }

  // ---- the engine ----

  /** Takes from the engine whatever it has for the socket, the page and the timer. To be called after everything else. */
  #drain(session: EngineSession): void {
    for (let moved = true; moved && this.#state !== "over"; ) {
      moved = this.#sendMessages(session);
      moved = this.#postActions(session) || moved;
      moved = this.#postOutput(session) || moved;
    }
    if (this.#state === "over") return;
    if (this.#linkLost && this.#sockets.isOpen) {
      // Another socket could go on, but this driver has only one.
      this.#failSocket({ opened: true, code: closeAbnormal, text: "" });
      return;
    }
    if (this.#inputReported > 0) {
      const waiting = this.#inputWaiting(session);
      if (waiting !== this.#inputReported) this.#reportInput(waiting);
    }
    if (session.wantsClose) this.#sockets.close();
    this.#armTimer(session);
  }

  #sendMessages(session: EngineSession): boolean {
    let any = false;
    // What a full socket does not take stays in the engine, which takes no more than its own buffers hold.
    while (this.#sockets.hasRoom) {
      const message = session.nextMessage();
      if (!message) break;
      any = true;
      this.#sockets.send(message);
    }
    return any;
  }

  #postActions(session: EngineSession): boolean {
    let any = false;
    for (let action = session.nextAction(); action; action = session.nextAction()) {
      any = true;
      this.#say(action);
      if (action.kind === "linkEstablished") this.#probe();
      if (action.kind === "shellStarted" || action.kind === "inputReady") {
        this.#shellRuns = true;
        this.#sendInput(session);
      }
    }
    return any;
  }

  #postOutput(session: EngineSession): boolean {
    let any = false;
    for (let output = this.#takeOutput(session); output; output = this.#takeOutput(session)) {
      any = true;
      this.#uncommitted += output.length;
      this.#ports.post({ kind: "output", bytes: output }, [output.buffer]);
    }
    return any;
  }

  /** What waits for a whole piece is asked for again at the page's next commit, which is sure to come. */
  #takeOutput(session: EngineSession): Uint8Array<ArrayBuffer> | null {
    return session.takeOutput(this.#uncommitted < plentyToDrawOctets ? 1 : outputPieceOctets, outputPieceOctets);
  }

  #say(action: Action): void {
    this.#linkLost = this.#linkLost || action.kind === "linkLost";
    this.#endSaid = this.#endSaid || isEnd(action);
    this.#ports.post({ kind: "action", action });
  }

  /** A timer that is due earlier than needed stays: while much moves, deadlines move on all the time. */
  #armTimer(session: EngineSession): void {
    const now = this.#ports.now();
    const wait = session.waitMs(now);
    if (wait === null || now + wait >= this.#timerDue) return;
    clearTimeout(this.#timer);
    this.#timerDue = now + wait;
    this.#timer = setTimeout(() => this.#guard(() => this.#onTimer()), wait);
  }

  #onTimer(): void {
    this.#timerDue = Number.POSITIVE_INFINITY;
    if (!this.#session) return;
    this.#session.tick(this.#ports.now());
    this.#drain(this.#session);
  }

  // ---- the end ----

  #guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#fail(error);
    }
  }

  /** The engine broke, or the page asked for what cannot be: nothing of the session is trusted any more. */
  #fail(error: unknown): void {
    if (this.#state === "over") return;
    const words = this.#module?.lastWords() ?? "";
    this.#session = null;
    this.#module?.wipe();
    this.#end();
    this.#ports.post({ kind: "engineFailed", text: words === "" ? textOf(error) : `${textOf(error)} (${words})` });
  }

  #failSocket(failed: SocketEnd): void {
    if (this.#state === "over") return;
    this.#end();
    this.#ports.post({ kind: "socketFailed", ...failed });
  }

  #end(): void {
    this.#state = "over";
    clearTimeout(this.#timer);
    clearInterval(this.#probeTimer);
    this.#sockets.abandon();
    this.#input.clear();
    this.#early = [];
    this.#session?.dispose();
    this.#session = null;
  }
}

function isEnd(action: Action): boolean {
  switch (action.kind) {
    case "closed":
    case "failed":
    case "linkRefused":
    case "linkFinished":
    case "linkFailed":
      return true;
    default:
      return false;
  }
}
