// One terminal's sessions, one after another: makes a session with everything real around it and keeps the view of the last one.
import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Failure } from "../../failure/explain.ts";
import type { TerminalScreen } from "../../screen/terminal-screen.ts";
import { KnownHosts } from "../../session/known-hosts.ts";
import type { Identity } from "../../session/own-answers.ts";
import type { InputEvents } from "../../session/paced-input.ts";
import { RelayAddress } from "../../session/relay-address.ts";
import { Session } from "../../session/session.ts";
import { startWorker } from "../../session/start-worker.ts";
import type { Token } from "../../session/token.ts";
import { applyFailure, idleView, isOver, type SessionView } from "../../session/view.ts";

/** Terminals of one page share what they know of hosts. */
const knownHosts = new KnownHosts();

export interface Destination {
  /** As the attribute has it. */
  readonly relay: string;
  readonly node: string;
  readonly user: string;
  readonly identity: Identity | null;
  readonly token: Token;
}

export interface ConnectionPorts {
  readonly changed: (view: SessionView, before: SessionView) => void;
  readonly input: InputEvents;
  readonly hostKeyNotStored: () => void;
}

export class Connection implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #ports: ConnectionPorts;
  #view: SessionView = idleView;
  #session: Session | null = null;
  #relayName = "";
  #hasHistory = false;
  #signInBegan = false;

  constructor(host: ReactiveControllerHost, ports: ConnectionPorts) {
    this.#host = host;
    this.#ports = ports;
    host.addController(this);
  }

  get view(): SessionView {
    return this.#view;
  }

  /** Null before the first session and after `end`. */
  get session(): Session | null {
    return this.#session;
  }

  /** For a person: the relay's host. */
  get relayName(): string {
    return this.#relayName;
  }

  /** A shell left something on the screen, in this session or an earlier one. */
  get hasHistory(): boolean {
    return this.#hasHistory || this.#view.hadShell;
  }

  /** The sign-in has begun and has neither succeeded nor failed: its dialog stays, whoever is waited for. */
  get isSigningIn(): boolean {
    return this.#signInBegan && (this.#view.phase === "prompting" || this.#view.phase === "authenticating");
  }

  /** Nothing was asked in a dialog, so nobody has seen what the node said before the sign-in. */
  get bannersUnseen(): readonly string[] {
    return this.#signInBegan ? [] : this.#view.banners;
  }

  hostConnected(): void {
    document.addEventListener("visibilitychange", this.#onVisibility);
    document.addEventListener("resume", this.#onBack);
    window.addEventListener("online", this.#onBack);
    window.addEventListener("pageshow", this.#onBack);
  }

  hostDisconnected(): void {
    document.removeEventListener("visibilitychange", this.#onVisibility);
    document.removeEventListener("resume", this.#onBack);
    window.removeEventListener("online", this.#onBack);
    window.removeEventListener("pageshow", this.#onBack);
  }

  connect(destination: Destination, screen: TerminalScreen): void {
    this.#hasHistory = this.hasHistory;
    this.#session?.dispose();
    this.#signInBegan = false;
    const { node, user, identity, token } = destination;
    let relay: RelayAddress;
    try {
      relay = new RelayAddress(destination.relay, document.baseURI);
    } catch {
      this.#session = null;
      const failure: Failure = {
        kind: "socketFailed",
        opened: false,
        code: 0,
        text: destination.relay,
        finding: "not_a_relay",
        evidence: [],
        advice: null,
      };
      this.#show(applyFailure(idleView, failure));
      return;
    }
    this.#relayName = relay.name;
    const session: Session = new Session(
      { relay, node, user, identity, token },
      {
        startWorker,
        knownHosts,
        probe: {
          fetch: (url, init) => fetch(url, init),
          openSocket: (url, subprotocol) => new WebSocket(url, subprotocol),
          online: () => navigator.onLine,
          securePage: location.protocol === "https:",
        },
        screen: (octets, committed) => screen.write(octets, committed),
        screenSize: () => screen.size,
        visible: () => document.visibilityState === "visible",
        changed: () => this.#show(session.view),
        input: this.#ports.input,
        hostKeyNotStored: this.#ports.hostKeyNotStored,
      },
    );
    this.#session = session;
    this.#show(session.view);
    void session.start();
  }

  /** Ends the session and forgets it. */
  end(): void {
    this.#session?.dispose();
    this.#session = null;
    this.#hasHistory = false;
    this.#signInBegan = false;
    this.#relayName = "";
    this.#view = idleView;
    this.#host.requestUpdate();
  }

  #show(view: SessionView): void {
    const before = this.#view;
    this.#view = view;
    if (view.prompt && view.prompt.kind !== "hostKeyPrompt") this.#signInBegan = true;
    if (isOver(view)) this.#signInBegan = false;
    this.#host.requestUpdate();
    this.#ports.changed(view, before);
  }

  /** The network is back, or the page is: from the browser's memory of visited pages, or from its freezer. */
  readonly #onBack = (): void => this.#session?.nudge();

  readonly #onVisibility = (): void => {
    this.#session?.setVisible(document.visibilityState === "visible");
  };
}
