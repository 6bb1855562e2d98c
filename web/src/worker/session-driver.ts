// Drives one session: sockets ↔ engine ↔ page. It moves buffers; what a frame or an SSH packet is, only the engine knows, and when
// another socket is wanted; how a socket comes and goes, its keeper. No DOM may enter, and no address of a file: the tests under Node
// run the same code.
import type { EngineModule } from "../wasm/engine-module.ts";
import { EngineSession } from "../wasm/engine-session.ts";
import { Alarm } from "./alarm.ts";
import { InputQueue } from "./input-queue.ts";
import type { Action, FromWorker, ToWorker } from "./messages.ts";
import { OutputMail } from "./output-mail.ts";
import { type AttemptAddresses, SocketAttempt } from "./socket-attempt.ts";
import { type Socket, type SocketEnd, SocketKeeper, textOf } from "./socket-keeper.ts";

export interface DriverPorts {
  /** The module, which may still be on its way. */
  readonly engine: Promise<EngineModule>;
  readonly openSocket: (url: string, subprotocol: string) => Socket;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly post: (message: FromWorker, transfer?: ArrayBuffer[]) => void;
  /** Monotonic, in milliseconds, and goes on while the machine sleeps. */
  readonly now: () => number;
}

type Open = Extract<ToWorker, { kind: "open" }>;

/** How often the round trip is measured while somebody looks. */
const probeIntervalMs = 5_000;

/** An alarm that is so late shows that the machine slept, or the browser froze the page: what the socket is worth is unknown. */
const wokenAfterMs = 3_000;

export class SessionDriver {
  readonly #ports: DriverPorts;
  readonly #sockets: SocketKeeper;
  readonly #attempt: SocketAttempt;
  readonly #input: InputQueue;
  readonly #output: OutputMail;
  readonly #alarm: Alarm;
  #module: EngineModule | null = null;
  #session: EngineSession | null = null;
  /** What the page said before the module was there. */
  #early: ToWorker[] = [];
  #state: "idle" | "opening" | "started" | "over" = "idle";
  #addresses: AttemptAddresses = { socket: "", health: "" };
  /** How the last present socket ended; of interest if that ended the session, without a word. */
  #socketEnd: SocketEnd | null = null;
  /** The engine has said how it ended. */
  #endSaid = false;
  #probeTimer: ReturnType<typeof setInterval> | undefined;

  constructor(ports: DriverPorts) {
    this.#ports = ports;
    const { post, now } = ports;
    this.#sockets = new SocketKeeper({
      openSocket: ports.openSocket,
      opened: () => this.#guard(() => this.#onSocketOpen()),
      failed: (end) => this.#guard(() => this.#onSocketFailed(end)),
      message: (data) => this.#guard(() => this.#onSocketMessage(data)),
      ended: (end) => this.#guard(() => this.#onSocketEnd(end)),
      drained: () => this.#guard(() => this.#drain()),
    });
    this.#attempt = new SocketAttempt({
      sockets: this.#sockets,
      fetch: ports.fetch,
      now,
      askProof: (attempt) => post({ kind: "proofWanted", attempt }),
      ready: (proof) => this.#goOn(proof),
      failed: () => this.#session?.socketFailed(now()),
    });
    this.#input = new InputQueue({
      take: (octets) => this.#session?.input(octets, now()) ?? 0,
      waitingInEngine: () => this.#session?.inputWaiting ?? 0,
      report: (bytes, received) => post({ kind: "inputQueued", bytes, received }),
    });
    this.#output = new OutputMail({
      take: (least, most) => this.#session?.takeOutput(least, most) ?? null,
      post: (bytes) => post({ kind: "output", bytes }, [bytes.buffer]),
    });
    this.#alarm = new Alarm(now, (lateMs) => this.#guard(() => this.#onAlarm(lateMs)));
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
    this.#addresses = { socket: open.url, health: open.healthUrl };
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
    if (this.#state !== "opening" || !this.#session || !this.#sockets.isReady) return;
    this.#state = "started";
    this.#sockets.adopt();
    this.#session.start(this.#ports.now());
    this.#drain();
  }

  #handleEarly(message: ToWorker): void {
    if (message.kind === "disconnect") this.#leaveEarly();
    else this.#early.push(message);
  }

  #leaveEarly(): void {
    this.#say({ kind: "closed" });
    this.#end();
  }

  // ---- one socket after another ----

  #onSocketOpen(): void {
    if (this.#state === "opening") this.#startWhenReady();
    else this.#attempt.whenReady();
  }

  #onSocketFailed(end: SocketEnd): void {
    if (this.#state === "opening") {
      this.#failSocket(end);
    } else {
      this.#session?.socketFailed(this.#ports.now());
      this.#drain();
    }
  }

  #goOn(proof: Uint8Array): void {
    this.#sockets.adopt();
    this.#session?.setProof(proof);
    this.#session?.socketOpened(this.#ports.now());
    this.#drain();
  }

  #onSocketMessage(data: ArrayBuffer | string): void {
    if (typeof data === "string") this.#session?.textMessage(this.#ports.now());
    else this.#session?.message(new Uint8Array(data), this.#ports.now());
    this.#drain();
  }

  #onSocketEnd(end: SocketEnd): void {
    this.#socketEnd = end;
    this.#session?.socketClosed(this.#ports.now());
    this.#drain();
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
        this.#input.push(message.bytes);
        break;
      case "resize":
        session.resize(message.size, now);
        break;
      case "commit":
        session.commit(message.bytes, now);
        this.#output.committed(message.bytes);
        break;
      case "screenLost":
        session.screenLost(now);
        break;
      case "visible":
        this.#setVisible(message.visible, session);
        break;
      case "nudge":
        this.#nudge(session, now);
        break;
      case "proof":
        this.#attempt.answer(message.attempt, message.proof);
        break;
      case "disconnect":
        session.disconnect(now);
        break;
    }
    this.#drain();
  }

  #setVisible(visible: boolean, session: EngineSession): void {
    if (visible) this.#attempt.hope();
    session.setVisible(visible, this.#ports.now());
    clearInterval(this.#probeTimer);
    if (!visible) return;
    this.#probeTimer = setInterval(() => this.#guard(() => this.#probe()), probeIntervalMs);
    this.#probe();
  }

  #nudge(session: EngineSession, now: number): void {
    if (this.#state !== "started") return;
    this.#attempt.hope();
    session.nudge(now);
  }

  #probe(): void {
    if (this.#state !== "started") return;
    this.#session?.probe(this.#ports.now());
    this.#drain();
  }

  // ---- the engine ----

  /** Takes from the engine whatever it has for the sockets, the page and the alarm. To be called after everything else. */
  #drain(): void {
    const session = this.#session;
    if (!session || this.#state === "over") return;
    let isOver = false;
    for (let moved = true; moved; ) {
      moved = this.#sendMessages(session);
      moved = this.#postActions(session) || moved;
      moved = this.#output.send() || moved;
      if (session.wantsClose && !isOver) {
        moved = true;
        this.#sockets.close();
        session.socketClosed(this.#ports.now());
        // A session that goes on has no socket now whose closing it could want.
        isOver = session.wantsClose;
      } else if (session.wantsSocket(this.#ports.now())) {
        moved = true;
        this.#attempt.begin(this.#addresses);
      }
    }
    if (isOver) {
      this.#finish();
      return;
    }
    this.#input.look();
    const wait = session.waitMs(this.#ports.now());
    if (wait !== null) this.#alarm.set(wait);
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
      if (action.kind === "linkEstablished") session.probe(this.#ports.now());
      if (action.kind === "shellStarted" || action.kind === "inputReady") this.#input.flush();
    }
    return any;
  }

  #say(action: Action): void {
    this.#endSaid = this.#endSaid || isEnd(action);
    this.#ports.post({ kind: "action", action });
  }

  #onAlarm(lateMs: number): void {
    const now = this.#ports.now();
    if (lateMs > wokenAfterMs && this.#session) this.#nudge(this.#session, now);
    this.#session?.tick(now);
    this.#drain();
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

  /** Nothing more is to be done; a session that ended before the relay had accepted may not have said why. */
  #finish(): void {
    if (this.#endSaid || !this.#socketEnd) this.#end();
    else this.#failSocket(this.#socketEnd);
  }

  #failSocket(failed: SocketEnd): void {
    if (this.#state === "over") return;
    this.#end();
    this.#ports.post({ kind: "socketFailed", ...failed });
  }

  #end(): void {
    this.#state = "over";
    this.#alarm.stop();
    clearInterval(this.#probeTimer);
    this.#sockets.close();
    this.#attempt.stop();
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
