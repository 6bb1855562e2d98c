// The terminal's bell, which is seen and not heard.
import type { ReactiveController, ReactiveControllerHost } from "lit";

/** How long it is seen; a program may ring it many times a second. */
const ringMs = 400;

export class Bell implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #ringing = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  get ringing(): boolean {
    return this.#ringing;
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
    this.#ringing = false;
  }

  /** @return false if it still rings */
  ring(): boolean {
    if (this.#ringing) return false;
    this.#show(true);
    this.#timer = setTimeout(() => this.#show(false), ringMs);
    return true;
  }

  #show(ringing: boolean): void {
    this.#ringing = ringing;
    this.#host.requestUpdate();
  }
}
