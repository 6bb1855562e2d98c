// <glasshell-terminal>: a terminal on one node, with its own dialogs, failures and strip. The public face of the package.
import { html, LitElement, nothing, type PropertyValues } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { printableLine } from "../screen/printable.ts";
import type { Renderer, RendererChoice, ScreenLook, TerminalScreen } from "../screen/terminal-screen.ts";
import type { Identity } from "../session/own-answers.ts";
import { readSetting } from "../session/settings.ts";
import type { Token } from "../session/token.ts";
import { isOver, type SessionState, type SessionView, stateOf } from "../session/view.ts";
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
  GlasshellWantedEvent,
} from "./events.ts";
import { readFontSize } from "./keys.ts";
import type { AwayEvent } from "./parts/away-panel.ts";
import { Bell } from "./parts/bell.ts";
import { Commands } from "./parts/commands.ts";
import { Connection } from "./parts/connection.ts";
import { Desks } from "./parts/desks.ts";
import type { ElsewherePanel } from "./parts/elsewhere-panel.ts";
import { FocusKeeper } from "./parts/focus-keeper.ts";
import type { OutcomeEvent, OutcomePanel } from "./parts/outcome-panel.ts";
import { Ownership } from "./parts/ownership.ts";
import { awayPanel, isShellAway, outcomePanel } from "./parts/panels.ts";
import { Stage } from "./parts/stage.ts";
import "./parts/status-strip.ts";
import { promptDialogs } from "./prompts/prompt-dialogs.ts";
import type { ReplyEvent } from "./prompts/reply-event.ts";
import { terminalStyles } from "./terminal-styles.ts";

export type { Explanation } from "../failure/explain.ts";
export type { Identity } from "../session/own-answers.ts";
export type { Token } from "../session/token.ts";
export type { Exit, SessionState } from "../session/view.ts";
export * from "./events.ts";

/**
 * A shell on one node, over a Glasshell relay. SSH runs in this element's Worker: in browser custody the relay carries bytes
 * that it cannot read.
 *
 * @event {GlasshellStateEvent} glasshell-state - The session went into another phase, or lost its relay, or has it back.
 * @event {GlasshellTitleEvent} glasshell-title - The program on the node set a title.
 * @event {GlasshellBellEvent} glasshell-bell - The terminal's bell rang.
 * @event {GlasshellExitEvent} glasshell-exit - The shell ended.
 * @event {GlasshellWantedEvent} glasshell-wanted - Another tab of this browser asks for this session: show it.
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
  /**
   * A session that is meant, by its `sessionId`, as an address can name it. Where another tab of this browser has it, that tab is asked
   * to show it, and no new one is begun before the person wants it.
   */
  @property() session = "";
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

  @state() private sessionTitle = "";

  @query(".screen") private screenHost!: HTMLElement;
  @query("glasshell-outcome-panel") private outcome!: OutcomePanel | null;
  @query("glasshell-elsewhere-panel") private elsewhere!: ElsewherePanel | null;

  readonly #localized = new Localized(this);
  readonly #scheme = new SystemColourScheme(this);
  readonly #desks = new Desks(this, {
    localized: this.#localized,
    node: () => this.node,
    screen: () => this.#screen,
    session: () => this.#connection.session,
    done: () => this.focus(),
  });
  readonly #connection = new Connection(this, {
    changed: (view, before) => this.#onChanged(view, before),
    input: this.#desks.input,
    hostKeyNotStored: () => this.#desks.notify(this.#localized.texts.terminal.knownHostNotStored),
  });
  readonly #ownership = new Ownership(this, () => this.#onWanted());
  readonly #commands = new Commands(this, {
    state: () => this.state,
    copy: () => this.#desks.copySelection(),
    pasteClipboard: () => void this.#desks.pasteClipboard(),
    search: () => this.#desks.search(),
  });
  readonly #focusKeeper = new FocusKeeper(this, {
    settled: () => this.#connection.view.phase === "shell" || isOver(this.#connection.view),
  });
  readonly #bell = new Bell(this);
  readonly #stage = new Stage(this, {
    place: () => this.screenHost,
    look: () => this.#look(),
    opened: () => {
      if (!this.manual) void this.#begin();
    },
    left: () => this.#leave(),
    events: {
      typed: (octets) => this.#connection.session?.type(octets),
      resized: (size) => this.#connection.session?.resize(size),
      titled: (title) => this.#onTitle(title),
      rang: () => {
        if (this.#bell.ring()) this.dispatchEvent(new GlasshellBellEvent());
      },
      ...this.#desks.events,
      key: (event) => this.#commands.onKey(event),
    },
  });

  /** How far the session is. */
  get state(): SessionState {
    return stateOf(this.#connection.view);
  }

  /** The relay's name for the session, no secret; empty before it has one. */
  get sessionId(): string {
    return this.#connection.view.sessionId;
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
    this.#desks.clear();
    this.sessionTitle = "";
    this.#connection.connect(this, screen);
  }

  /** Tries for another connection at once, while the session has none. */
  reconnectNow(): void {
    this.#connection.session?.nudge();
  }

  /** Ends the session in order. */
  disconnect(): void {
    this.#connection.session?.disconnect();
  }

  override focus(): void {
    if (this.#screenInSight) this.#screen?.focus();
    else (this.elsewhere ?? this.outcome)?.focus();
  }

  /** What a shell has shown stays in sight, above what became of it. */
  get #screenInSight(): boolean {
    return this.#connection.view.phase === "shell" || this.#connection.hasHistory;
  }

  /** Pastes text as if the person did: stripped of controls, asked about where it could run at once. */
  paste(text: string): void {
    this.#desks.paste(text);
  }

  override updated(changed: PropertyValues<this>): void {
    const moved = (["node", "relay"] as const).some((name) => (changed.get(name) ?? this[name]) !== this[name]);
    if (!moved || !this.#connection.session) return;
    this.#leave();
    if (!this.manual) this.connect();
  }

  override render() {
    const { view, session, isSigningIn, relayName: relay } = this.#connection;
    const { tag } = this.#localized.texts;
    const scheme = this.#scheme.resolve(this.theme);
    const running = view.phase === "shell";
    const keepsScreen = this.#screenInSight;
    const names = { relay, node: this.node };
    const { isElsewhere: elsewhere } = this.#ownership;
    const outcome = outcomePanel(view, { ...names, elsewhere, compact: keepsScreen });
    return html`
      <div
        class="${themeClasses(scheme)} ${scheme} ${this.#bell.ringing ? "ringing" : ""}"
        lang=${tag}
        @glasshell-reply=${this.#onReply}
        @glasshell-give-up=${this.disconnect}
        @glasshell-outcome=${this.#onOutcome}
        @glasshell-away=${this.#onAway}
        @glasshell-strip=${this.#commands.onStrip}
        @wa-after-hide=${this.#focusKeeper.onDialogGone}
      >
        <div class="field">
          <div
            class="screen ${keepsScreen ? "" : "covered"} ${isShellAway(view) ? "away" : ""}"
            part="screen"
            @paste=${{ handleEvent: this.#desks.onPaste, capture: true }}
          ></div>
          <div class="flash"></div>
          ${keepsScreen ? nothing : html`<div class="outcome">${outcome}</div>`}
          <div class="over">
            <div class="bars">${this.#desks.bars()}</div>
            ${awayPanel(view, this.#desks.typedWaiting, names)}
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
          ?ringing=${this.#bell.ringing}
        >
          <slot name="strip-start" slot="start"></slot>
          <slot name="strip-end" slot="end"></slot>
        </glasshell-status-strip>
        ${promptDialogs({ view, node: this.node, isSigningIn, storeUnreadable: session?.knownHostsReadable === false })}
        ${this.#desks.dialogs()}
      </div>
    `;
  }

  get #screen(): TerminalScreen | null {
    return this.#stage.screen;
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

  async #begin(): Promise<void> {
    if (await this.#ownership.find(this.session)) {
      this.dispatchEvent(new GlasshellStateEvent(this.state));
      this.focus();
    } else if (this.isConnected && !this.#connection.session) this.connect();
  }

  #onWanted(): void {
    this.#desks.notify(this.#localized.texts.elsewhere.here);
    this.dispatchEvent(new GlasshellWantedEvent());
  }

  #onChanged(view: SessionView, before: SessionView): void {
    this.#ownership.follow(view);
    if (stateOf(view) !== stateOf(before)) this.dispatchEvent(new GlasshellStateEvent(stateOf(view)));
    if (before.away && !view.away && view.backAfterMs !== null) this.#desks.notifyBack(view.backAfterMs);
    if (view.away || view.failure?.kind === "closedWhileAway") this.#desks.retractBack();
    if (view.phase === before.phase) return;
    if (view.phase === "ended" && view.exit) this.dispatchEvent(new GlasshellExitEvent(view.exit));
    if (view.phase === "failed") void this.#reportFailure();
    if (view.phase === "shell") for (const banner of this.#connection.bannersUnseen) this.#screen?.writeText(banner);
    if (isOver(view)) this.#desks.clear();
    if (view.phase === "shell" || isOver(view)) void this.#focusKeeper.takeIfOurs();
  }

  async #reportFailure(): Promise<void> {
    await this.updateComplete;
    const explanation = this.outcome?.explanation();
    if (explanation) this.dispatchEvent(new GlasshellFailureEvent(explanation));
  }

  #leave(): void {
    this.#desks.clear();
    this.#connection.end();
    this.#ownership.follow(this.#connection.view);
  }

  #onTitle(title: string): void {
    this.sessionTitle = printableLine(title);
    this.dispatchEvent(new GlasshellTitleEvent(this.sessionTitle));
  }

  readonly #onReply = (event: ReplyEvent): void => {
    this.#connection.session?.reply(event.prompt, event.reply);
  };

  readonly #onAway = (event: AwayEvent): void => {
    if (event.wish === "reconnect") this.reconnectNow();
    else this.disconnect();
    this.focus();
  };

  readonly #onOutcome = (event: OutcomeEvent): void => {
    if (event.wish === "connect") this.connect();
    else if (event.wish === "ask") this.#ownership.ask();
    else this.disconnect();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "glasshell-terminal": GlasshellTerminal;
  }
}
