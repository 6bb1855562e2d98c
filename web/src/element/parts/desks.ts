// What opens around a terminal's screen and goes away again: the bars over it, and the dialogs about a paste or a link.
import { html, type ReactiveControllerHost } from "lit";
import { formatDuration } from "../../i18n/duration.ts";
import type { ScreenEvents, TerminalScreen } from "../../screen/terminal-screen.ts";
import type { InputEvents } from "../../session/paced-input.ts";
import type { Session } from "../../session/session.ts";
import type { Localized } from "../../ui/localized.ts";
import { ClipboardDesk } from "./clipboard-desk.ts";
import "./confirm-dialog.ts";
import { LinkDesk } from "./link-desk.ts";
import { Notice } from "./notice.ts";
import { PasteDesk } from "./paste-desk.ts";
import { SearchDesk } from "./search-desk.ts";

/** An absence that somebody may have wondered about. */
const noticeableMs = 2_000;

export interface DesksPorts {
  readonly localized: Localized;
  readonly node: () => string;
  readonly screen: () => TerminalScreen | null;
  readonly session: () => Session | null;
  /** Back to the terminal. */
  readonly done: () => void;
}

export class Desks {
  readonly #ports: DesksPorts;
  readonly #notice: Notice;
  #back = "";
  readonly #links: LinkDesk;
  readonly #clipboard: ClipboardDesk;
  readonly #paste: PasteDesk;
  readonly #search: SearchDesk;

  constructor(host: ReactiveControllerHost, ports: DesksPorts) {
    const { localized, node, screen, session, done } = ports;
    const notify = (text: string) => this.notify(text);
    this.#ports = ports;
    this.#notice = new Notice(host);
    this.#links = new LinkDesk(host, localized);
    this.#clipboard = new ClipboardDesk(host, { localized, node, notify, done });
    this.#paste = new PasteDesk(host, {
      localized,
      ready: () => session()?.view.phase === "shell",
      bracketed: () => screen()?.bracketedPaste ?? false,
      send: (paste, bracketed) => session()?.paste(paste, bracketed) ?? null,
      cancel: () => session()?.cancelPaste(),
      notify,
      done,
    });
    this.#search = new SearchDesk(host, {
      find: (wish, direction, incremental) => screen()?.find(wish, direction, incremental),
      end: () => screen()?.endSearch(),
      done,
    });
  }

  /** How many typed characters wait to be sent. */
  get typedWaiting(): number {
    return this.#paste.typedWaiting;
  }

  /** Who hardly noticed is not told. */
  notifyBack(awayMs: number): void {
    if (awayMs < noticeableMs) return;
    this.#back = this.#ports.localized.texts.away.back(formatDuration(awayMs));
    this.notify(this.#back);
  }

  /** It is lost again. */
  retractBack(): void {
    this.#notice.retract(this.#back);
  }

  /** What the session tells them of what is typed and pasted. */
  get input(): InputEvents {
    return this.#paste;
  }

  /** What the screen tells them. */
  readonly events: Pick<ScreenEvents, "clipboardOffered" | "addressClicked" | "searched"> = {
    clipboardOffered: (text) => this.#clipboard.offer(text),
    addressClicked: (url) => this.#links.ask(url),
    searched: (found) => this.#search.found(found),
  };

  notify(text: string): void {
    this.#notice.show(text);
  }

  copySelection(): void {
    void this.#clipboard.copy(this.#ports.screen()?.selection ?? "");
  }

  search(): void {
    void this.#search.open();
  }

  paste(text: string): void {
    void this.#paste.paste(text);
    this.#ports.screen()?.scrollToBottom();
  }

  async pasteClipboard(): Promise<void> {
    const text = await this.#clipboard.read();
    if (text !== null) this.paste(text);
    this.#ports.done();
  }

  readonly onPaste = (event: ClipboardEvent): void => {
    // xterm.js would paste it as it is.
    event.preventDefault();
    event.stopImmediatePropagation();
    this.paste(event.clipboardData?.getData("text/plain") ?? "");
  };

  /** What was open for a session is of no use after it. */
  clear(): void {
    this.#paste.clear();
    this.#clipboard.clear();
  }

  bars() {
    return html`${this.#search.bar()} ${this.#clipboard.bar()} ${this.#paste.bar()} ${this.#notice.bar()}`;
  }

  dialogs() {
    return html`${this.#paste.dialog()} ${this.#links.dialog()}`;
  }
}
