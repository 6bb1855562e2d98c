// A line that comes and goes by itself, over the terminal.
import { html, nothing, type ReactiveController, type ReactiveControllerHost } from "lit";

/** Long enough to read two lines. */
const shownMs = 6_000;

export class Notice implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #text = "";
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  show(text: string): void {
    this.#text = text;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#text = "";
      this.#host.requestUpdate();
    }, shownMs);
    this.#host.requestUpdate();
  }

  /** Takes this text back, unless another one stands in its place. */
  retract(text: string): void {
    if (text !== "" && this.#text === text) this.show("");
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
    this.#text = "";
  }

  bar() {
    // The region is there before its text, or assistive technology does not hear of it.
    return html`<div role="status">${this.#text ? html`<div class="bar">${this.#text}</div>` : nothing}</div>`;
  }
}
