// The way from this browser to the node, drawn: how far it came, and where it broke.
import { css, html, LitElement } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { Hop } from "../../i18n/catalogue.ts";
import { Localized } from "../../ui/localized.ts";
import { sharedStyles } from "../../ui/styles.ts";

const hops: readonly Hop[] = ["browser", "network", "relay", "route", "node"];
const stations: Readonly<Partial<Record<Hop, string>>> = { browser: "browser", relay: "relay", node: "server" };

export type HopState = "passed" | "busy" | "broken" | "ahead";

@customElement("glasshell-hop-path")
export class HopPath extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: block;
        --passed: var(--wa-color-brand-on-quiet);
        --broken: var(--wa-color-danger-on-quiet);
        --ahead: var(--wa-color-surface-border);
      }
      ol {
        display: grid;
        grid-template-columns: auto 1fr auto 1fr auto;
        align-items: start;
        list-style: none;
        margin: 0;
        padding: 0;
      }
      li {
        display: flex;
        flex-direction: column;
        align-items: center;
        gap: var(--wa-space-2xs);
        font-size: var(--wa-font-size-xs);
        color: var(--wa-color-text-quiet);
        min-width: 0;
      }
      .station {
        width: 5.5rem;
        text-align: center;
      }
      .disc {
        position: relative;
        display: grid;
        place-items: center;
        width: 2.75rem;
        height: 2.75rem;
        border-radius: 50%;
        border: 2px solid var(--ahead);
        background: var(--wa-color-surface-default);
        font-size: 1.2rem;
        color: var(--wa-color-text-quiet);
      }
      .label {
        overflow-wrap: anywhere;
        max-width: 100%;
      }
      /* A host and a port take more room than the disc above them, and have it on both sides. */
      .station:nth-child(3) .label {
        width: max-content;
        max-width: 10rem;
      }
      .passed .disc,
      .busy .disc {
        border-color: var(--passed);
        color: var(--passed);
      }
      .broken .disc {
        border-color: var(--broken);
        color: var(--broken);
      }
      .broken .label {
        color: var(--broken);
        font-weight: var(--wa-font-weight-semibold);
      }
      .line {
        position: relative;
        height: 2.75rem;
        margin-inline: -1.25rem;
        justify-content: center;
      }
      .line::before {
        content: "";
        width: 100%;
        border-block-start: 2px solid var(--ahead);
      }
      .line.passed::before {
        border-color: var(--passed);
      }
      .line.ahead::before {
        border-block-start-style: dashed;
      }
      .line.broken::before {
        border-block-start-style: dashed;
        border-color: var(--broken);
      }
      .line.busy::before {
        border: 0;
        height: 2px;
        background: linear-gradient(90deg, var(--ahead) 0 40%, var(--passed) 50%, var(--ahead) 60% 100%) 0 0 / 200% 100%;
        animation: travel 1.4s linear infinite;
      }
      .mark {
        position: absolute;
        display: grid;
        place-items: center;
        width: 1.35rem;
        height: 1.35rem;
        border-radius: 50%;
        font-size: 0.8rem;
        color: var(--wa-color-surface-default);
        background: var(--broken);
      }
      .disc .mark {
        inset-block-start: -0.45rem;
        inset-inline-end: -0.45rem;
      }
      .busy .disc::after {
        content: "";
        position: absolute;
        inset: -5px;
        border-radius: 50%;
        border: 2px solid transparent;
        border-block-start-color: var(--passed);
        animation: turn 1.1s linear infinite;
      }
      @keyframes travel {
        from {
          background-position: 100% 0;
        }
        to {
          background-position: -100% 0;
        }
      }
      @keyframes turn {
        to {
          transform: rotate(1turn);
        }
      }
      @media (prefers-reduced-motion: reduce) {
        .busy::before,
        .busy .disc::after {
          animation: none !important;
        }
      }
    `,
  ];

  /** Where it is now, or where it broke. */
  @property() at: Hop = "browser";
  @property() state: "busy" | "broken" | "calm" = "busy";
  @property() relay = "";
  @property() node = "";

  readonly #localized = new Localized(this);

  override render() {
    const { failure } = this.#localized.texts;
    return html`<ol aria-label=${failure.path}>${hops.map((hop, index) => this.#hop(hop, index))}</ol>`;
  }

  #hop(hop: Hop, index: number) {
    const { failure } = this.#localized.texts;
    const state = this.#stateOf(index);
    const spoken = {
      passed: failure.hopStates.passed,
      busy: "…",
      broken: failure.hopStates.here,
      ahead: failure.hopStates.notReached,
    };
    const mark = state === "broken" ? html`<span class="mark"><wa-icon name="xmark"></wa-icon></span>` : "";
    const icon = stations[hop];
    const name =
      hop === "relay" && this.relay ? this.relay : hop === "node" && this.node ? this.node : failure.hops[hop];
    if (!icon) {
      return html`<li class="line ${state}">
        ${mark}<span class="visually-hidden">${failure.hops[hop]}: ${spoken[state]}</span>
      </li>`;
    }
    return html`<li class="station ${state}">
      <span class="disc"><wa-icon name=${icon}></wa-icon>${mark}</span>
      <span class="label">${name}</span><span class="visually-hidden">: ${spoken[state]}</span>
    </li>`;
  }

  #stateOf(index: number): HopState {
    const here = hops.indexOf(this.at);
    if (index < here) return "passed";
    if (index > here) return "ahead";
    if (this.state === "busy") return "busy";
    return this.state === "broken" ? "broken" : "passed";
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "glasshell-hop-path": HopPath;
  }
}
