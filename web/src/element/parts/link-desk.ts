// A web address in the terminal was clicked without the modifier that opens it at once: the address itself is shown first, since
// a program can print any text over it.
import { html, nothing, type ReactiveController, type ReactiveControllerHost } from "lit";
import { openAddress } from "../../screen/links.ts";
import type { Localized } from "../../ui/localized.ts";
import type { ConfirmEvent } from "./confirm-dialog.ts";

export class LinkDesk implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #localized: Localized;
  #asked: URL | null = null;

  constructor(host: ReactiveControllerHost, localized: Localized) {
    this.#host = host;
    this.#localized = localized;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#asked = null;
  }

  ask(url: URL): void {
    this.#asked = url;
    this.#host.requestUpdate();
  }

  dialog() {
    const { link } = this.#localized.texts;
    const url = this.#asked;
    const address = url && html`${url.protocol}//<strong>${url.host}</strong>${url.pathname}${url.search}${url.hash}`;
    return html`
      <glasshell-confirm-dialog
        ?open=${url !== null}
        heading=${link.title}
        yes=${link.open}
        @glasshell-confirm=${this.#onAnswer}
      >
        <p>${link.intro}</p>
        <code class="address">${address ?? nothing}</code>
        <p class="quiet">${link.hint}</p>
      </glasshell-confirm-dialog>
    `;
  }

  readonly #onAnswer = (event: ConfirmEvent): void => {
    const asked = this.#asked;
    this.#asked = null;
    this.#host.requestUpdate();
    if (asked && event.agreed) openAddress(asked);
  };
}
