// What stands where no shell is: how far the connection has come, why it failed, how it ended, and the way back.
import { css, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Advice } from "../../failure/doctor.ts";
import { type Explanation, explain } from "../../failure/explain.ts";
import { reportOf } from "../../failure/report.ts";
import type { Hop } from "../../i18n/catalogue.ts";
import { isOver, type SessionView, stateOf } from "../../session/view.ts";
import { Localized } from "../../ui/localized.ts";
import { sharedStyles } from "../../ui/styles.ts";
import "./hop-path.ts";
import { PanelElement, panelStyles } from "./panel-element.ts";
import { writeClipboard } from "./system-clipboard.ts";

/** What the person wants: to connect (again), to give the attempt up, or to ask once more the tab that has the session. */
export type OutcomeWish = "connect" | "giveUp" | "ask";

export class OutcomeEvent extends Event {
  readonly wish: OutcomeWish;
  constructor(wish: OutcomeWish) {
    super("glasshell-outcome", { bubbles: true, composed: true });
    this.wish = wish;
  }
}

@customElement("glasshell-outcome-panel")
export class OutcomePanel extends PanelElement {
  static override styles = [
    sharedStyles,
    panelStyles,
    css`
      :host([compact]) .panel {
        width: auto;
        gap: var(--wa-space-xs);
        padding: var(--wa-space-s) var(--wa-space-m);
        border-inline-start: 4px solid var(--wa-color-neutral-border-loud);
      }
      :host([compact]) .panel.failed {
        border-inline-start-color: var(--wa-color-danger-border-loud);
      }
      :host([compact]) h2 {
        font-size: var(--wa-font-size-m);
      }
      :host([compact]) .busy {
        text-align: start;
      }
      :host([compact]) .centre {
        justify-content: start;
      }
      .sentence {
        overflow-wrap: anywhere;
      }
      .sentence .remedy {
        font-weight: var(--wa-font-weight-semibold);
      }
      .advice {
        display: grid;
        gap: var(--wa-space-2xs);
        font-size: var(--wa-font-size-s);
        overflow-wrap: anywhere;
      }
      .advice pre {
        margin: 0;
        padding: var(--wa-space-xs);
        font-family: var(--wa-font-family-code);
        font-size: 0.94em;
        overflow: auto;
        background: var(--wa-color-surface-lowered);
        border-radius: var(--wa-border-radius-s);
      }
      .busy {
        text-align: center;
        color: var(--wa-color-text-quiet);
      }
      .centre {
        justify-content: center;
      }
      dl {
        display: grid;
        grid-template-columns: minmax(7rem, auto) 1fr;
        gap: var(--wa-space-2xs) var(--wa-space-m);
        font-size: var(--wa-font-size-s);
      }
      dt {
        color: var(--wa-color-text-quiet);
      }
      dd {
        font-family: var(--wa-font-family-code);
        font-size: 0.94em;
        overflow-wrap: anywhere;
        white-space: pre-wrap;
        max-height: 12rem;
        overflow: auto;
      }
      dd ul {
        list-style: none;
      }
      kbd {
        font: inherit;
        font-size: var(--wa-font-size-s);
        color: var(--wa-color-text-quiet);
      }
      @container (max-width: 34rem) {
        dl {
          grid-template-columns: 1fr;
        }
        dd {
          margin-block-end: var(--wa-space-2xs);
        }
      }
    `,
  ];

  @property({ attribute: false }) view!: SessionView;
  /** Under a screen that is still in sight: a few lines instead of a page. */
  @property({ type: Boolean, reflect: true }) compact = false;
  @property() relay = "";
  @property() node = "";

  @state() private reportCopied = false;

  readonly #localized = new Localized(this);

  override render() {
    const { view } = this;
    if (view.phase === "failed" && view.failure) return this.#failed(this.explanation());
    if (isOver(view) || view.phase === "idle") return this.#ended();
    return this.#busy();
  }

  /** The failure in words; only while there is one. */
  explanation(): Explanation | null {
    const { failure, user } = this.view;
    return failure && explain(failure, { node: this.node, relay: this.relay, user }, this.#localized.texts);
  }

  /** On the way back, if there is one: what Enter does while no terminal is in sight. */
  #busy() {
    const { steps, terminal } = this.#localized.texts;
    const step = ((): { text: string; at: Hop } => {
      switch (stateOf(this.view)) {
        case "reconnecting":
          return { text: steps.reconnecting, at: "network" };
        case "restarting":
          return { text: steps.restarting, at: "relay" };
        case "handshake":
          return { text: steps.handshake(this.node), at: "route" };
        case "prompting":
          return { text: steps.prompting, at: "node" };
        case "authenticating":
          return { text: steps.authenticating(this.node), at: "node" };
        case "diagnosing":
          return { text: steps.diagnosing, at: "network" };
        default:
          return { text: steps.connecting(this.relay), at: "network" };
      }
    })();
    return html`
      <div class="panel">
        ${
          this.compact
            ? nothing
            : html`<glasshell-hop-path at=${step.at} state="busy" relay=${this.relay} node=${this.node}></glasshell-hop-path>`
        }
        <p class="busy" role="status">${step.text}</p>
        <div class="actions centre">
          <wa-button size="s" appearance="plain" @click=${() => this.#wish("giveUp")}>${terminal.cancel}</wa-button>
        </div>
      </div>
    `;
  }

  #failed(explanation: Explanation | null) {
    if (!explanation) return nothing;
    const { terminal } = this.#localized.texts;
    return html`
      <div class="panel ${explanation.calm ? "" : "failed"}">
        ${
          this.compact
            ? nothing
            : html`<glasshell-hop-path
                at=${explanation.hop}
                state=${explanation.calm ? "calm" : "broken"}
                relay=${this.relay}
                node=${this.node}
              ></glasshell-hop-path>`
        }
        <div class="text" role="alert">
          <h2>${explanation.title}</h2>
          <p class="sentence">${explanation.cause}: <span class="remedy">${explanation.remedy}.</span></p>
          ${
            explanation.retryAfterMs === null
              ? nothing
              : html`<p class="quiet">${terminal.reconnectIn(Math.ceil(explanation.retryAfterMs / 1000))}</p>`
          }
        </div>
        ${explanation.advice ? this.#advice(explanation.advice) : nothing}
        ${this.#reconnect()}
        ${
          explanation.details.length === 0
            ? nothing
            : html`
                <wa-details appearance="plain" icon-placement="start" summary=${terminal.details}>
                  <dl>
                    ${explanation.details.map(
                      (detail) => html`
                        <dt>${detail.label}</dt>
                        <dd>${detail.list ? html`<ul>${detail.list.map((item) => html`<li>${item}</li>`)}</ul>` : detail.value}</dd>
                      `,
                    )}
                  </dl>
                  <wa-button size="s" appearance="plain" @click=${() => void this.#copyReport(explanation)}>
                    <span aria-live="polite">${this.reportCopied ? terminal.copied : terminal.copyReport}</span>
                  </wa-button>
                </wa-details>
              `
        }
      </div>
    `;
  }

  #advice(advice: Advice) {
    return html`
      <div class="advice">
        <p>${advice.seen}</p>
        <p class="quiet">${advice.means}</p>
        <p>${advice.remedy}</p>
        ${
          advice.lines.length === 0
            ? nothing
            : html`<p>${advice.linesFor}:</p><pre tabindex="0">${advice.lines.join("\n")}</pre>`
        }
      </div>
    `;
  }

  async #copyReport(explanation: Explanation): Promise<void> {
    this.reportCopied = await writeClipboard(reportOf(explanation, { relay: this.relay, node: this.node }));
  }

  #ended() {
    const { terminal } = this.#localized.texts;
    const { exit } = this.view;
    return html`
      <div class="panel">
        <div class="text" role="status">
          <h2>${exit ? this.#exitText() : this.node}</h2>
          ${exit?.message ? html`<p class="quiet">${exit.message}</p>` : nothing}
        </div>
        ${exit ? this.#reconnect() : html`<div class="actions"><wa-button variant="brand" @click=${() => this.#wish("connect")}>${terminal.connect}</wa-button></div>`}
      </div>
    `;
  }

  #exitText(): string {
    const { terminal } = this.#localized.texts;
    const { exit } = this.view;
    if (exit?.byPerson) return terminal.endedHere;
    if (exit?.signal) return terminal.endedBySignal(exit.signal);
    return exit && exit.status !== null ? terminal.ended(exit.status) : terminal.endedWithoutStatus;
  }

  #reconnect() {
    const { terminal } = this.#localized.texts;
    return html`
      <div class="actions">
        <wa-button variant="brand" size=${this.compact ? "s" : "m"} @click=${() => this.#wish("connect")}>
          <wa-icon slot="start" name="refresh"></wa-icon>${terminal.reconnect}
        </wa-button>
        <kbd>${terminal.reconnectHint}</kbd>
      </div>
    `;
  }

  #wish(wish: OutcomeWish): void {
    this.dispatchEvent(new OutcomeEvent(wish));
  }
}

declare global {
  interface HTMLElementEventMap {
    "glasshell-outcome": OutcomeEvent;
  }
  interface HTMLElementTagNameMap {
    "glasshell-outcome-panel": OutcomePanel;
  }
}
