// Which tab has the session: this one, for as long as it lasts, or another one of the same browser, which is asked to show it.
import type { ReactiveController, ReactiveControllerHost } from "lit";
import { askOwner, channelName, isOwned, type OwnerPorts, SessionOwner } from "../../session/session-owner.ts";
import { isOver, type SessionView } from "../../session/view.ts";

const browser: OwnerPorts = {
  locks: navigator.locks,
  openChannel: () => new BroadcastChannel(channelName),
};

export class Ownership implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #owner: SessionOwner;
  #elsewhere = "";

  /** @param wanted  another tab asks for the session that this one has */
  constructor(host: ReactiveControllerHost, wanted: () => void) {
    this.#host = host;
    this.#owner = new SessionOwner(browser, wanted);
    host.addController(this);
  }

  /** Another tab has the session that this terminal was to show. */
  get isElsewhere(): boolean {
    return this.#elsewhere !== "";
  }

  hostDisconnected(): void {
    this.#elsewhere = "";
  }

  follow(view: SessionView): void {
    this.#elsewhere = "";
    this.#owner.own(isOver(view) ? "" : view.sessionId);
  }

  /** @return whether another tab has the session and was asked to show it */
  async find(sessionId: string): Promise<boolean> {
    this.#elsewhere = (await isOwned(sessionId, browser)) ? sessionId : "";
    this.#host.requestUpdate();
    if (!this.isElsewhere) return false;
    this.ask();
    return true;
  }

  ask(): void {
    askOwner(this.#elsewhere, browser);
  }
}
