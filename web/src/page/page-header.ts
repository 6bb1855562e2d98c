// The bar on top: home, the open sessions, language and colours.
import { css, html, LitElement } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { Catalogue } from "../i18n/catalogue.ts";
import { catalogues, chooseLanguage } from "../i18n/language.ts";
import type { SessionState } from "../session/view.ts";
import type { ThemeChoice } from "../ui/colour-scheme.ts";
import { Localized } from "../ui/localized.ts";
import { sharedStyles } from "../ui/styles.ts";
import { logo } from "./logo.ts";
import type { OpenSession } from "./open-sessions.ts";

/** Show or close a session; no session is the list of nodes. */
export class TabEvent extends Event {
  readonly session: number | null;
  readonly wish: "show" | "close";
  constructor(session: number | null, wish: "show" | "close" = "show") {
    super("glasshell-tab", { bubbles: true, composed: true });
    this.session = session;
    this.wish = wish;
  }
}
/** The person chose other colours. */
export class SettingEvent extends Event {
  readonly theme: ThemeChoice;
  constructor(theme: ThemeChoice) {
    super("glasshell-setting", { bubbles: true, composed: true });
    this.theme = theme;
  }
}

@customElement("glasshell-page-header")
export class PageHeader extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: block;
      }
      header {
        display: flex;
        align-items: stretch;
        gap: var(--wa-space-xs);
        height: 2.75rem;
        padding-inline: var(--wa-space-xs);
        border-block-end: 1px solid var(--wa-color-surface-border);
        background: var(--wa-color-surface-raised);
      }
      button {
        font: inherit;
        color: inherit;
        border: 0;
        background: none;
        cursor: pointer;
      }
      button:focus-visible {
        outline: var(--wa-focus-ring);
        outline-offset: -2px;
      }
      .home {
        display: flex;
        align-items: center;
        gap: var(--wa-space-xs);
        padding-inline: var(--wa-space-xs);
        border-radius: var(--wa-border-radius-m);
        font-weight: var(--wa-font-weight-bold);
        letter-spacing: -0.01em;
      }
      .home svg {
        width: 1.6rem;
        height: 1.6rem;
      }
      nav {
        flex: 1;
        display: flex;
        align-items: stretch;
        min-width: 0;
        overflow-x: auto;
        scrollbar-width: none;
      }
      ul {
        display: flex;
        list-style: none;
        align-items: end;
        gap: 2px;
      }
      li {
        display: flex;
        align-items: center;
        height: 2.3rem;
        max-width: 15rem;
        border-radius: var(--wa-border-radius-m) var(--wa-border-radius-m) 0 0;
        color: var(--wa-color-text-quiet);
        font-size: var(--wa-font-size-s);
      }
      li.active {
        background: var(--tab);
        color: var(--wa-color-text-normal);
        box-shadow: inset 0 2px 0 var(--wa-color-brand-border-loud);
      }
      li:not(.active):hover {
        background: var(--wa-color-neutral-fill-quiet);
      }
      .show {
        display: flex;
        align-items: center;
        gap: var(--wa-space-2xs);
        min-width: 0;
        height: 100%;
        padding: 0 var(--wa-space-2xs) 0 var(--wa-space-s);
      }
      .show span:last-child {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .close {
        display: grid;
        place-items: center;
        width: 1.6rem;
        height: 1.6rem;
        margin-inline-end: 0.3rem;
        border-radius: var(--wa-border-radius-m);
        font-size: 0.8rem;
      }
      .close:hover {
        background: var(--wa-color-neutral-fill-normal);
      }
      .dot {
        flex: none;
        width: 0.5rem;
        height: 0.5rem;
        border-radius: 50%;
        background: var(--wa-color-warning-60);
      }
      .dot.shell {
        background: var(--wa-color-success-60);
      }
      .dot.failed {
        background: var(--wa-color-danger-60);
      }
      .dot.ended,
      .dot.idle {
        background: var(--wa-color-neutral-60);
      }
      .settings wa-button wa-icon {
        font-size: 1.1rem;
      }
      .settings {
        display: flex;
        align-items: center;
      }
      .caption {
        padding: var(--wa-space-2xs) var(--wa-space-s);
        font-size: var(--wa-font-size-xs);
        font-weight: var(--wa-font-weight-semibold);
        color: var(--wa-color-text-quiet);
      }
      @media (max-width: 40rem) {
        .home span {
          display: none;
        }
      }
    `,
  ];

  @property({ attribute: false }) sessions: readonly OpenSession[] = [];
  @property({ attribute: false }) active: number | null = null;
  @property({ attribute: false }) theme: ThemeChoice = "auto";

  readonly #localized = new Localized(this);

  override render() {
    const { page } = this.#localized.texts;
    return html`
      <header>
        <slot></slot>
        <button class="home" aria-label="Glasshell: ${page.allNodes}" @click=${() => this.dispatchEvent(new TabEvent(null))}>
          ${logo}<span>Glasshell</span>
        </button>
        <nav aria-label=${page.openSessions}>
          <ul>${this.sessions.map((session) => this.#tab(session))}</ul>
        </nav>
        ${this.#settings()}
      </header>
    `;
  }

  #tab(session: OpenSession) {
    const { page, steps } = this.#localized.texts;
    const active = session.id === this.active;
    return html`
      <li class=${active ? "active" : ""}>
        <button
          class="show"
          aria-current=${active ? "page" : "false"}
          title=${session.title || session.label}
          @click=${() => this.dispatchEvent(new TabEvent(session.id))}
        >
          <span class="dot ${session.state}"></span>
          <span class="visually-hidden">${stateText(session.state, steps)}: </span>
          <span translate="no">${session.label}</span>
        </button>
        <button class="close" aria-label=${page.closeSession(session.label)} @click=${() => this.dispatchEvent(new TabEvent(session.id, "close"))}>
          <wa-icon name="xmark"></wa-icon>
        </button>
      </li>
    `;
  }

  #settings() {
    const { page, tag } = this.#localized.texts;
    const choices: readonly (readonly [ThemeChoice, string, string])[] = [
      ["auto", page.themeAuto, "monitor"],
      ["light", page.themeLight, "sun"],
      ["dark", page.themeDark, "moon"],
    ];
    return html`
      <div class="settings"><wa-dropdown placement="bottom-end" size="s" @wa-select=${this.#onSelect}>
        <wa-button slot="trigger" size="s" appearance="plain">
          <wa-icon name=${this.theme === "light" ? "sun" : this.theme === "dark" ? "moon" : "monitor"} label=${page.settings}></wa-icon>
        </wa-button>
        <div class="caption" role="presentation">${page.theme}</div>
        ${choices.map(
          ([choice, label, icon]) => html`
            <wa-dropdown-item type="checkbox" value="theme:${choice}" ?checked=${this.theme === choice}>
              <wa-icon slot="icon" name=${icon}></wa-icon>${label}
            </wa-dropdown-item>
          `,
        )}
        <wa-divider></wa-divider>
        <div class="caption" role="presentation">${page.language}</div>
        ${catalogues.map(
          (catalogue) => html`
            <wa-dropdown-item type="checkbox" value="language:${catalogue.tag}" lang=${catalogue.tag} ?checked=${catalogue.tag === tag}>
              <wa-icon slot="icon" name="globe"></wa-icon>${catalogue.name}
            </wa-dropdown-item>
          `,
        )}
      </wa-dropdown></div>
    `;
  }

  readonly #onSelect = (event: CustomEvent<{ item: { value: string } }>): void => {
    const [kind, choice] = event.detail.item.value.split(":");
    if (kind === "language") {
      const catalogue = catalogues.find(({ tag }) => tag === choice);
      if (catalogue) chooseLanguage(catalogue.tag);
    } else {
      this.dispatchEvent(new SettingEvent(choice as ThemeChoice));
    }
    // The item's own tick flips with the click; what is chosen says which one has it.
    this.requestUpdate();
  };
}

function stateText(state: SessionState, steps: Catalogue["steps"]): string {
  switch (state) {
    case "shell":
    case "idle":
    case "ended":
    case "failed":
    case "reconnecting":
    case "restarting":
      return steps[state];
    default:
      return steps.prompting;
  }
}

declare global {
  interface HTMLElementEventMap {
    "glasshell-tab": TabEvent;
    "glasshell-setting": SettingEvent;
  }
  interface HTMLElementTagNameMap {
    "glasshell-page-header": PageHeader;
  }
}
