// One session of one terminal: the Worker, the known hosts, the screen's feed and the input, wired together. It draws nothing;
// whoever owns it shows its `view` and answers its prompts.
import type { EngineProblem, Failure, SocketProblem } from "../failure/explain.ts";
import { diagnose, type ProbePorts } from "../failure/probe.ts";
import { Feed, type Sink } from "../screen/feed.ts";
import type { Paste } from "../screen/paste.ts";
import type { FromWorker, HostKey, Prompt, Reply, SocketFailed, TerminalSize, ToWorker } from "../worker/messages.ts";
import type { KnownHosts } from "./known-hosts.ts";
import { type Identity, OwnAnswers } from "./own-answers.ts";
import { type InputEvents, PacedInput, type PasteRefusal } from "./paced-input.ts";
import { newRoute, type RelayAddress } from "./relay-address.ts";
import { restartWaitMs } from "./relay-restart.ts";
import { secretsIn } from "./secrets.ts";
import type { WorkerPort } from "./start-worker.ts";
import { proofOf, type Token } from "./token.ts";
import {
  applyAction,
  applyFailure,
  applyLeave,
  applyReply,
  applyRestart,
  applyTokenProblem,
  idleView,
  isOver,
  type SessionView,
} from "./view.ts";

export interface SessionTarget {
  readonly relay: RelayAddress;
  readonly node: string;
  /** Empty: the person is asked. */
  readonly user: string;
  readonly identity: Identity | null;
  /** Proof for the relay of who the user is; empty where it allows anonymous use. */
  readonly token: Token;
}

export interface SessionPorts {
  readonly startWorker: (receive: (message: FromWorker) => void, failed: (text: string) => void) => WorkerPort;
  readonly knownHosts: KnownHosts;
  readonly probe: ProbePorts;
  readonly screen: Sink;
  readonly screenSize: () => TerminalSize;
  readonly visible: () => boolean;
  readonly changed: () => void;
  readonly input: InputEvents;
  /** The accepted host key could not be stored. */
  readonly hostKeyNotStored: () => void;
}

const terminalType = "xterm-256color";

/** Sent to the node, which may refuse any of it. Every current system has C.UTF-8; a person's own locale may be missing there. */
const environment: readonly (readonly [string, string])[] = [
  ["LANG", "C.UTF-8"],
  ["COLORTERM", "truecolor"],
];

/** A session that was away and ends so soon after had ended before. */
const knownAliveMs = 5_000;

/** How long the engine may take to say goodbye to the node, and to hand over its last output, before the Worker is ended. */
const goodbyeMs = 2_000;

export class Session {
  readonly #target: SessionTarget;
  readonly #ports: SessionPorts;
  #view: SessionView;
  #worker: WorkerPort | null = null;
  #feed: Feed;
  #input: PacedInput;
  readonly #answers: OwnAnswers;
  #knownHostsReadable = true;
  /** Where a balancer sends this session's sockets. */
  #route = "";
  /** Since it first met a relay on its way out, before it had begun. */
  #restartTries = 0;
  #restartTimer: ReturnType<typeof setTimeout> | undefined;
  #goodbye: ReturnType<typeof setTimeout> | undefined;
  #backTimer: ReturnType<typeof setTimeout> | undefined;
  #disposed = false;

  constructor(target: SessionTarget, ports: SessionPorts) {
    this.#target = target;
    this.#ports = ports;
    this.#answers = new OwnAnswers(target.identity);
    this.#view = { ...idleView, phase: "connecting", user: target.user || target.identity?.user || "" };
    this.#feed = new Feed({
      sink: ports.screen,
      commit: (bytes) => this.#post({ kind: "commit", bytes }),
      lost: () => this.#post({ kind: "screenLost" }),
      running: ports.visible,
      setInterval: (callback, ms) => setInterval(callback, ms),
      clearInterval: (timer) => clearInterval(timer),
    });
    this.#input = new PacedInput({
      send: (bytes) => this.#post({ kind: "input", bytes }, [bytes.buffer as ArrayBuffer]),
      now: () => Date.now(),
      ...ports.input,
    });
  }

  get view(): SessionView {
    return this.#view;
  }

  /** False: a changed host key would look like a new one, and the person must be told. */
  get knownHostsReadable(): boolean {
    return this.#knownHostsReadable;
  }

  /** Never rejects: what goes wrong is in the view. */
  async start(): Promise<void> {
    try {
      await this.#start();
    } catch (error) {
      await this.#engineFailed({ kind: "engineFailed", text: String(error) });
    }
  }

  async #start(): Promise<void> {
    const { relay, node, token } = this.#target;
    // A balancer may know another relay for another route.
    this.#route = newRoute();
    const [known, proof] = await Promise.all([this.#ports.knownHosts.read(relay.id, node), proofOf(token)]);
    // The person may have left while the page was asked.
    if (this.#disposed || isOver(this.#view)) return;
    if ("kind" in proof) {
      this.#fail(proof);
      return;
    }
    this.#knownHostsReadable = known.readable;
    this.#worker = this.#ports.startWorker(
      (message) => this.#receive(message),
      (text) => this.#receive({ kind: "engineFailed", text }),
    );
    this.#post(
      {
        kind: "open",
        url: relay.socketUrl(node, this.#route),
        healthUrl: relay.httpUrl("healthz"),
        user: this.#view.user,
        terminal: terminalType,
        size: this.#ports.screenSize(),
        environment,
        knownHosts: known.keys,
        proof,
      },
      [proof.buffer as ArrayBuffer],
    );
    this.setVisible(this.#ports.visible());
  }

  type(octets: Uint8Array): void {
    if (this.#view.phase === "shell") this.#input.type(octets);
  }

  /** @return why it was not taken, or null. Without a shell nothing is taken either: there is nobody to be told. */
  paste(paste: Paste, bracketed: boolean): PasteRefusal | null {
    return this.#view.phase === "shell" ? this.#input.paste(paste, bracketed) : null;
  }

  cancelPaste(): void {
    this.#input.cancel();
  }

  resize(size: TerminalSize): void {
    this.#post({ kind: "resize", size });
  }

  setVisible(visible: boolean): void {
    this.#post({ kind: "visible", visible });
  }

  /** The network is back, or the person does not want to wait: another connection is tried at once, if one is wanted. */
  nudge(): void {
    this.#post({ kind: "nudge" });
  }

  /** Answers the open prompt. Secrets in `reply` are the Worker's afterwards. An answer to another prompt is ignored. */
  reply(prompt: Prompt, reply: Reply): void {
    if (this.#view.prompt?.prompt !== prompt.prompt) return;
    if (prompt.kind === "hostKeyPrompt" && reply.kind === "hostKey" && reply.decision !== "refuse") {
      void this.#remember(prompt.presented, reply.decision);
    }
    this.#post({ kind: "reply", prompt: prompt.prompt, reply }, secretsIn(reply));
    this.#show(applyReply(this.#view, reply));
  }

  /** Ends the session in order, or at once if it has not begun. */
  disconnect(): void {
    if (isOver(this.#view)) return;
    const hasBegun = this.#view.hadShell || this.#view.phase === "authenticating" || this.#view.phase === "prompting";
    this.#post({ kind: "disconnect" });
    this.#show(applyLeave(this.#view));
    if (!hasBegun) this.#end();
  }

  /** Says goodbye to the node and lets everything go. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#feed.dispose();
    this.#input.drop();
    const worker = this.#worker;
    this.#worker = null;
    clearTimeout(this.#goodbye);
    clearTimeout(this.#backTimer);
    clearTimeout(this.#restartTimer);
    if (!worker) return;
    worker.post({ kind: "disconnect" });
    if (isOver(this.#view)) worker.terminate();
    else setTimeout(() => worker.terminate(), goodbyeMs);
  }

  #receive(message: FromWorker): void {
    if (this.#disposed) return;
    switch (message.kind) {
      case "output":
        this.#feed.write(message.bytes);
        return;
      case "inputQueued":
        this.#input.queued(message.bytes, message.received);
        return;
      case "action":
        if (message.action.kind === "linkLost") this.#input.hold(message.action.lastHeardMs);
        if (message.action.kind === "linkResumed") this.#onBack();
        if (message.action.kind === "linkRefused") this.#fail(message.action);
        else this.#act(applyAction(this.#view, message.action));
        return;
      case "proofWanted":
        void this.#prove(message.attempt);
        return;
      case "socketFailed":
        void this.#diagnose(message);
        return;
      case "engineFailed":
        void this.#engineFailed(message);
        return;
    }
  }

  #onBack(): void {
    this.#input.release();
    clearTimeout(this.#backTimer);
    this.#backTimer = setTimeout(() => this.#show({ ...this.#view, backAfterMs: null }), knownAliveMs);
  }

  /** Another connection wants a proof of its own: tokens are short-lived. */
  async #prove(attempt: number): Promise<void> {
    const proof = await proofOf(this.#target.token);
    if (this.#disposed) return;
    const problem = "kind" in proof ? proof : null;
    this.#show(applyTokenProblem(this.#view, problem));
    if ("kind" in proof) this.#post({ kind: "proof", attempt, proof: null });
    else this.#post({ kind: "proof", attempt, proof }, [proof.buffer as ArrayBuffer]);
  }

  /** Answers what needs no person; shows the rest. */
  #act(next: SessionView): void {
    const { prompt } = next;
    const reply = prompt !== null && prompt !== this.#view.prompt ? this.#answers.to(prompt) : null;
    if (prompt === null || reply === null) {
      this.#show(next);
      return;
    }
    // Not shown: nobody is asked, and a dialog would only flash.
    this.#view = next;
    this.reply(prompt, reply);
  }

  async #diagnose(failed: SocketFailed): Promise<void> {
    if (isOver(this.#view)) return;
    this.#show({ ...this.#view, phase: "diagnosing", prompt: null });
    const problem = await this.#askWhy(failed);
    if (!this.#disposed) this.#fail(problem);
  }

  /** The engine comes from where the relay is, as a rule: when it does not come, the relay may be what is out of reach. */
  async #engineFailed(failed: EngineProblem): Promise<void> {
    if (this.#disposed || isOver(this.#view)) return;
    this.#end();
    if (this.#view.phase !== "connecting") {
      this.#fail(failed);
      return;
    }
    this.#show({ ...this.#view, phase: "diagnosing" });
    const problem = await this.#askWhy({ kind: "socketFailed", opened: false, code: 0, text: failed.text });
    const outOfReach = ["offline", "relay_unreachable", "going_away"].includes(problem.finding);
    if (!this.#disposed) this.#fail(outOfReach ? problem : failed);
  }

  /** Shows why the session cannot be, or tries for it again: where the relay restarts and nothing of the session has begun. */
  #fail(failure: Failure): void {
    const hasBegun = this.#view.custody !== null || isOver(this.#view);
    const waitMs = hasBegun ? null : restartWaitMs(failure, this.#restartTries);
    if (waitMs === null) {
      this.#show(applyFailure(this.#view, failure));
      return;
    }
    this.#restartTries += 1;
    this.#end();
    this.#restartTimer = setTimeout(() => void this.start(), waitMs);
    this.#show(applyRestart(this.#view));
  }

  #askWhy(failed: SocketFailed): Promise<SocketProblem> {
    const { relay, node } = this.#target;
    return diagnose(failed, { relay, node, route: this.#route }, this.#ports.probe);
  }

  async #remember(key: HostKey, decision: "accept" | "replace"): Promise<void> {
    const { relay, node } = this.#target;
    const stored = await this.#ports.knownHosts[decision](relay.id, node, key);
    if (!stored && !this.#disposed) this.#ports.hostKeyNotStored();
  }

  #show(next: SessionView): void {
    if (next === this.#view) return;
    this.#view = next;
    if (isOver(next)) {
      clearTimeout(this.#backTimer);
      clearTimeout(this.#restartTimer);
      this.#input.drop();
      this.#goodbye ??= setTimeout(() => this.#end(), goodbyeMs);
    }
    this.#ports.changed();
  }

  #end(): void {
    this.#worker?.terminate();
    this.#worker = null;
  }

  #post(message: ToWorker, transfer: Transferable[] = []): void {
    this.#worker?.post(message, transfer);
  }
}
