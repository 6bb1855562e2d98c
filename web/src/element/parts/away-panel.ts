// What is shown over a shell whose relay is out of reach: that it is being tried for, since when nothing was heard, what of the
// person's waits, and what they can do. The shell stays in sight, dimmed, and takes what is typed.
import { css, html, LitElement, nothing, type PropertyValues } from "lit";
import { customElement, property } from "lit/decorators.js";
import { isWord, linkReasons } from "../../failure/words.ts";
import { formatDuration } from "../../i18n/duration.ts";
import type { Away } from "../../session/view.ts";
import { Localized } from "../../ui/localized.ts";
import { sharedStyles } from "../../ui/styles.ts";

/** The person does not want to wait, or not any longer. */
export class AwayEvent extends Event {
  readonly wish: "reconnect" | "disconnect";
  constructor(wish: "reconnect" | "disconnect") {
    super("glasshell-away", { bubbles: true, composed: true });
    this.wish = wish;
  }
}

const second = 1_000;

@customElement("glasshell-away-panel")
export class AwayPanel extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: block;
      }
      .panel {
        display: flex;
        flex-direction: column;
        gap: var(--wa-space-s);
        width: min(33rem, 100%);
        padding: var(--wa-space-m);
        border: 1px solid var(--wa-color-surface-border);
        border-radius: var(--wa-border-radius-l);
        background: var(--wa-color-surface-raised);
        box-shadow: var(--wa-shadow-l);
        font-size: var(--wa-font-size-s);
        /* Most losses are over before anybody could read of them. */
        animation: appear 0.2s 0.6s both;
      }
      @keyframes appear {
        from {
          opacity: 0;
          visibility: hidden;
        }
        to {
          opacity: 1;
          visibility: visible;
        }
      }
      .head {
        display: flex;
        align-items: center;
        gap: var(--wa-space-s);
      }
      h2 {
        font-size: var(--wa-font-size-m);
        font-weight: var(--wa-font-weight-semibold);
        line-height: 1.25;
        overflow-wrap: anywhere;
      }
      wa-spinner,
      .head wa-icon {
        flex: none;
        font-size: 1.1rem;
      }
      .head wa-icon {
        color: var(--wa-color-warning-on-quiet);
      }
      .lines {
        display: flex;
        flex-direction: column;
        gap: var(--wa-space-3xs);
      }
      .count {
        font-variant-numeric: tabular-nums;
      }
      .count::first-letter {
        text-transform: uppercase;
      }
      .problem {
        color: var(--wa-color-warning-on-quiet);
        overflow-wrap: anywhere;
      }
      .typed {
        color: var(--wa-color-text-normal);
        font-weight: var(--wa-font-weight-semibold);
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--wa-space-xs) var(--wa-space-s);
      }
      kbd {
        font: inherit;
        font-size: var(--wa-font-size-s);
        color: var(--wa-color-text-quiet);
      }
      .leave {
        margin-inline-start: auto;
      }
      /* A terminal so narrow is a phone's as a rule, and has no such keys. */
      @container (max-width: 32rem) {
        kbd {
          display: none;
        }
      }
      @container (max-height: 18rem) {
        .panel {
          gap: var(--wa-space-2xs);
          padding: var(--wa-space-xs) var(--wa-space-s);
        }
        .kept {
          display: none;
        }
      }
      @media (prefers-reduced-motion: reduce) {
        .panel {
          animation-duration: 0s;
        }
      }
    `,
  ];

  @property({ attribute: false }) away!: Away;
  @property({ type: Number }) graceMs = 0;
  /** How many typed characters wait. */
  @property({ type: Number }) typed = 0;
  @property() relay = "";
  @property() node = "";

  readonly #localized = new Localized(this);
  #heardAt = 0;
  #nextAt: number | null = null;
  #ticking: ReturnType<typeof setInterval> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener("online", this.#onTick);
    window.addEventListener("offline", this.#onTick);
    this.#ticking = setInterval(this.#onTick, second);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener("online", this.#onTick);
    window.removeEventListener("offline", this.#onTick);
    clearInterval(this.#ticking);
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("away")) return;
    const before = changed.get("away");
    // Wall time: the machine may sleep while it is away.
    if (before?.lastHeardMs !== this.away.lastHeardMs) this.#heardAt = Date.now() - this.away.lastHeardMs;
    if (before?.attempts !== this.away.attempts) {
      this.#nextAt = this.away.nextMs === null ? null : Date.now() + this.away.nextMs;
    }
  }

  override render() {
    const { away } = this.#localized.texts;
    const offline = !navigator.onLine;
    const title = offline ? away.offline : away.title(this.relay);
    const heard = away.lastHeard(formatDuration(Date.now() - this.#heardAt));
    return html`
      <div class="panel" role="group" aria-label=${title}>
        <div class="head">
          ${offline ? html`<wa-icon name="unplug"></wa-icon>` : html`<wa-spinner></wa-spinner>`}
          <h2>${title}</h2>
        </div>
        <div class="lines">
          ${
            offline
              ? html`<p>${away.offlineHint}</p><p class="count quiet">${heard}</p>`
              : html`<p class="count quiet">${heard} · ${this.#nextText()}</p>${this.#problem()}`
          }
          ${
            this.typed > 0
              ? html`<p class="typed">${away.typed(this.typed)}</p>`
              : html`<p class="quiet">${away.typing}</p>`
          }
          ${this.#kept()}
        </div>
        <div class="actions">
          <wa-button size="s" variant="brand" appearance=${offline ? "outlined" : "accent"} @click=${() => this.dispatchEvent(new AwayEvent("reconnect"))}>
            <wa-icon slot="start" name="refresh"></wa-icon>${away.reconnectNow}
          </wa-button>
          <kbd>${away.reconnectHint}</kbd>
          <wa-button class="leave" size="s" appearance="outlined" @click=${() => this.dispatchEvent(new AwayEvent("disconnect"))}>
            ${this.#localized.texts.terminal.disconnect}
          </wa-button>
        </div>
      </div>
    `;
  }

  #nextText(): string {
    const { away } = this.#localized.texts;
    const wait = (this.#nextAt ?? 0) - Date.now();
    // Most tries are two seconds apart; a countdown of one would only flicker.
    return wait > 2 * second ? away.next(formatDuration(wait)) : away.trying;
  }

  /** What is known of why the last try came to nothing. */
  #problem() {
    const { failure } = this.#localized.texts;
    const { problem, reason } = this.away;
    const names = { node: this.node, relay: this.relay, user: "", methods: "", category: "", away: "" };
    const text = problem
      ? `${failure.token(names).title}${problem.text ? `: ${problem.text}` : ""}`
      : isWord(linkReasons, reason)
        ? failure.reasons[reason](names).title
        : "";
    return text ? html`<p class="problem">${text}</p>` : nothing;
  }

  #kept() {
    const { away, tag } = this.#localized.texts;
    if (this.graceMs === 0) return nothing;
    const until = new Date(this.#heardAt + this.graceMs);
    const time = until.toLocaleTimeString(tag, { hour: "numeric", minute: "2-digit" });
    return html`<p class="kept quiet">${away.kept(time)}</p>`;
  }

  readonly #onTick = (): void => this.requestUpdate();
}

declare global {
  interface HTMLElementEventMap {
    "glasshell-away": AwayEvent;
  }
  interface HTMLElementTagNameMap {
    "glasshell-away-panel": AwayPanel;
  }
}
