// <glasshell-terminal>: a terminal on one node, with its own dialogs, failures and strip. The public face of the package.
import { html, LitElement, nothing, type PropertyValues } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { printableLine } from "../screen/printable.ts";
import { type Renderer, type RendererChoice, type ScreenLook, TerminalScreen } from "../screen/terminal-screen.ts";
import type { Identity } from "../session/session.ts";
import { readSetting, writeSetting } from "../session/settings.ts";
import type { Token } from "../session/token.ts";
import { isOver, type Phase, type SessionView } from "../session/view.ts";
import { SystemColourScheme, type ThemeChoice } from "../ui/colour-scheme.ts";
import { Localized } from "../ui/localized.ts";
import { sharedStyles, themeClasses, themeStyles } from "../ui/styles.ts";
import "../ui/webawesome.ts";
import {
  GlasshellBellEvent,
  GlasshellExitEvent,
  GlasshellFailureEvent,
  GlasshellStateEvent,
  GlasshellTitleEvent,
} from "./events.ts";
import { commandOf, type KeyCommand, nextFontSize, readFontSize } from "./keys.ts";
import { ClipboardDesk } from "./parts/clipboard-desk.ts";
import "./parts/confirm-dialog.ts";
import { Connection } from "./parts/connection.ts";
import { LinkDesk } from "./parts/link-desk.ts";
import { Notice } from "./parts/notice.ts";
import "./parts/outcome-panel.ts";
import type { OutcomeEvent, OutcomePanel } from "./parts/outcome-panel.ts";
import { PasteDesk } from "./parts/paste-desk.ts";
import "./parts/search-bar.ts";
import type { SearchBar, SearchEvent } from "./parts/search-bar.ts";
import "./parts/status-strip.ts";
import type { StripEvent } from "./parts/status-strip.ts";
import "./prompts/host-key-dialog.ts";
import type { ReplyEvent } from "./prompts/reply-event.ts";
import "./prompts/sign-in-dialog.ts";
import { terminalStyles } from "./terminal-styles.ts";

export type { Explanation } from "../failure/explain.ts";
export type { Identity } from "../session/session.ts";
export type { Token } from "../session/token.ts";
export type { Exit, Phase } from "../session/view.ts";
export * from "./events.ts";

/** How long the bell is seen; a program may ring it many times a second. */
const bellMs = 400;

/**
 * A shell on one node, over a Glasshell relay. SSH runs in this element's Worker: in browser custody the relay carries bytes
 * that it cannot read.
 *
 * @event {GlasshellStateEvent} glasshell-state - The session went into another phase.
 * @event {GlasshellTitleEvent} glasshell-title - The program on the node set a title.
 * @event {GlasshellBellEvent} glasshell-bell - The terminal's bell rang.
 * @event {GlasshellExitEvent} glasshell-exit - The shell ended.
 * @event {GlasshellFailureEvent} glasshell-failure - The session could not begin or go on; carries the explanation shown.
 *
 * @slot strip-start - At the beginning of the strip.
 * @slot strip-end - At the end of the strip.
 * @slot sign-in - Above the fields of the sign-in dialog, for a note of the page's own.
 *
 * @csspart screen - The terminal itself.
 * @csspart strip - The strip under it.
 *
 * @cssproperty --glasshell-font-family - The terminal's font; monospaced.
 */
@customElement("glasshell-terminal")
export class GlasshellTerminal extends LitElement {
  static override styles = [themeStyles, sharedStyles, ...terminalStyles];

  /** Where the relay is: a ws(s) or http(s) address, or a path. Empty: where the page came from. */
  @property() relay = "";
  /** The node's name in the relay's list. */
  @property() node = "";
  /** Who to sign in as. Empty: the person is asked. */
  @property() user = "";
  /** Do not connect before `connect()` is called or the person asks for it. */
  @property({ type: Boolean }) manual = false;
  /** The colours: as the system has them, or one of the two. */
  @property({ reflect: true }) theme: ThemeChoice = "auto";
  /** CSS pixels. Changed by the person too (Ctrl +, Ctrl −), who is remembered. */
  @property({ type: Number, attribute: "font-size" }) fontSize = readFontSize(readSetting("fontSize"));
  /** Keeps a live region and a navigable copy of the screen for assistive technology. */
  @property({ type: Boolean, attribute: "screen-reader" }) screenReader = readSetting("screenReader") === "on";
  /** What draws the terminal: WebGL where a GPU does it ("auto"), or always the one or the other. */
  @property() renderer: RendererChoice = "auto";
  /** A login known beforehand; offered once a connection, after the host key was accepted. Never an attribute. */
  @property({ attribute: false }) identity: Identity | null = null;
  /** Proof for the relay of who the person is: a short-lived token, or what fetches one. Never an attribute. */
  @property({ attribute: false }) token: Token = "";

  @state() private searching = false;
  @state() private found: { readonly current: number; readonly total: number } | null = null;
  @state() private ringing = false;
  @state() private sessionTitle = "";

  @query(".screen") private screenHost!: HTMLElement;
  @query("glasshell-search-bar") private searchBar!: SearchBar | null;
  @query("glasshell-outcome-panel") private outcome!: OutcomePanel | null;

  readonly #localized = new Localized(this);
  readonly #scheme = new SystemColourScheme(this);
  readonly #notice = new Notice(this);
  readonly #links = new LinkDesk(this, this.#localized);
  readonly #clipboard = new ClipboardDesk(this, {
    localized: this.#localized,
    node: () => this.node,
    notify: (text) => this.#notice.show(text),
    done: () => this.focus(),
  });
  readonly #paste = new PasteDesk(this, {
    localized: this.#localized,
    ready: () => this.#connection.view.phase === "shell",
    bracketed: () => this.#screen?.bracketedPaste ?? false,
    send: (text, bracketed) => this.#connection.session?.paste(text, bracketed) ?? false,
    cancel: () => this.#connection.session?.cancelPaste(),
    notify: (text) => this.#notice.show(text),
    done: () => this.focus(),
  });
  readonly #connection = new Connection(this, {
    changed: (view, before) => this.#onChanged(view, before),
    pasteProgress: (progress) => this.#paste.progress(progress),
    hostKeyNotStored: () => this.#notice.show(this.#localized.texts.terminal.knownHostNotStored),
  });
  #screen: TerminalScreen | null = null;
  #bellTimer: ReturnType<typeof setTimeout> | undefined;

  /** How far the session is. */
  get state(): Phase {
    return this.#connection.view.phase;
  }

  /** What draws the terminal now; null before it was drawn. */
  get activeRenderer(): Renderer | null {
    return this.#screen?.renderer ?? null;
  }

  /** How many cells the terminal has. */
  get size(): { readonly columns: number; readonly rows: number } {
    const { columns, rows } = this.#screen?.size ?? { columns: 0, rows: 0 };
    return { columns, rows };
  }

  /** What the terminal shows now, line by line. */
  screenText(): string {
    return this.#screen?.text() ?? "";
  }

  /** Connects, or connects again. What the terminal shows stays above. */
  connect(): void {
    const screen = this.#screen;
    if (!screen || this.node === "") return;
    if (this.#connection.view.hadShell) {
      screen.softReset();
      screen.writeNotice(this.#localized.texts.terminal.newSession);
    }
    this.#setAside();
    this.sessionTitle = "";
    this.#connection.connect(this, screen);
  }

  /** Ends the session in order. */
  disconnect(): void {
    this.#connection.session?.disconnect();
  }

  override focus(): void {
    if (this.#screenInSight) this.#screen?.focus();
    else this.outcome?.focus();
  }

  /** What a shell has shown stays in sight, above what became of it. */
  get #screenInSight(): boolean {
    return this.#connection.view.phase === "shell" || this.#connection.hasHistory;
  }

  /** Pastes text as if the person did: stripped of controls, asked about where it could run at once. */
  paste(text: string): void {
    this.#paste.paste(text);
    this.#screen?.scrollToBottom();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated && !this.#screen) this.#openScreen();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#bellTimer);
    // An element that is only moved comes back at once and keeps its session.
    queueMicrotask(() => {
      if (this.isConnected) return;
      this.#setAside();
      this.#connection.end();
      this.#screen?.dispose();
      this.#screen = null;
    });
  }

  override firstUpdated(): void {
    this.#openScreen();
  }

  override updated(changed: PropertyValues<this>): void {
    this.#screen?.restyle(this.#look());
    const moved = (["node", "relay"] as const).some((name) => (changed.get(name) ?? this[name]) !== this[name]);
    if (!moved || !this.#connection.session) return;
    this.#setAside();
    this.#connection.end();
    if (!this.manual) this.connect();
  }

  override render() {
    const { view } = this.#connection;
    const { tag } = this.#localized.texts;
    const scheme = this.#scheme.resolve(this.theme);
    const relay = this.#connection.relayName;
    const running = view.phase === "shell";
    const keepsScreen = this.#screenInSight;
    const outcome = html`
      <glasshell-outcome-panel
        .view=${view}
        ?compact=${keepsScreen}
        relay=${relay}
        node=${this.node}
      ></glasshell-outcome-panel>
    `;
    return html`
      <div
        class="${themeClasses(scheme)} ${scheme} ${this.ringing ? "ringing" : ""}"
        lang=${tag}
        @glasshell-reply=${this.#onReply}
        @glasshell-give-up=${this.disconnect}
        @glasshell-outcome=${this.#onOutcome}
        @glasshell-strip=${this.#onStrip}
        @glasshell-search=${this.#onSearch}
        @wa-after-hide=${this.#onDialogGone}
      >
        <div class="field">
          <div
            class="screen ${keepsScreen ? "" : "covered"}"
            part="screen"
            @paste=${{ handleEvent: this.#onPaste, capture: true }}
          ></div>
          <div class="flash"></div>
          ${keepsScreen ? nothing : html`<div class="outcome">${outcome}</div>`}
          <div class="bars">
            ${this.searching ? html`<glasshell-search-bar .found=${this.found}></glasshell-search-bar>` : nothing}
            ${this.#clipboard.bar()} ${this.#paste.bar()} ${this.#notice.bar()}
          </div>
        </div>
        <div class="aftermath">${keepsScreen && !running ? outcome : nothing}</div>
        <glasshell-status-strip
          exportparts="strip"
          .view=${view}
          node=${this.node}
          relay=${relay}
          sessionTitle=${this.sessionTitle}
          ?screenReader=${this.screenReader}
          ?ringing=${this.ringing}
        >
          <slot name="strip-start" slot="start"></slot>
          <slot name="strip-end" slot="end"></slot>
        </glasshell-status-strip>
        ${this.#prompts()} ${this.#paste.dialog()} ${this.#links.dialog()}
      </div>
    `;
  }

  #prompts() {
    const { view, session, isSigningIn } = this.#connection;
    const hostKey = view.prompt?.kind === "hostKeyPrompt" ? view.prompt : null;
    const signIn = view.prompt && view.prompt.kind !== "hostKeyPrompt" ? view.prompt : null;
    return html`
      <glasshell-host-key-dialog
        .prompt=${hostKey}
        node=${this.node}
        ?storeUnreadable=${session?.knownHostsReadable === false}
      ></glasshell-host-key-dialog>
      <glasshell-sign-in-dialog
        ?open=${signIn !== null || (isSigningIn && hostKey === null)}
        .prompt=${signIn}
        .certificate=${view.certificate}
        .banners=${view.banners}
        node=${this.node}
        user=${view.user}
        ><slot name="sign-in"></slot
      ></glasshell-sign-in-dialog>
    `;
  }

  #openScreen(): void {
    const screen = new TerminalScreen(this.#look(), {
      typed: (octets) => this.#connection.session?.type(octets),
      resized: (size) => this.#connection.session?.resize(size),
      titled: (title) => this.#onTitle(title),
      rang: () => this.#onBell(),
      clipboardOffered: (text) => this.#clipboard.offer(text),
      addressClicked: (url) => this.#links.ask(url),
      searched: (found) => {
        this.found = found;
      },
      key: (event) => this.#onKey(event),
    });
    screen.open(this.screenHost, this.#look());
    this.#screen = screen;
    if (!this.manual) this.connect();
  }

  #look(): ScreenLook {
    return {
      scheme: this.#scheme.resolve(this.theme),
      fontFamily: getComputedStyle(this.screenHost).getPropertyValue("--wa-font-family-code").trim() || "monospace",
      fontSize: this.fontSize,
      screenReader: this.screenReader,
      renderer: this.renderer,
      label: this.#localized.texts.terminal.label(this.node),
    };
  }

  #onChanged(view: SessionView, before: SessionView): void {
    if (view.phase === before.phase) return;
    this.dispatchEvent(new GlasshellStateEvent(view.phase));
    if (view.phase === "ended" && view.exit) this.dispatchEvent(new GlasshellExitEvent(view.exit));
    if (view.phase === "failed") void this.#reportFailure();
    if (view.phase === "shell") for (const banner of this.#connection.bannersUnseen) this.#screen?.writeText(banner);
    if (isOver(view)) this.#setAside();
    if (view.phase === "shell" || isOver(view)) void this.updateComplete.then(() => this.#focusIfOurs());
  }

  async #reportFailure(): Promise<void> {
    await this.updateComplete;
    const explanation = this.outcome?.explanation();
    if (explanation) this.dispatchEvent(new GlasshellFailureEvent(explanation));
  }

  /** A terminal in the background does not take the keyboard from the one in use. */
  #focusIfOurs(): void {
    const nobodyHasIt = document.activeElement === null || document.activeElement === document.body;
    if (this.offsetParent !== null && (nobodyHasIt || this.matches(":focus-within"))) this.focus();
  }

  /** What was open for the session is of no use after it. */
  #setAside(): void {
    this.#paste.clear();
    this.#clipboard.clear();
  }

  #onKey(event: KeyboardEvent): boolean {
    const command = commandOf(event, isOver(this.#connection.view));
    if (!command) return false;
    // The browser pastes by itself, and its paste event is what is used.
    if (command === "browserPaste") return true;
    event.preventDefault();
    if (event.type === "keydown" && !(event.repeat && command === "reconnect")) this.#obey(command);
    return true;
  }

  #obey(command: Exclude<KeyCommand, "browserPaste">): void {
    switch (command) {
      case "copy":
        void this.#clipboard.copy(this.#screen?.selection ?? "");
        return;
      case "search":
        this.searching = true;
        void this.updateComplete.then(() => this.searchBar?.focus());
        return;
      case "larger":
      case "smaller":
      case "defaultSize":
        this.fontSize = nextFontSize(this.fontSize, command);
        writeSetting("fontSize", String(this.fontSize));
        return;
      case "reconnect":
        this.connect();
        return;
    }
  }

  #onTitle(title: string): void {
    this.sessionTitle = printableLine(title);
    this.dispatchEvent(new GlasshellTitleEvent(this.sessionTitle));
  }

  #onBell(): void {
    if (this.ringing) return;
    this.ringing = true;
    this.dispatchEvent(new GlasshellBellEvent());
    this.#bellTimer = setTimeout(() => {
      this.ringing = false;
    }, bellMs);
  }

  async #pasteFromMenu(): Promise<void> {
    const text = await this.#clipboard.read();
    if (text !== null) this.paste(text);
    this.focus();
  }

  /** What is behind a modal dialog cannot take the focus before the dialog has gone. */
  readonly #onDialogGone = (event: Event): void => {
    const settled = this.#connection.view.phase === "shell" || isOver(this.#connection.view);
    const closed = event.composedPath()[0];
    // The dialog gives the focus back in a timer of its own, which is already queued.
    if (settled && closed instanceof HTMLElement && ["wa-dialog", "wa-popover"].includes(closed.localName)) {
      setTimeout(() => this.#focusIfOurs());
    }
  };

  readonly #onPaste = (event: ClipboardEvent): void => {
    // xterm.js would paste it as it is.
    event.preventDefault();
    event.stopImmediatePropagation();
    this.paste(event.clipboardData?.getData("text/plain") ?? "");
  };

  readonly #onReply = (event: ReplyEvent): void => {
    this.#connection.session?.reply(event.prompt, event.reply);
  };

  readonly #onOutcome = (event: OutcomeEvent): void => {
    if (event.wish === "connect") this.connect();
    else this.disconnect();
  };

  readonly #onStrip = (event: StripEvent): void => {
    switch (event.command) {
      case "paste":
        void this.#pasteFromMenu();
        return;
      case "screenReader":
        this.screenReader = !this.screenReader;
        writeSetting("screenReader", this.screenReader ? "on" : null);
        return;
      case "disconnect":
        this.disconnect();
        return;
      case "connect":
        this.connect();
        return;
      default:
        this.#obey(event.command);
    }
  };

  readonly #onSearch = (event: SearchEvent): void => {
    if (event.wish) {
      this.#screen?.find(event.wish, event.direction, event.incremental);
      return;
    }
    this.searching = false;
    this.found = null;
    this.#screen?.endSearch();
    this.focus();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "glasshell-terminal": GlasshellTerminal;
  }
}
