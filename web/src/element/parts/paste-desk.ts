// Pasting: what is asked before, and what is shown while a large paste goes out.
import { html, nothing, type ReactiveController, type ReactiveControllerHost } from "lit";
import { needsQuestion, type Paste, preparePaste } from "../../screen/paste.ts";
import { type PasteProgress, pasteLimitOctets } from "../../session/paced-input.ts";
import type { Localized } from "../../ui/localized.ts";
import type { ConfirmEvent } from "./confirm-dialog.ts";

export interface PasteDeskPorts {
  readonly localized: Localized;
  /** Whether a shell takes input. */
  readonly ready: () => boolean;
  readonly bracketed: () => boolean;
  /** @return false if the paste is too large or another is under way */
  readonly send: (text: string, bracketed: boolean) => boolean;
  readonly cancel: () => void;
  readonly notify: (text: string) => void;
  /** Back to the terminal. */
  readonly done: () => void;
}

const mebibyte = 1024 * 1024;
const previewLines = 12;
const previewColumns = 200;

export class PasteDesk implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #ports: PasteDeskPorts;
  #asked: Paste | null = null;
  #progress: PasteProgress | null = null;

  constructor(host: ReactiveControllerHost, ports: PasteDeskPorts) {
    this.#host = host;
    this.#ports = ports;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.clear();
  }

  /** Strips what may not be pasted, and asks first where a line could run at once. */
  paste(text: string): void {
    if (!this.#ports.ready()) return;
    const prepared = preparePaste(text);
    if (prepared.text === "") return;
    if (prepared.stripped > 0) this.#ports.notify(this.#ports.localized.texts.paste.stripped(prepared.stripped));
    if (needsQuestion(prepared, this.#ports.bracketed())) {
      this.#asked = prepared;
      this.#host.requestUpdate();
    } else {
      this.#send(prepared);
    }
  }

  progress(progress: PasteProgress | null): void {
    this.#progress = progress;
    this.#host.requestUpdate();
  }

  clear(): void {
    this.#asked = null;
    this.#progress = null;
    this.#host.requestUpdate();
  }

  dialog() {
    const { paste } = this.#ports.localized.texts;
    const lines = this.#asked?.text.replace(/\r$/, "").split("\r") ?? [];
    const preview = lines.slice(0, previewLines).map((line) => `${line.slice(0, previewColumns)}\n`);
    const hidden = lines.length - previewLines;
    return html`
      <glasshell-confirm-dialog
        ?open=${this.#asked !== null}
        heading=${paste.title(lines.length)}
        yes=${paste.paste}
        @glasshell-confirm=${this.#onAnswer}
      >
        <p>${paste.intro}</p>
        <pre class="preview" tabindex="0" aria-label=${paste.preview}>${preview}${hidden > 0 ? paste.more(hidden) : ""}</pre>
      </glasshell-confirm-dialog>
    `;
  }

  bar() {
    if (!this.#progress) return nothing;
    const { paste } = this.#ports.localized.texts;
    const { sentOctets, totalOctets } = this.#progress;
    const size = (octets: number) => `${(octets / mebibyte).toFixed(1)} MiB`;
    return html`
      <div class="bar">
        <div class="grow">
          <span>${paste.sending(size(sentOctets), size(totalOctets))}</span>
          <wa-progress-bar label=${paste.paste} value=${Math.round((100 * sentOctets) / totalOctets)}></wa-progress-bar>
        </div>
        <wa-button size="s" appearance="outlined" @click=${this.#onCancel}>${paste.cancel}</wa-button>
      </div>
    `;
  }

  #send(paste: Paste): void {
    if (this.#ports.send(paste.text, this.#ports.bracketed())) return;
    const { busy, tooLarge } = this.#ports.localized.texts.paste;
    this.#ports.notify(this.#progress ? busy : tooLarge(`${pasteLimitOctets / mebibyte} MiB`));
  }

  readonly #onAnswer = (event: ConfirmEvent): void => {
    const asked = this.#asked;
    this.#asked = null;
    this.#host.requestUpdate();
    if (asked && event.agreed) this.#send(asked);
    this.#ports.done();
  };

  readonly #onCancel = (): void => {
    this.#ports.cancel();
    this.#ports.notify(this.#ports.localized.texts.paste.cancelled);
    this.#ports.done();
  };
}
