// <glasshell-terminal>: a terminal on one node, with its own dialogs, failures and strip. The public face of the package.
import { html, LitElement, nothing, type PropertyValues } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { openAddress } from "../screen/links.ts";
import { needsQuestion, type Paste, preparePaste } from "../screen/paste.ts";
import { printableLine } from "../screen/printable.ts";
import { type Renderer, type ScreenLook, TerminalScreen } from "../screen/terminal-screen.ts";
import { KnownHosts } from "../session/known-hosts.ts";
import { type PasteProgress, pasteLimitOctets } from "../session/paced-input.ts";
import { RelayAddress } from "../session/relay-address.ts";
import { type Identity, Session } from "../session/session.ts";
import { readSetting, writeSetting } from "../session/settings.ts";
import { startWorker } from "../session/start-worker.ts";
import { applyFailure, idleView, isOver, type Phase, type SessionView } from "../session/view.ts";
import { SystemColourScheme, type ThemeChoice } from "../ui/colour-scheme.ts";
import { Localized } from "../ui/localized.ts";
import { sharedStyles, themeClasses, themeStyles } from "../ui/styles.ts";
import "../ui/webawesome.ts";
import "./confirm-dialog.ts";
import type { ConfirmEvent } from "./confirm-dialog.ts";
import {
  GlasshellBellEvent,
  GlasshellExitEvent,
  GlasshellFailureEvent,
  GlasshellStateEvent,
  GlasshellTitleEvent,
} from "./events.ts";
import { commandOf, type KeyCommand, nextFontSize, readFontSize } from "./keys.ts";
import "./outcome-panel.ts";
import type { OutcomeEvent, OutcomePanel } from "./outcome-panel.ts";
import "./prompts/host-key-dialog.ts";
import type { ReplyEvent } from "./prompts/reply-event.ts";
import "./prompts/sign-in-dialog.ts";
import "./search-bar.ts";
import type { SearchBar, SearchEvent } from "./search-bar.ts";
import "./status-strip.ts";
import type { StripEvent } from "./status-strip.ts";
import { readClipboard, writeClipboard } from "./system-clipboard.ts";
import { terminalStyles } from "./terminal-styles.ts";

const noticeMs = 6_000;
const bellMs = 400;
const mebibyte = 1024 * 1024;

/** Terminals of one page share what they know of hosts. */
const knownHosts = new KnownHosts();

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
  @property({ reflect: true }) theme: ThemeChoice = "auto";
  /** CSS pixels. The person's own choice (Ctrl +, Ctrl −) is remembered and comes first. */
  @property({ type: Number, attribute: "font-size" }) fontSize = readFontSize(readSetting("fontSize"));
  @property({ type: Boolean, attribute: "screen-reader" }) screenReader = readSetting("screenReader") === "on";
  /** "dom" draws without WebGL from the start. */
  @property() renderer: "auto" | "dom" = "auto";
  /** A login known beforehand; offered once a connection, after the host key was accepted. Never an attribute. */
  @property({ attribute: false }) identity: Identity | null = null;
  /** Proof for the relay of who the person is: a short-lived token, or what fetches one. Never an attribute. */
  @property({ attribute: false }) token: string | (() => string | Promise<string>) = "";

  @state() private view: SessionView = idleView;
  @state() private pasteAsked: Paste | null = null;
  @state() private pasteProgress: PasteProgress | null = null;
  @state() private clipboardOffer: string | null = null;
  @state() private addressAsked: URL | null = null;
  @state() private searching = false;
  @state() private found: { readonly current: number; readonly total: number } | null = null;
  @state() private notice = "";
  @state() private ringing = false;
  @state() private sessionTitle = "";

  @query(".screen") private screenHost!: HTMLElement;
  @query("glasshell-search-bar") private searchBar!: SearchBar | null;
  @query("glasshell-outcome-panel") private outcome!: OutcomePanel | null;

  readonly #localized = new Localized(this);
  readonly #scheme = new SystemColourScheme(this);
  #screen: TerminalScreen | null = null;
  #session: Session | null = null;
  #address: RelayAddress | null = null;
  #signInBegan = false;
  /** An earlier session left something on the screen. */
  #hasHistory = false;
  #noticeTimer: ReturnType<typeof setTimeout> | undefined;
  #bellTimer: ReturnType<typeof setTimeout> | undefined;

  /** How far the session is. */
  get state(): Phase {
    return this.view.phase;
  }

  /** What draws the terminal now; null before it was drawn. */
  get activeRenderer(): Renderer | null {
    return this.#screen?.renderer ?? null;
  }

  /** What the terminal shows now, line by line. */
  screenText(): string {
    return this.#screen?.text() ?? "";
  }

  /** Connects, or connects again. What the terminal shows stays above. */
  connect(): void {
    const screen = this.#screen;
    if (!screen || this.node === "") return;
    this.#endSession();
    if (this.view.hadShell) {
      this.#hasHistory = true;
      screen.softReset();
      screen.writeNotice(this.#localized.texts.terminal.newSession);
    }
    this.#signInBegan = false;
    this.sessionTitle = "";
    try {
      this.#address = new RelayAddress(this.relay, document.baseURI);
    } catch {
      const invalid = {
        kind: "socketFailed",
        opened: false,
        code: 0,
        text: this.relay,
        finding: "not_a_relay",
        evidence: [],
      } as const;
      this.#show(applyFailure(idleView, invalid));
      return;
    }
    const session = new Session(
      { relay: this.#address, node: this.node, user: this.user, identity: this.identity, proof: () => this.#proof() },
      {
        startWorker,
        knownHosts,
        probe: {
          fetch: (url, init) => fetch(url, init),
          online: () => navigator.onLine,
          securePage: location.protocol === "https:",
        },
        screen: (octets, committed) => screen.write(octets, committed),
        screenSize: () => screen.size,
        visible: () => document.visibilityState === "visible",
        changed: () => this.#show(session.view),
        pasteProgress: (progress) => {
          this.pasteProgress = progress;
        },
        hostKeyNotStored: () => this.#notify(this.#localized.texts.terminal.knownHostNotStored),
      },
    );
    this.#session = session;
    this.#show(session.view);
    session.start().catch((error: unknown) => {
      this.#show(applyFailure(session.view, { kind: "engineFailed", text: String(error) }));
    });
  }

  /** Ends the session in order. */
  disconnect(): void {
    this.#session?.disconnect();
  }

  override focus(): void {
    this.#screen?.focus();
  }

  /** Pastes text as if the person did: stripped of controls, asked about where it could run at once. */
  paste(text: string): void {
    const { paste } = this.#localized.texts;
    if (this.view.phase !== "shell") return;
    const prepared = preparePaste(text);
    if (prepared.text === "") return;
    if (needsQuestion(prepared, this.#screen?.bracketedPaste ?? false)) this.pasteAsked = prepared;
    else this.#sendPaste(prepared);
    if (prepared.stripped > 0) this.#notify(paste.stripped(prepared.stripped));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener("visibilitychange", this.#onVisibility);
    if (this.hasUpdated && !this.#screen) this.#openScreen();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("visibilitychange", this.#onVisibility);
    clearTimeout(this.#noticeTimer);
    clearTimeout(this.#bellTimer);
    // An element that is only moved comes back at once and keeps its session.
    queueMicrotask(() => {
      if (this.isConnected) return;
      this.#endSession();
      this.#screen?.dispose();
      this.#screen = null;
      this.view = idleView;
    });
  }

  override firstUpdated(): void {
    this.#openScreen();
  }

  override updated(changed: PropertyValues<this>): void {
    if (!this.#screen) return;
    this.#screen.restyle(this.#look());
    const moved =
      (changed.get("node") ?? this.node) !== this.node || (changed.get("relay") ?? this.relay) !== this.relay;
    if (moved && changed.size > 0 && this.#session) {
      this.#endSession();
      this.view = idleView;
      if (!this.manual) this.connect();
    }
  }

  override render() {
    const { view } = this;
    const scheme = this.#scheme.resolve(this.theme);
    const { texts } = this.#localized;
    const relay = this.#address?.name ?? "";
    // What a shell has shown stays in sight, above what became of it.
    const keepsScreen = view.hadShell || this.#hasHistory;
    const outcome = html`<glasshell-outcome-panel .view=${view} ?compact=${keepsScreen} relay=${relay} node=${this.node}></glasshell-outcome-panel>`;
    return html`
      <div
        class="${themeClasses(scheme)} ${scheme} ${this.ringing ? "ringing" : ""}"
        lang=${texts.tag}
        @glasshell-reply=${this.#onReply}
        @glasshell-give-up=${this.#onGiveUp}
        @glasshell-outcome=${this.#onOutcome}
        @glasshell-strip=${this.#onStrip}
        @glasshell-search=${this.#onSearch}
        @wa-after-hide=${this.#onDialogGone}
      >
        <div class="field">
          <div class="screen ${keepsScreen || view.phase === "shell" ? "" : "covered"}" part="screen" @paste=${{ handleEvent: this.#onPaste, capture: true }}></div>
          <div class="flash"></div>
          ${keepsScreen || view.phase === "shell" ? nothing : html`<div class="outcome">${outcome}</div>`}
          <div class="bars">${this.#bars()}</div>
        </div>
        <div class="aftermath">${keepsScreen && view.phase !== "shell" ? outcome : nothing}</div>
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
        ${this.#dialogs()}
      </div>
    `;
  }

  #bars() {
    const { texts } = this.#localized;
    const { clipboardOffer, pasteProgress } = this;
    const size = (octets: number) => `${(octets / mebibyte).toFixed(1)} MiB`;
    return html`
      ${this.searching ? html`<glasshell-search-bar .found=${this.found}></glasshell-search-bar>` : nothing}
      ${
        clipboardOffer === null
          ? nothing
          : html`
              <div class="bar" role="alertdialog" aria-label=${texts.clipboard.question(this.node, clipboardOffer.length)}>
                <div class="grow">
                  ${texts.clipboard.question(this.node, clipboardOffer.length)}
                  <code>${printableLine(clipboardOffer, 240)}</code>
                </div>
                <wa-button size="s" appearance="outlined" @click=${() => this.#decideClipboard(null)}>${texts.clipboard.refuse}</wa-button>
                <wa-button size="s" variant="brand" @click=${() => this.#decideClipboard(clipboardOffer)}>${texts.clipboard.allow}</wa-button>
              </div>
            `
      }
      ${
        pasteProgress
          ? html`
              <div class="bar">
                <div class="grow">
                  <span role="status">${texts.paste.sending(size(pasteProgress.sentOctets), size(pasteProgress.totalOctets))}</span>
                  <wa-progress-bar
                    label=${texts.paste.paste}
                    value=${Math.round((100 * pasteProgress.sentOctets) / pasteProgress.totalOctets)}
                  ></wa-progress-bar>
                </div>
                <wa-button size="s" appearance="outlined" @click=${this.#cancelPaste}>${texts.paste.cancel}</wa-button>
              </div>
            `
          : nothing
      }
      <div role="status">${this.notice ? html`<div class="bar">${this.notice}</div>` : nothing}</div>
    `;
  }

  #dialogs() {
    const { view, pasteAsked, addressAsked } = this;
    const { paste, link } = this.#localized.texts;
    const hostKey = view.prompt?.kind === "hostKeyPrompt" ? view.prompt : null;
    const signIn = view.prompt && view.prompt.kind !== "hostKeyPrompt" ? view.prompt : null;
    const lines = pasteAsked?.text.replace(/\r$/, "").split("\r") ?? [];
    return html`
      <glasshell-host-key-dialog
        .prompt=${hostKey}
        node=${this.node}
        ?storeUnreadable=${this.#session?.knownHostsReadable === false}
      ></glasshell-host-key-dialog>
      <glasshell-sign-in-dialog
        ?open=${signIn !== null || (this.#signInBegan && view.phase === "authenticating")}
        .prompt=${signIn}
        .banners=${view.banners}
        node=${this.node}
        user=${view.user}
      ><slot name="sign-in"></slot></glasshell-sign-in-dialog>
      <glasshell-confirm-dialog
        ?open=${pasteAsked !== null}
        heading=${paste.title(pasteAsked?.lines ?? 0)}
        yes=${paste.paste}
        @glasshell-confirm=${this.#onPasteAnswer}
      >
        <p>${paste.intro(pasteAsked?.lines ?? 0)}</p>
        <pre class="preview" tabindex="0" aria-label=${paste.preview}>${lines.slice(0, 12).map((line) => `${line.slice(0, 200)}\n`)}${
          lines.length > 12 ? paste.more(lines.length - 12) : ""
        }</pre>
      </glasshell-confirm-dialog>
      <glasshell-confirm-dialog
        ?open=${addressAsked !== null}
        heading=${link.title}
        yes=${link.open}
        @glasshell-confirm=${this.#onAddressAnswer}
      >
        <p>${link.intro}</p>
        <code class="address">${
          addressAsked
            ? html`${addressAsked.protocol}//<strong>${addressAsked.host}</strong>${addressAsked.href.slice(addressAsked.origin.length)}`
            : nothing
        }</code>
        <p class="quiet">${link.hint}</p>
      </glasshell-confirm-dialog>
    `;
  }

  #openScreen(): void {
    const screen = new TerminalScreen(this.#look(), {
      typed: (octets) => this.#session?.type(octets),
      resized: (size) => this.#session?.resize(size),
      titled: (title) => this.#onTitle(title),
      rang: () => this.#onBell(),
      clipboardOffered: (text) => {
        this.clipboardOffer = text;
      },
      addressClicked: (url) => {
        this.addressAsked = url;
      },
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

  #show(view: SessionView): void {
    const before = this.view;
    this.view = view;
    if (view.prompt && view.prompt.kind !== "hostKeyPrompt") this.#signInBegan = true;
    if (view.phase === before.phase) return;
    this.dispatchEvent(new GlasshellStateEvent(view.phase));
    if (view.phase === "ended" && view.exit) this.dispatchEvent(new GlasshellExitEvent(view.exit));
    if (isOver(view)) this.#onOver();
    if (view.phase === "shell")
      this.#session?.resize(this.#screen?.size ?? { columns: 80, rows: 24, widthPixels: 0, heightPixels: 0 });
    if (view.phase === "shell" || isOver(view)) void this.updateComplete.then(() => this.#focusIfOurs());
  }

  #onOver(): void {
    this.pasteAsked = null;
    this.clipboardOffer = null;
    if (this.view.phase !== "failed") return;
    void this.updateComplete.then(() => {
      const explanation = this.outcome?.explanation();
      if (explanation) this.dispatchEvent(new GlasshellFailureEvent(explanation));
    });
  }

  /** A terminal in the background does not take the keyboard from the one in use. */
  #focusIfOurs(): void {
    const nobodyHasIt = document.activeElement === null || document.activeElement === document.body;
    if (this.offsetParent !== null && (nobodyHasIt || this.matches(":focus-within"))) this.#screen?.focus();
  }

  #endSession(): void {
    this.#session?.dispose();
    this.#session = null;
    this.pasteProgress = null;
    this.pasteAsked = null;
    this.clipboardOffer = null;
  }

  async #proof(): Promise<Uint8Array> {
    const token = typeof this.token === "function" ? await this.token() : this.token;
    return new TextEncoder().encode(token);
  }

  #onKey(event: KeyboardEvent): boolean {
    const command = commandOf(event, isOver(this.view));
    if (!command) return false;
    // The browser pastes by itself, and its paste event is what is used.
    if (command === "browserPaste") return true;
    event.preventDefault();
    if (event.type === "keydown" && !(event.repeat && command === "reconnect")) this.#obey(command);
    return true;
  }

  #obey(command: KeyCommand): void {
    switch (command) {
      case "copy":
        void this.#copy();
        return;
      case "search":
        this.#openSearch();
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
      case "browserPaste":
        return;
    }
  }

  async #copy(): Promise<void> {
    const selection = this.#screen?.selection ?? "";
    if (selection === "") return;
    const { terminal, clipboard } = this.#localized.texts;
    this.#notify((await writeClipboard(selection)) ? terminal.copied : clipboard.failed);
  }

  async #pasteFromMenu(): Promise<void> {
    const text = await readClipboard();
    if (text === null) this.#notify(this.#localized.texts.terminal.pasteUnavailable);
    else this.paste(text);
    this.focus();
  }

  #sendPaste(paste: Paste): void {
    const sent = this.#session?.paste(paste.text, this.#screen?.bracketedPaste ?? false);
    if (sent === false) this.#notify(this.#localized.texts.paste.tooLarge(`${pasteLimitOctets / mebibyte} MiB`));
    this.#screen?.scrollToBottom();
  }

  #openSearch(): void {
    this.searching = true;
    void this.updateComplete.then(() => this.searchBar?.focus());
  }

  #notify(text: string): void {
    this.notice = text;
    clearTimeout(this.#noticeTimer);
    this.#noticeTimer = setTimeout(() => {
      this.notice = "";
    }, noticeMs);
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

  async #decideClipboard(text: string | null): Promise<void> {
    this.clipboardOffer = null;
    this.focus();
    if (text === null) return;
    const { terminal, clipboard } = this.#localized.texts;
    this.#notify((await writeClipboard(text)) ? terminal.copied : clipboard.failed);
  }

  /** What is behind a modal dialog cannot take the focus before the dialog has gone. */
  readonly #onDialogGone = (event: Event): void => {
    const settled = this.view.phase === "shell" || isOver(this.view);
    const closed = event.composedPath()[0];
    // The dialog gives the focus back in a timer of its own, which is already queued.
    if (settled && closed instanceof HTMLElement && closed.localName === "wa-dialog")
      setTimeout(() => this.#focusIfOurs());
  };

  readonly #onVisibility = (): void => {
    this.#session?.setVisible(document.visibilityState === "visible");
  };

  readonly #onPaste = (event: ClipboardEvent): void => {
    // xterm.js would paste it as it is.
    event.preventDefault();
    event.stopImmediatePropagation();
    this.paste(event.clipboardData?.getData("text/plain") ?? "");
  };

  readonly #onPasteAnswer = (event: ConfirmEvent): void => {
    const asked = this.pasteAsked;
    this.pasteAsked = null;
    if (asked && event.agreed) this.#sendPaste(asked);
    this.focus();
  };

  readonly #cancelPaste = (): void => {
    this.#session?.cancelPaste();
    this.#notify(this.#localized.texts.paste.cancelled);
    this.focus();
  };

  readonly #onAddressAnswer = (event: ConfirmEvent): void => {
    const asked = this.addressAsked;
    this.addressAsked = null;
    if (asked && event.agreed) openAddress(asked);
    this.focus();
  };

  readonly #onReply = (event: ReplyEvent): void => {
    this.#session?.reply(event.prompt, event.reply);
  };

  readonly #onGiveUp = (): void => this.disconnect();

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
