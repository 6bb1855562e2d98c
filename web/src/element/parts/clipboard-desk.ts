// The browser's clipboard: what the person copies, and what a program on the node asks to put there (OSC 52).
import { html, nothing, type ReactiveController, type ReactiveControllerHost } from "lit";
import { printableLine } from "../../screen/printable.ts";
import type { Localized } from "../../ui/localized.ts";
import { readClipboard, writeClipboard } from "./system-clipboard.ts";

export interface ClipboardDeskPorts {
  readonly localized: Localized;
  readonly node: () => string;
  readonly notify: (text: string) => void;
  /** Back to the terminal. */
  readonly done: () => void;
}

const previewCharacters = 240;

export class ClipboardDesk implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #ports: ClipboardDeskPorts;
  #offered: string | null = null;

  constructor(host: ReactiveControllerHost, ports: ClipboardDeskPorts) {
    this.#host = host;
    this.#ports = ports;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.clear();
  }

  /** A program offers text. A newer offer takes the place of one that is not answered yet, so offers cannot pile up. */
  offer(text: string): void {
    this.#offered = text;
    this.#host.requestUpdate();
  }

  clear(): void {
    this.#offered = null;
    this.#host.requestUpdate();
  }

  async copy(text: string): Promise<void> {
    if (text === "") return;
    const { terminal, clipboard } = this.#ports.localized.texts;
    this.#ports.notify((await writeClipboard(text)) ? terminal.copied : clipboard.failed);
  }

  /** @return null, and the person is told, if the browser does not let a page read it */
  async read(): Promise<string | null> {
    const text = await readClipboard();
    if (text === null) this.#ports.notify(this.#ports.localized.texts.terminal.pasteUnavailable);
    return text;
  }

  bar() {
    const offered = this.#offered;
    if (offered === null) return nothing;
    const { clipboard } = this.#ports.localized.texts;
    const question = clipboard.question(this.#ports.node(), offered.length);
    return html`
      <div class="bar" role="alertdialog" aria-label=${question}>
        <div class="grow">${question}<code>${printableLine(offered, previewCharacters)}</code></div>
        <wa-button size="s" appearance="outlined" @click=${() => this.#decide(null)}>${clipboard.refuse}</wa-button>
        <wa-button size="s" variant="brand" @click=${() => this.#decide(offered)}>${clipboard.allow}</wa-button>
      </div>
    `;
  }

  #decide(text: string | null): void {
    this.clear();
    this.#ports.done();
    if (text !== null) void this.copy(text);
  }
}
