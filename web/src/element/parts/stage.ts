// The screen of a terminal element, for as long as the element is in a page: opened after the first drawing, restyled with the
// element, disposed when the element is gone for good.
import type { ReactiveController, ReactiveElement } from "lit";
import { type ScreenEvents, type ScreenLook, TerminalScreen } from "../../screen/terminal-screen.ts";

export interface StagePorts {
  /** Drawn before it is asked for. */
  readonly place: () => HTMLElement;
  readonly look: () => ScreenLook;
  readonly events: ScreenEvents;
  readonly opened: () => void;
  /** The element is gone; the screen still is there. */
  readonly left: () => void;
}

export class Stage implements ReactiveController {
  readonly #host: ReactiveElement;
  readonly #ports: StagePorts;
  #screen: TerminalScreen | null = null;

  constructor(host: ReactiveElement, ports: StagePorts) {
    this.#host = host;
    this.#ports = ports;
    host.addController(this);
  }

  /** Null before the element was drawn, and after it is gone. */
  get screen(): TerminalScreen | null {
    return this.#screen;
  }

  hostConnected(): void {
    if (this.#host.hasUpdated && !this.#screen) this.#open();
  }

  hostUpdated(): void {
    if (this.#screen) this.#screen.restyle(this.#ports.look());
    else if (this.#host.isConnected) this.#open();
  }

  hostDisconnected(): void {
    // An element that is only moved comes back at once and keeps its session.
    queueMicrotask(() => {
      if (this.#host.isConnected) return;
      this.#ports.left();
      this.#screen?.dispose();
      this.#screen = null;
    });
  }

  #open(): void {
    const look = this.#ports.look();
    this.#screen = new TerminalScreen(look, this.#ports.events);
    this.#screen.open(this.#ports.place(), look);
    this.#ports.opened();
  }
}
