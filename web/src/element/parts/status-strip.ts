// The strip under a terminal: who can read the session, where it goes, how it is, how far away the node is.
import { css, html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { isOver, type SessionState, type SessionView, stateOf } from "../../session/view.ts";
import { Localized } from "../../ui/localized.ts";
import { sharedStyles } from "../../ui/styles.ts";
import type { Negotiated } from "../../worker/messages.ts";

export type StripCommand =
  | "search"
  | "copy"
  | "paste"
  | "larger"
  | "smaller"
  | "defaultSize"
  | "screenReader"
  | "disconnect"
  | "reconnectNow"
  | "connect";

/** A choice in the strip's menu. */
export class StripEvent extends Event {
  readonly command: StripCommand;
  constructor(command: StripCommand) {
    super("glasshell-strip", { bubbles: true, composed: true });
    this.command = command;
  }
}

/** Round trips are shown with the precision that they deserve. */
export function formatRoundTrip(ms: number): string {
  return ms < 10 ? ms.toFixed(1) : String(Math.round(ms));
}

/** Ciphers that carry their own integrity: the negotiated MAC is not used with them (RFC 5647 §5.1). */
function hasOwnIntegrity(cipher: string): boolean {
  return /gcm|poly1305/i.test(cipher);
}

@customElement("glasshell-status-strip")
export class StatusStrip extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: block;
      }
      .strip {
        display: flex;
        align-items: center;
        gap: var(--wa-space-s);
        min-height: 2.25rem;
        padding: 0 var(--wa-space-2xs) 0 var(--wa-space-xs);
        border-block-start: 1px solid var(--wa-color-surface-border);
        background: var(--wa-color-surface-raised);
        font-size: var(--wa-font-size-s);
        color: var(--wa-color-text-quiet);
        white-space: nowrap;
      }
      button.seal {
        display: inline-flex;
        align-items: center;
        gap: var(--wa-space-2xs);
        padding: 0.15rem var(--wa-space-xs);
        border: 0;
        border-radius: var(--wa-border-radius-m);
        font: inherit;
        font-weight: var(--wa-font-weight-semibold);
        color: var(--wa-color-text-quiet);
        background: transparent;
        cursor: pointer;
      }
      button.seal:hover {
        background: var(--wa-color-neutral-fill-quiet);
      }
      button.seal:focus-visible {
        outline: var(--wa-focus-ring);
      }
      .sealed {
        color: var(--wa-color-brand-on-quiet) !important;
      }
      .open {
        color: var(--wa-color-warning-on-quiet) !important;
      }
      .who {
        overflow: hidden;
        text-overflow: ellipsis;
        color: var(--wa-color-text-normal);
        min-width: 3rem;
      }
      .state {
        display: inline-flex;
        align-items: center;
        gap: 0.4em;
      }
      .dot {
        width: 0.5rem;
        height: 0.5rem;
        border-radius: 50%;
        background: var(--wa-color-neutral-60);
      }
      .dot.shell {
        background: var(--wa-color-success-60);
      }
      .dot.failed {
        background: var(--wa-color-danger-60);
      }
      .dot.busy {
        background: var(--wa-color-warning-60);
      }
      .space {
        flex: 1;
      }
      .title {
        overflow: hidden;
        text-overflow: ellipsis;
        min-width: 0;
        flex: 0 1 auto;
      }
      .trip {
        font-variant-numeric: tabular-nums;
      }
      wa-popover {
        --max-width: min(30rem, calc(100vw - 2rem));
        white-space: normal;
      }
      .facts {
        display: flex;
        flex-direction: column;
        gap: var(--wa-space-s);
        font-size: var(--wa-font-size-s);
        color: var(--wa-color-text-normal);
      }
      dl {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: var(--wa-space-3xs) var(--wa-space-m);
      }
      dt {
        color: var(--wa-color-text-quiet);
      }
      dd {
        min-width: 0;
        overflow-wrap: anywhere;
      }
      wa-dropdown-item {
        white-space: nowrap;
      }
      wa-button wa-icon {
        font-size: 1.15rem;
      }
      @media (max-width: 30rem) {
        dl {
          grid-template-columns: 1fr;
        }
        dd {
          margin-block-end: var(--wa-space-2xs);
        }
      }
      @container (max-width: 40rem) {
        .title,
        .state span:last-child,
        .sealText {
          display: none;
        }
      }
    `,
  ];

  @property({ attribute: false }) view!: SessionView;
  @property() node = "";
  @property() relay = "";
  @property() sessionTitle = "";
  @property({ type: Boolean }) screenReader = false;
  @property({ type: Boolean }) ringing = false;

  readonly #localized = new Localized(this);

  override render() {
    const { view } = this;
    return html`
      <div class="strip" part="strip">
        <slot name="start"></slot>
        ${this.#seal()}
        <span class="who" translate="no">${view.user ? `${view.user}@` : ""}${this.node}</span>
        <span class="state" role="status"><span class="dot ${dotOf(stateOf(view))}"></span><span>${this.#stateText()}</span></span>
        ${this.sessionTitle ? html`<span class="title" title=${this.sessionTitle}>· ${this.sessionTitle}</span>` : nothing}
        <span class="space"></span>
        ${this.ringing ? html`<wa-icon name="bell" label=${this.#localized.texts.terminal.bell}></wa-icon>` : nothing}
        ${this.#roundTrip()} ${this.#menu()}
        <slot name="end"></slot>
      </div>
    `;
  }

  #seal() {
    const { seal } = this.#localized.texts;
    const { custody, negotiated, hostKey } = this.view;
    // Before the host key is accepted nobody knows whom the encryption ends at.
    const sealed = custody === "browser" && negotiated !== null && hostKey !== null;
    const held = custody === "relay";
    if (!sealed && !held) return nothing;
    const text = held ? seal.heldByRelay : seal.endToEnd;
    return html`
      <button id="seal" class="seal ${isOver(this.view) ? "" : sealed ? "sealed" : "open"}" aria-label="${text}. ${seal.show}">
        <wa-icon name=${sealed ? "lock" : "lock-open"}></wa-icon><span class="sealText">${text}</span>
      </button>
      <wa-popover for="seal" placement="top-start">
        <div class="facts">
          <strong>${text}</strong>
          <p>${held ? seal.heldByRelayExplained(this.relay) : seal.endToEndExplained(this.relay, this.node)}</p>
          ${negotiated ? this.#facts(negotiated) : nothing}
          <p class="quiet">${seal.caveat}</p>
        </div>
      </wa-popover>
    `;
  }

  #facts(negotiated: Negotiated) {
    const { seal } = this.#localized.texts;
    const { hostKey, method, relayRoundTripMs, nodeRoundTripMs } = this.view;
    const bothWays = (out: string, back: string) =>
      out === back
        ? html`<code>${out}</code>`
        : html`<code>${out}</code> (${seal.toServer}), <code>${back}</code> (${seal.toClient})`;
    const own = hasOwnIntegrity(negotiated.cipherToServer) && hasOwnIntegrity(negotiated.cipherToClient);
    const trip = (ms: number | null) => (ms === null ? null : seal.roundTrip(formatRoundTrip(ms)));
    const rows: readonly (readonly [string, unknown])[] = [
      [seal.hostKey, html`<code>${negotiated.hostKey}</code>`],
      [seal.fingerprint, hostKey && html`<code>${hostKey.fingerprint}</code>`],
      [seal.keyExchange, html`<code>${negotiated.kex}</code>`],
      [seal.cipher, bothWays(negotiated.cipherToServer, negotiated.cipherToClient)],
      [seal.mac, own ? seal.macInCipher : bothWays(negotiated.macToServer, negotiated.macToClient)],
      [seal.server, html`<code>${negotiated.serverSoftware}</code>`],
      [seal.signedInBy, method ? html`<code>${method}</code>` : null],
      [seal.rekeys, negotiated.rekeys > 0 ? negotiated.rekeys : null],
      [seal.roundTripNode, trip(nodeRoundTripMs)],
      [seal.roundTripRelay, trip(relayRoundTripMs)],
    ];
    return html`<dl>${rows.map(([label, value]) => (value === null ? nothing : html`<dt>${label}</dt><dd>${value}</dd>`))}</dl>`;
  }

  #stateText(): string {
    const { steps } = this.#localized.texts;
    const state = stateOf(this.view);
    switch (state) {
      case "connecting":
        return steps.connecting(this.relay);
      case "handshake":
        return steps.handshake(this.node);
      case "authenticating":
        return steps.authenticating(this.node);
      default:
        return steps[state];
    }
  }

  #roundTrip() {
    const { seal } = this.#localized.texts;
    const { phase, nodeRoundTripMs, relayRoundTripMs } = this.view;
    const ms = nodeRoundTripMs ?? relayRoundTripMs;
    if (phase !== "shell" || this.view.away || ms === null) return nothing;
    const label = nodeRoundTripMs === null ? seal.roundTripRelay : seal.roundTripNode;
    return html`<span class="trip" title=${label} aria-label="${label}: ${seal.roundTrip(formatRoundTrip(ms))}" role="img">
      ${seal.roundTrip(formatRoundTrip(ms))}
    </span>`;
  }

  #menu() {
    const { terminal, away } = this.#localized.texts;
    const running = this.view.phase === "shell";
    const over = this.view.phase === "ended" || this.view.phase === "failed" || this.view.phase === "idle";
    const item = (command: StripCommand, icon: string, text: string, key = "", disabled = false) => html`
      <wa-dropdown-item value=${command} ?disabled=${disabled}>
        <wa-icon slot="icon" name=${icon}></wa-icon>${text}${key ? html`<span slot="details">${key}</span>` : nothing}
      </wa-dropdown-item>
    `;
    return html`
      <wa-dropdown placement="top-end" size="s" @wa-select=${this.#onSelect}>
        <wa-button slot="trigger" size="xs" appearance="plain">
          <wa-icon name="ellipsis" label=${terminal.menu}></wa-icon>
        </wa-button>
        ${item("search", "search", terminal.search, "Ctrl+Shift+F")}
        ${item("copy", "copy", terminal.copy, "Ctrl+Shift+C")}
        ${item("paste", "clipboard", terminal.paste, "Ctrl+Shift+V", !running)}
        <wa-divider></wa-divider>
        ${item("larger", "text-size", terminal.largerText, "Ctrl +")} ${item("smaller", "text-size", terminal.smallerText, "Ctrl −")}
        ${item("defaultSize", "text-size", terminal.defaultText, "Ctrl 0")}
        <wa-dropdown-item value="screenReader" type="checkbox" ?checked=${this.screenReader}>
          <wa-icon slot="icon" name="accessibility"></wa-icon>${terminal.screenReader}
        </wa-dropdown-item>
        <wa-divider></wa-divider>
        ${this.view.away ? item("reconnectNow", "refresh", away.reconnectNow, "Ctrl+Shift+Enter") : nothing}
        ${over ? item("connect", "refresh", terminal.reconnect) : item("disconnect", "unplug", terminal.disconnect)}
      </wa-dropdown>
    `;
  }

  readonly #onSelect = (event: CustomEvent<{ item: { value: string } }>): void => {
    this.dispatchEvent(new StripEvent(event.detail.item.value as StripCommand));
  };
}

function dotOf(state: SessionState): string {
  if (state === "shell" || state === "failed") return state;
  return state === "idle" || state === "ended" ? "" : "busy";
}

declare global {
  interface HTMLElementEventMap {
    "glasshell-strip": StripEvent;
  }
  interface HTMLElementTagNameMap {
    "glasshell-status-strip": StatusStrip;
  }
}
