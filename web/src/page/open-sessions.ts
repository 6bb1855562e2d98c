// The sessions that are open on the page, which one is in sight, and the address that names it: back and forward go between them.
import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { SessionState } from "../session/view.ts";
import type { NodeEntry } from "./nodes.ts";
import { fragmentOf, routeIn } from "./route.ts";

export interface OpenSession {
  readonly id: number;
  readonly node: string;
  readonly label: string;
  readonly user: string;
  readonly state: SessionState;
  readonly title: string;
  /** The relay's name for it, or the one that the address had. */
  readonly session: string;
}

export interface OpenSessionsPorts {
  /** What the relay has, as far as that is known. */
  readonly nodes: () => readonly NodeEntry[];
  /** One was opened: it needs its terminal. */
  readonly opened: () => void;
  /** Another one is in sight, or the list. */
  readonly activated: () => void;
}

type Entry = "push" | "replace";

export class OpenSessions implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #ports: OpenSessionsPorts;
  #all: readonly OpenSession[] = [];
  #active: number | null = null;
  #lastId = 0;

  constructor(host: ReactiveControllerHost, ports: OpenSessionsPorts) {
    this.#host = host;
    this.#ports = ports;
    host.addController(this);
  }

  get all(): readonly OpenSession[] {
    return this.#all;
  }

  /** null: the list of nodes is in sight. */
  get activeId(): number | null {
    return this.#active;
  }

  get active(): OpenSession | undefined {
    return this.#all.find(({ id }) => id === this.#active);
  }

  hostConnected(): void {
    window.addEventListener("popstate", this.follow);
  }

  hostDisconnected(): void {
    window.removeEventListener("popstate", this.follow);
  }

  /** Shows what the address asks for. */
  readonly follow = (): void => {
    const route = routeIn(location.hash);
    if (!route) {
      this.#active = null;
      this.#host.requestUpdate();
      return;
    }
    const state: unknown = history.state;
    const { node, session } = route;
    const wanted =
      this.#all.find(({ id }) => id === state) ??
      this.#all.find((open) => (session === "" ? open.node === node : open.session === session));
    const entry = this.#ports.nodes().find(({ name }) => name === node) ?? { name: node, label: node, user: "" };
    if (wanted) this.activate(wanted.id);
    else this.open(entry, "replace", session);
  };

  /** @param session  the one that is meant, where the address named one */
  open(node: Pick<NodeEntry, "name" | "label" | "user">, entry: Entry, session = ""): void {
    this.#lastId += 1;
    const id = this.#lastId;
    const opened = { id, node: node.name, label: node.label, user: node.user, session };
    this.#all = [...this.#all, { ...opened, state: "connecting", title: "" }];
    this.#ports.opened();
    this.#write(id, fragmentOf(opened), entry);
    this.activate(id);
  }

  /** @param session  null: the list */
  show(session: OpenSession | null): void {
    this.#write(session?.id ?? null, session ? fragmentOf(session) : withoutFragment(), "push");
    this.activate(session?.id ?? null);
  }

  /** Without a word to the address. */
  activate(id: number | null): void {
    this.#active = id;
    this.#host.requestUpdate();
    this.#ports.activated();
  }

  change(id: number, change: Partial<Pick<OpenSession, "state" | "title" | "session">>): void {
    this.#all = this.#all.map((session) => (session.id === id ? { ...session, ...change } : session));
    this.#host.requestUpdate();
    const { active } = this;
    // Browsers refuse who rewrites the address too often, as a program that sets its title all the time would have it.
    if (active?.id === id && location.hash !== fragmentOf(active)) this.#write(id, fragmentOf(active), "replace");
  }

  close(id: number): void {
    this.#all = this.#all.filter((session) => session.id !== id);
    this.#host.requestUpdate();
    if (this.#active === id) this.#leave();
  }

  closeAll(): void {
    this.#all = [];
    this.#leave();
  }

  #leave(): void {
    this.#write(null, withoutFragment(), "replace");
    this.activate(null);
  }

  #write(state: number | null, address: string, entry: Entry): void {
    if (entry === "push") history.pushState(state, "", address);
    else history.replaceState(state, "", address);
  }
}

function withoutFragment(): string {
  return location.pathname + location.search;
}

export function isOver(state: SessionState): boolean {
  return state === "ended" || state === "failed";
}

/** Whether something runs on the node that would end with it. */
export function isLive(state: SessionState): boolean {
  return state === "shell" || state === "reconnecting";
}
