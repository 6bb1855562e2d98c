// The nodes that a person may open, as cards.
import { css, html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { writeClipboard } from "../element/parts/system-clipboard.ts";
import { Localized } from "../ui/localized.ts";
import { sharedStyles } from "../ui/styles.ts";
import { filterNodes, type NodeEntry, type NodeList } from "./nodes.ts";
import { fragmentOf } from "./route.ts";

/** The person wants a shell on a node. */
export class OpenNodeEvent extends Event {
  readonly node: NodeEntry;
  constructor(node: NodeEntry) {
    super("glasshell-open-node", { bubbles: true, composed: true });
    this.node = node;
  }
}
/** What the relay did not give, and the browser's words about it. */
export interface PageProblem {
  readonly missing: "list" | "terminal";
  readonly text: string;
}

/** What is missing shall be asked for again. */
export class ReloadEvent extends Event {
  constructor() {
    super("glasshell-reload", { bubbles: true, composed: true });
  }
}

/** With this many cards a person looks for one instead of reading them all. */
const filterFrom = 7;

@customElement("glasshell-node-list")
export class NodeListView extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: block;
      }
      .top {
        display: flex;
        flex-wrap: wrap;
        align-items: end;
        justify-content: space-between;
        gap: var(--wa-space-s) var(--wa-space-l);
        margin-block-end: var(--wa-space-m);
      }
      h1 {
        font-size: var(--wa-font-size-xl);
        font-weight: var(--wa-font-weight-bold);
        line-height: 1.2;
        letter-spacing: -0.01em;
      }
      wa-input {
        flex: 0 1 18rem;
      }
      .hint {
        display: flex;
        flex-wrap: wrap;
        gap: 0 var(--wa-space-2xs);
      }
      .sealed {
        color: var(--wa-color-brand-on-quiet);
      }
      @media (max-width: 40rem) {
        wa-input {
          flex-basis: 100%;
        }
      }
      ul {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 21rem), 1fr));
        gap: var(--wa-space-s);
        list-style: none;
      }
      .card {
        display: grid;
        grid-template-columns: auto 1fr auto;
        align-items: center;
        gap: var(--wa-space-2xs) var(--wa-space-s);
        height: 100%;
        padding: var(--wa-space-s) var(--wa-space-s) var(--wa-space-s) var(--wa-space-m);
        border: 1px solid var(--wa-color-surface-border);
        border-radius: var(--wa-border-radius-l);
        background: var(--wa-color-surface-raised);
        transition: border-color var(--wa-transition-fast);
      }
      .card:hover {
        border-color: var(--wa-color-brand-border-loud);
      }
      .glyph {
        font-size: 1.35rem;
        color: var(--wa-color-brand-on-quiet);
      }
      .name {
        min-width: 0;
      }
      h2 {
        font-size: var(--wa-font-size-m);
        font-weight: var(--wa-font-weight-semibold);
        line-height: 1.3;
        overflow-wrap: anywhere;
      }
      .name p {
        font-size: var(--wa-font-size-s);
        color: var(--wa-color-text-quiet);
        overflow-wrap: anywhere;
      }
      .name .held {
        color: var(--wa-color-warning-on-quiet);
      }
      .actions {
        display: flex;
        align-items: center;
        gap: var(--wa-space-3xs);
      }
      .empty {
        display: grid;
        justify-items: center;
        gap: var(--wa-space-xs);
        padding: var(--wa-space-3xl) var(--wa-space-m);
        text-align: center;
        border: 1px dashed var(--wa-color-surface-border);
        border-radius: var(--wa-border-radius-l);
        color: var(--wa-color-text-quiet);
      }
      .empty strong {
        color: var(--wa-color-text-normal);
      }
      wa-callout {
        margin-block-end: var(--wa-space-m);
      }
      .placeholder {
        height: 4.4rem;
        opacity: 0.6;
      }
      .copied {
        color: var(--wa-color-success-on-quiet);
      }
    `,
  ];

  @property({ attribute: false }) list: NodeList | null = null;
  @property({ attribute: false }) problem: PageProblem | null = null;
  /** The demo's login is at hand, was lost on a reload, or this is no demo. */
  @property() demo: "ready" | "gone" | "none" = "none";

  @state() private filter = "";
  @state() private copied = "";
  readonly #localized = new Localized(this);

  override render() {
    const { page } = this.#localized.texts;
    const { list } = this;
    return html`
      <div class="top">
        <div>
          <h1>${page.nodes}</h1>
          <p class="hint quiet">
            <span>${page.nodesHint}</span>
            <span><wa-icon class="sealed" name="lock"></wa-icon> ${page.endToEndHint}</span>
          </p>
        </div>
        ${
          list && list.nodes.length >= filterFrom
            ? html`<wa-input size="s" type="search" with-clear class="unlabelled" label=${page.filter} placeholder=${page.filter} @input=${this.#onFilter}>
                <wa-icon slot="start" name="search"></wa-icon>
              </wa-input>`
            : nothing
        }
      </div>
      ${this.#demoNote()} ${this.problem ? this.#failed(this.problem) : list ? this.#cards(list) : this.#loading()}
    `;
  }

  #demoNote() {
    const { page } = this.#localized.texts;
    if (this.demo === "none") return nothing;
    return html`
      <wa-callout size="s" variant=${this.demo === "ready" ? "brand" : "warning"}>
        <wa-icon slot="icon" name=${this.demo === "ready" ? "key" : "circle-info"}></wa-icon>
        <strong>${page.demo}.</strong> ${this.demo === "ready" ? page.demoNote : page.demoGone}
      </wa-callout>
    `;
  }

  #cards(list: NodeList) {
    const { page } = this.#localized.texts;
    if (list.nodes.length === 0) {
      return html`<div class="empty"><strong>${page.noNodes}</strong><span>${page.noNodesHint}</span></div>`;
    }
    const nodes = filterNodes(list.nodes, this.filter);
    if (nodes.length === 0) return html`<div class="empty" role="status">${page.noMatch(this.filter)}</div>`;
    return html`<ul>${nodes.map((node) => html`<li>${this.#card(node)}</li>`)}</ul>`;
  }

  #card(node: NodeEntry) {
    const { page } = this.#localized.texts;
    const held = node.custody === "relay";
    const copied = this.copied === node.name;
    return html`
      <article class="card">
        <wa-icon class="glyph" name="server"></wa-icon>
        <div class="name">
          <h2 translate="no">${node.label}</h2>
          ${node.description ? html`<p>${node.description}</p>` : nothing}
          ${
            held
              ? html`<p class="held" title=${page.custodyRelayHint}>
                  <wa-icon canvas="auto" name="lock-open"></wa-icon> ${page.custodyRelay}
                </p>`
              : nothing
          }
        </div>
        <div class="actions">
          <wa-button size="s" appearance="plain" @click=${() => this.#copyLink(node)}>
            <wa-icon class=${copied ? "copied" : ""} name=${copied ? "check" : "link"} label=${copied ? page.linkCopied : page.copyLink}></wa-icon>
          </wa-button>
          <wa-button
            size="s"
            variant="brand"
            title=${page.connectTo(node.label)}
            @click=${() => this.dispatchEvent(new OpenNodeEvent(node))}
          >
            <wa-icon slot="start" name="terminal"></wa-icon>${page.ssh}<span class="visually-hidden"> ${node.label}</span>
          </wa-button>
        </div>
      </article>
    `;
  }

  #loading() {
    const { page } = this.#localized.texts;
    return html`<p class="visually-hidden" role="status">${page.loading}</p>
      <ul aria-hidden="true">
        <li><div class="card placeholder"></div></li>
        <li><div class="card placeholder"></div></li>
      </ul>`;
  }

  #failed(problem: PageProblem) {
    const { page } = this.#localized.texts;
    return html`
      <div class="empty" role="alert">
        <strong>${problem.missing === "list" ? page.listFailed : page.terminalFailed}</strong>
        <code>${problem.text}</code>
        <wa-button size="s" appearance="outlined" @click=${() => this.dispatchEvent(new ReloadEvent())}>
          <wa-icon slot="start" name="refresh"></wa-icon>${page.tryAgain}
        </wa-button>
      </div>
    `;
  }

  readonly #onFilter = (event: Event): void => {
    this.filter = (event.target as HTMLInputElement).value;
  };

  async #copyLink(node: NodeEntry): Promise<void> {
    const url = new URL(fragmentOf({ node: node.name, session: "" }), location.href.replace(/#.*$/, ""));
    if (!(await writeClipboard(url.href))) return;
    this.copied = node.name;
    setTimeout(() => {
      if (this.copied === node.name) this.copied = "";
    }, 2_000);
  }
}

declare global {
  interface HTMLElementEventMap {
    "glasshell-open-node": OpenNodeEvent;
    "glasshell-reload": ReloadEvent;
  }
  interface HTMLElementTagNameMap {
    "glasshell-node-list": NodeListView;
  }
}
