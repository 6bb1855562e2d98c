// The page around the terminals: the list of nodes, one terminal for each open session, and a way between them.
import { html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import "../element/parts/confirm-dialog.ts";
import type { GlasshellStateEvent, GlasshellTitleEvent } from "../element/events.ts";
import type { GlasshellTerminal } from "../element/glasshell-terminal.ts";
import type { ConfirmEvent } from "../element/parts/confirm-dialog.ts";
import { RelayAddress } from "../session/relay-address.ts";
import { readSetting, writeSetting } from "../session/settings.ts";
import { prepareWorker } from "../session/start-worker.ts";
import { SystemColourScheme, type ThemeChoice } from "../ui/colour-scheme.ts";
import { Localized } from "../ui/localized.ts";
import { sharedStyles, themeClasses, themeStyles } from "../ui/styles.ts";
import "../ui/webawesome.ts";
import type { DemoLogin } from "./demo.ts";
import "./node-list.ts";
import type { OpenNodeEvent, PageProblem } from "./node-list.ts";
import { fetchNodes, type NodeList } from "./nodes.ts";
import { isLive, isOver, type OpenSession, OpenSessions } from "./open-sessions.ts";
import "./page-header.ts";
import type { SettingEvent, TabEvent } from "./page-header.ts";
import { pageStyles } from "./page-styles.ts";
import { relayOfPage } from "./relay-of-page.ts";

const themes: readonly ThemeChoice[] = ["auto", "light", "dark"];

@customElement("glasshell-page")
export class GlasshellPage extends LitElement {
  static override styles = [themeStyles, sharedStyles, pageStyles];

  /** From the address; in force only if the relay says that it is a demo. */
  @property({ attribute: false }) demoLogin: DemoLogin | null = null;

  @state() private list: NodeList | null = null;
  @state() private problem: PageProblem | null = null;
  @state() private closing: OpenSession | null = null;
  @state() private theme: ThemeChoice = themes.find((theme) => theme === readSetting("theme")) ?? "auto";
  @state() private terminalLoaded = false;
  /** Another tab asked for a session of this one, and nobody has looked since. */
  @state() private wanted = false;

  readonly #localized = new Localized(this);
  readonly #scheme = new SystemColourScheme(this);
  readonly #relayValue = relayOfPage(document);
  readonly #relay = new RelayAddress(this.#relayValue, document.baseURI);
  readonly #sessions = new OpenSessions(this, {
    nodes: () => this.list?.nodes ?? [],
    opened: () => void this.#loadTerminal(),
    activated: () => void this.updateComplete.then(() => this.#openTerminal()?.focus()),
  });

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener("beforeunload", this.#onBeforeUnload);
    window.addEventListener("focus", this.#onLook);
    document.addEventListener("visibilitychange", this.#onLook);
    void this.#load();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener("beforeunload", this.#onBeforeUnload);
    window.removeEventListener("focus", this.#onLook);
    document.removeEventListener("visibilitychange", this.#onLook);
  }

  override updated(): void {
    const { texts } = this.#localized;
    document.documentElement.lang = texts.tag;
    const scheme = this.#scheme.resolve(this.theme);
    document.documentElement.style.colorScheme = scheme;
    document.body.style.background = scheme === "dark" ? "#0a0e11" : "#f4f6f7";
    const open = this.#sessions.active;
    const title = open ? `${open.title || open.label} · Glasshell` : "Glasshell";
    document.title = this.wanted ? texts.elsewhere.hereTitle(title) : title;
  }

  override render() {
    const scheme = this.#scheme.resolve(this.theme);
    const { texts } = this.#localized;
    const { closing } = this;
    const open = this.#sessions.active;
    return html`
      <div
        class=${themeClasses(scheme)}
        lang=${texts.tag}
        @glasshell-tab=${this.#onTab}
        @glasshell-setting=${this.#onSetting}
        @glasshell-open-node=${this.#onOpenNode}
        @glasshell-reload=${this.#loadAgain}
      >
        <glasshell-page-header
          .sessions=${this.#sessions.all}
          .active=${this.#sessions.activeId}
          .theme=${this.theme}
        >
          <a class="skip" href="#content" @click=${this.#skip}>${texts.page.skipToContent}</a>
        </glasshell-page-header>
        <main id="content" tabindex="-1">
          ${open ? html`<h1 class="visually-hidden">${texts.terminal.label(open.label)}</h1>` : nothing}
          <div class="home" ?hidden=${this.#sessions.activeId !== null}>
            <glasshell-node-list .list=${this.list} .problem=${this.problem} demo=${this.#demoState()}></glasshell-node-list>
          </div>
          ${
            this.terminalLoaded
              ? repeat(
                  this.#sessions.all,
                  (session) => session.id,
                  (session) => this.#terminal(session),
                )
              : nothing
          }
        </main>
        <glasshell-confirm-dialog
          ?open=${closing !== null}
          heading=${texts.page.closeQuestion(closing?.label ?? "")}
          yes=${texts.page.closeIt}
          variant="danger"
          @glasshell-confirm=${this.#onCloseAnswer}
          @wa-after-hide=${this.#focusTerminal}
        ><p>${texts.page.closeWarning}</p></glasshell-confirm-dialog>
      </div>
    `;
  }

  #terminal(session: OpenSession) {
    const login = this.list?.demo === true && this.demoLogin?.node === session.node ? this.demoLogin : null;
    return html`
      <glasshell-terminal
        relay=${this.#relayValue}
        node=${session.node}
        user=${session.user}
        session=${session.session}
        theme=${this.theme}
        .identity=${login && { user: login.user, privateKey: login.key }}
        ?hidden=${session.id !== this.#sessions.activeId}
        @glasshell-state=${(event: GlasshellStateEvent) => this.#onState(session.id, event)}
        @glasshell-wanted=${() => this.#onWanted(session.id)}
        @glasshell-title=${(event: GlasshellTitleEvent) => this.#sessions.change(session.id, { title: event.title })}
      >
        ${
          this.list?.demo && !login
            ? html`<wa-callout slot="sign-in" size="s" variant="warning">${this.#localized.texts.page.demoGone}</wa-callout>`
            : nothing
        }
      </glasshell-terminal>
    `;
  }

  #demoState(): "ready" | "gone" | "none" {
    if (!this.list?.demo) return "none";
    return this.demoLogin ? "ready" : "gone";
  }

  readonly #load = async (): Promise<void> => {
    this.problem = null;
    try {
      this.list = await fetchNodes(this.#relay.httpUrl("api/nodes"));
    } catch (error) {
      this.problem = { missing: "list", text: textOf(error) };
    }
    // Only now: whether a demo's login may be used is known.
    this.#sessions.follow();
    // The terminal is most of the page; by the time a person has chosen a node it is there.
    const idle = window.requestIdleCallback ?? ((run: () => void) => setTimeout(run, 200));
    idle(() => void this.#loadTerminal());
  };

  async #loadTerminal(): Promise<void> {
    try {
      await import("../element/glasshell-terminal.ts");
    } catch (error) {
      this.#onTerminalMissing(error);
      return;
    }
    this.terminalLoaded = true;
    if (this.#sessions.all.length === 0) prepareWorker();
  }

  /** Nobody is waiting for it yet: whoever opens a node tries again. Otherwise the list says what is the matter. */
  #onTerminalMissing(error: unknown): void {
    if (this.#sessions.all.length === 0) return;
    this.problem = { missing: "terminal", text: textOf(error) };
    this.#sessions.closeAll();
  }

  readonly #loadAgain = (): void => {
    // A module that failed once fails for the rest of the document's life.
    if (this.problem?.missing === "terminal") location.reload();
    else void this.#load();
  };

  #openTerminal(): HTMLElement | null {
    return this.renderRoot.querySelector("glasshell-terminal:not([hidden])");
  }

  /** The dialog gives the focus back to the tab's button in a timer that is already queued; who stays wants to type on. */
  readonly #focusTerminal = (): void => {
    setTimeout(() => this.#openTerminal()?.focus());
  };

  #onState(id: number, event: GlasshellStateEvent): void {
    const { session, sessionId } = event.target as GlasshellTerminal;
    // One that has not begun, because another tab has the session, still means that one.
    const meant = event.state === "idle" ? session : sessionId;
    this.#sessions.change(id, { state: event.state, session: isOver(event.state) ? "" : meant });
  }

  /** A browser lets few tabs come forward by themselves, so it is marked, too. */
  #onWanted(id: number): void {
    this.#sessions.activate(id);
    this.wanted = true;
    window.focus();
  }

  readonly #onLook = (): void => {
    if (document.hasFocus()) this.wanted = false;
  };

  readonly #onOpenNode = (event: OpenNodeEvent): void => this.#sessions.open(event.node, "push");

  readonly #onTab = (event: TabEvent): void => {
    const session = this.#sessions.all.find(({ id }) => id === event.session) ?? null;
    if (!session || event.wish === "show") this.#sessions.show(session);
    else if (isLive(session.state)) this.closing = session;
    else this.#sessions.close(session.id);
  };

  readonly #onCloseAnswer = (event: ConfirmEvent): void => {
    const { closing } = this;
    this.closing = null;
    if (closing && event.agreed) this.#sessions.close(closing.id);
  };

  readonly #onSetting = (event: SettingEvent): void => {
    this.theme = event.theme;
    writeSetting("theme", event.theme);
  };

  readonly #skip = (event: Event): void => {
    event.preventDefault();
    this.renderRoot.querySelector<HTMLElement>("#content")?.focus();
  };

  /** Ctrl+W is close to hand in a shell and cannot be taken from the browser; the browser asks instead. */
  readonly #onBeforeUnload = (event: BeforeUnloadEvent): void => {
    if (this.#sessions.all.some((session) => isLive(session.state))) event.preventDefault();
  };
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

declare global {
  interface HTMLElementTagNameMap {
    "glasshell-page": GlasshellPage;
  }
}
