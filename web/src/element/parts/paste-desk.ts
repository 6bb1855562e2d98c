// Pasting: what is asked before, and what is shown while a large paste goes out.
import { html, nothing, type ReactiveController, type ReactiveControllerHost } from "lit";
import { examinePaste, needsQuestion, type Paste, PasteReader } from "../../screen/paste.ts";
import {
  type InputEvents,
  type PasteRefusal,
  pasteLimitOctets,
  type WaitingCharacters,
} from "../../session/paced-input.ts";
import type { PasteProgress } from "../../session/paste-under-way.ts";
import type { Localized } from "../../ui/localized.ts";
import { nextTask } from "../../ui/next-task.ts";
import type { ConfirmEvent } from "./confirm-dialog.ts";

export interface PasteDeskPorts {
  readonly localized: Localized;
  /** Whether a shell takes input. */
  readonly ready: () => boolean;
  readonly bracketed: () => boolean;
  /** @return why it was not taken, or null */
  readonly send: (paste: Paste, bracketed: boolean) => PasteRefusal | null;
  readonly cancel: () => void;
  readonly notify: (text: string) => void;
  /** Back to the terminal. */
  readonly done: () => void;
}

const mebibyte = 1024 * 1024;
const previewLines = 12;
const previewColumns = 200;

/** Where the preview's lines are looked for: they may be longer than what is shown of them. */
const previewCharacters = 16 * 1024;

/** A clipboard of this size takes a moment to look through, and the person is told. */
const examinedVisibly = 4 * mebibyte;

const none: WaitingCharacters = { kept: 0, onTheWay: 0 };

interface Asked {
  readonly paste: Paste;
  readonly preview: readonly string[];
}

export class PasteDesk implements ReactiveController, InputEvents {
  readonly #host: ReactiveControllerHost;
  readonly #ports: PasteDeskPorts;
  /** The clipboard that is being looked through. */
  #examined: string | null = null;
  #asked: Asked | null = null;
  #progress: PasteProgress | null = null;
  #waiting = none;

  constructor(host: ReactiveControllerHost, ports: PasteDeskPorts) {
    this.#host = host;
    this.#ports = ports;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.clear();
  }

  /** How many typed characters wait, behind a paste or for the relay. */
  get typedWaiting(): number {
    return this.#waiting.kept + this.#waiting.onTheWay;
  }

  /** Looks through it, and asks first where a line could run at once. */
  async paste(clipboard: string): Promise<void> {
    if (!this.#ports.ready() || clipboard === "") return;
    if (this.#examined !== null) {
      this.#refuse("busy");
      return;
    }
    // It takes one octet a character at least.
    if (clipboard.length > pasteLimitOctets) {
      this.#refuse("tooLarge");
      return;
    }
    this.#examined = clipboard;
    this.#host.requestUpdate();
    const paste = await examinePaste(clipboard, nextTask);
    // The session may have ended meanwhile.
    if (this.#examined === null) return;
    this.#examined = null;
    this.#host.requestUpdate();
    if (paste.stripped > 0) this.#ports.notify(this.#ports.localized.texts.paste.stripped(paste.stripped));
    if (paste.octets === 0) return;
    if (needsQuestion(paste, this.#ports.bracketed())) this.#asked = { paste, preview: previewOf(paste) };
    else this.#send(paste);
  }

  readonly progress = (progress: PasteProgress | null): void => {
    this.#progress = progress;
    this.#host.requestUpdate();
  };

  readonly waiting = (typed: WaitingCharacters): void => {
    this.#waiting = typed;
    this.#host.requestUpdate();
  };

  readonly refused = (): void => this.#ports.notify(this.#ports.localized.texts.typed.refused);

  readonly dropped: InputEvents["dropped"] = ({ kept, onTheWay, paste }): void => {
    const { texts } = this.#ports.localized;
    const lost = [
      paste ? texts.paste.cancelled : "",
      onTheWay > 0 ? texts.typed.unsure(onTheWay) : "",
      kept > 0 ? texts.typed.dropped(kept) : "",
    ];
    this.#ports.notify(lost.filter(Boolean).join(" "));
  };

  clear(): void {
    this.#examined = null;
    this.#asked = null;
    this.#progress = null;
    this.#waiting = none;
    this.#host.requestUpdate();
  }

  dialog() {
    const { paste } = this.#ports.localized.texts;
    const lines = this.#asked?.paste.lines ?? 0;
    const preview = this.#asked?.preview ?? [];
    const hidden = lines - preview.length;
    return html`
      <glasshell-confirm-dialog
        ?open=${this.#asked !== null}
        heading=${paste.title(lines)}
        yes=${paste.paste}
        @glasshell-confirm=${this.#onAnswer}
      >
        <p>${paste.intro}</p>
        <pre class="preview" tabindex="0" aria-label=${paste.preview}>${preview}${hidden > 0 ? paste.more(hidden) : ""}</pre>
      </glasshell-confirm-dialog>
    `;
  }

  bar() {
    const { paste, typed } = this.#ports.localized.texts;
    if (this.#examined !== null && this.#examined.length > examinedVisibly) {
      return html`<div class="bar" role="status">${paste.examining}</div>`;
    }
    if (!this.#progress) return nothing;
    const { sentOctets, totalOctets } = this.#progress;
    const size = (octets: number) => `${(octets / mebibyte).toFixed(1)} MiB`;
    return html`
      <div class="bar">
        <div class="grow">
          <span>${paste.sending(size(sentOctets), size(totalOctets))}</span>
          <wa-progress-bar label=${paste.paste} value=${Math.round((100 * sentOctets) / totalOctets)}></wa-progress-bar>
          ${this.#waiting.kept > 0 ? html`<span class="quiet">${typed.behindPaste(this.#waiting.kept)}</span>` : nothing}
        </div>
        <wa-button size="s" appearance="outlined" @click=${this.#onCancel}>${paste.cancel}</wa-button>
      </div>
    `;
  }

  #send(paste: Paste): void {
    const refusal = this.#ports.send(paste, this.#ports.bracketed());
    if (refusal) this.#refuse(refusal);
  }

  #refuse(refusal: PasteRefusal): void {
    const { busy, tooLarge, away } = this.#ports.localized.texts.paste;
    const text = { busy, away, tooLarge: tooLarge(`${pasteLimitOctets / mebibyte} MiB`) };
    this.#ports.notify(text[refusal]);
  }

  readonly #onAnswer = (event: ConfirmEvent): void => {
    const asked = this.#asked;
    this.#asked = null;
    this.#host.requestUpdate();
    if (asked && event.agreed) this.#send(asked.paste);
    this.#ports.done();
  };

  readonly #onCancel = (): void => {
    this.#ports.cancel();
    this.#ports.notify(this.#ports.localized.texts.paste.cancelled);
    this.#ports.done();
  };
}

/** Its first lines, none longer than a screen is wide. */
function previewOf(paste: Paste): readonly string[] {
  const lines = new PasteReader(paste.clipboard).read(previewCharacters).replace(/\r$/, "").split("\r");
  return lines.slice(0, previewLines).map((line) => `${line.slice(0, previewColumns)}\n`);
}
