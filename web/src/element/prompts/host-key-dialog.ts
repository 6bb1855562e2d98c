// The one question on which everything rests: is this the right node? An unknown key may be accepted; a changed one is refused
// unless the person opens a disclosure, types the node's name and says replace.
import { css, html, LitElement, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { Localized } from "../../ui/localized.ts";
import { sharedStyles } from "../../ui/styles.ts";
import type { HostKey, Prompt } from "../../worker/messages.ts";
import { ReplyEvent } from "./reply-event.ts";

export type HostKeyPrompt = Extract<Prompt, { kind: "hostKeyPrompt" }>;

/** Compares as a person pastes: with or without "SHA256:", spaces, or the rest of a line of `ssh-keygen -l`. */
export function sameFingerprint(given: string, fingerprint: string): boolean {
  const bare = fingerprint.replace(/^SHA256:/, "").replace(/=+$/, "");
  return given.split(/\s+/).some((word) => word.replace(/^SHA256:/i, "").replace(/=+$/, "") === bare);
}

@customElement("glasshell-host-key-dialog")
export class HostKeyDialog extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      wa-dialog {
        /* A SHA-256 fingerprint on one line. */
        --width: 41rem;
      }
      wa-dialog.changed {
        --width: 46rem;
      }
      wa-dialog::part(title) {
        font-size: var(--wa-font-size-l);
        overflow-wrap: anywhere;
      }
      wa-dialog::part(body) {
        padding-block-start: var(--wa-space-2xs);
      }
      .key {
        display: flex;
        flex-direction: column;
        gap: var(--wa-space-2xs);
        min-width: 0;
        padding: var(--wa-space-s) var(--wa-space-m);
        border: 1px solid var(--wa-color-surface-border);
        border-radius: var(--wa-border-radius-l);
        background: var(--wa-color-surface-lowered);
      }
      .key.new {
        border-color: var(--wa-color-danger-border-loud);
      }
      .key h3,
      .caption {
        font-size: var(--wa-font-size-s);
        font-weight: var(--wa-font-weight-semibold);
        color: var(--wa-color-text-quiet);
      }
      .line {
        display: flex;
        align-items: center;
        gap: var(--wa-space-xs);
      }
      .line code {
        flex: 1;
        font-size: 1rem;
        line-height: 1.5;
        user-select: all;
      }
      .sides .line code {
        font-size: var(--wa-font-size-m);
      }
      .sides {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 16rem), 1fr));
        gap: var(--wa-space-s);
      }
      .verdict {
        font-size: var(--wa-font-size-s);
        font-weight: var(--wa-font-weight-semibold);
        display: flex;
        align-items: center;
        gap: var(--wa-space-2xs);
        min-height: 1.5em;
      }
      .verdict .quiet {
        font-weight: var(--wa-font-weight-normal);
      }
      .same {
        color: var(--wa-color-success-on-quiet);
      }
      .different {
        color: var(--wa-color-danger-on-quiet);
      }
      .command {
        display: block;
        padding: var(--wa-space-2xs) var(--wa-space-xs);
        margin-block-start: var(--wa-space-2xs);
        border-radius: var(--wa-border-radius-m);
        background: var(--wa-color-surface-lowered);
        user-select: all;
      }
      wa-details {
        --spacing: var(--wa-space-s);
      }
      wa-button[slot="footer"] {
        flex: 0 1 auto;
      }
      @media (max-width: 30rem) {
        wa-button[slot="footer"] {
          width: 100%;
        }
      }
    `,
  ];

  @property({ attribute: false }) prompt: HostKeyPrompt | null = null;
  @property() node = "";
  @property({ type: Boolean }) storeUnreadable = false;

  @state() private given = "";
  @state() private confirmation = "";
  @query("wa-dialog") private dialog!: HTMLElement;
  readonly #localized = new Localized(this);
  /** What is drawn while the dialog fades out. */
  #drawn: HostKeyPrompt | null = null;

  override willUpdate(): void {
    if (this.prompt && this.prompt !== this.#drawn) {
      this.#drawn = this.prompt;
      this.given = "";
      this.confirmation = "";
    }
  }

  override render() {
    const { hostKey } = this.#localized.texts;
    const prompt = this.#drawn;
    const changed = (prompt?.known.length ?? 0) > 0;
    return html`
      <wa-dialog
        class=${changed ? "changed" : ""}
        label=${changed ? hostKey.changedTitle(this.node) : hostKey.newTitle(this.node)}
        ?open=${this.prompt !== null}
        @wa-hide=${this.#onHide}
      >
        ${prompt ? (changed ? this.#changed(prompt) : this.#unknown(prompt)) : nothing}
      </wa-dialog>
    `;
  }

  #unknown(prompt: HostKeyPrompt) {
    const { hostKey } = this.#localized.texts;
    return html`
      <div class="stack">
        <p>${hostKey.newIntro(this.node)}</p>
        ${this.#storeWarning()}
        <div class="key">
          <span class="caption">${hostKey.fingerprint}</span>
          ${this.#fingerprint(prompt.presented)}
        </div>
        ${this.#compare(prompt.presented)}
        <wa-details appearance="plain" icon-placement="start" summary=${hostKey.howToCheck}>
          <p>${hostKey.howToCheckText}</p>
          <code class="command">ssh-keygen -lf /etc/ssh/${keyFile(prompt.presented.type)}</code>
        </wa-details>
      </div>
      <wa-button slot="footer" appearance="outlined" autofocus @click=${() => this.#answer("refuse")}>${hostKey.refuse}</wa-button>
      <wa-button slot="footer" variant="brand" @click=${() => this.#answer("accept")}>${hostKey.accept}</wa-button>
    `;
  }

  #changed(prompt: HostKeyPrompt) {
    const { hostKey } = this.#localized.texts;
    const confirmed = this.confirmation.trim() === this.node;
    return html`
      <div class="stack">
        <wa-callout variant="danger" size="s">
          <wa-icon slot="icon" name="shield-alert"></wa-icon>
          <strong>${hostKey.changedIntro(this.node)}</strong> ${hostKey.changedAdvice}
        </wa-callout>
        <div class="sides">
          ${prompt.known.map(
            (known) => html`<section class="key"><h3>${hostKey.knownBefore}</h3>${this.#fingerprint(known)}</section>`,
          )}
          <section class="key new"><h3>${hostKey.presentedNow}</h3>${this.#fingerprint(prompt.presented)}</section>
        </div>
        <wa-details appearance="outlined" summary=${hostKey.replaceSummary}>
          <div class="stack">
            <p>${hostKey.replaceText(this.node)}</p>
            ${this.#compare(prompt.presented)}
            <wa-input
              name="confirmation"
              label=${hostKey.replaceLabel(this.node)}
              .value=${this.confirmation}
              @input=${this.#onConfirmation}
              autocomplete="off"
              autocapitalize="none"
              spellcheck="false"
            ></wa-input>
            <div>
              <wa-button variant="danger" ?disabled=${!confirmed} @click=${() => this.#answer("replace")}>
                ${hostKey.replace}
              </wa-button>
            </div>
          </div>
        </wa-details>
      </div>
      <wa-button slot="footer" variant="brand" autofocus @click=${() => this.#answer("refuse")}>${hostKey.refuse}</wa-button>
    `;
  }

  #fingerprint(key: HostKey) {
    const { hostKey } = this.#localized.texts;
    return html`
      <div class="line">
        <code>${key.fingerprint}</code>
        <wa-copy-button
          value=${key.fingerprint}
          copy-label=${hostKey.copyFingerprint}
          success-label=${hostKey.copied}
          tooltip="copy"
        ></wa-copy-button>
      </div>
      <span class="quiet"><code>${key.type}</code>${key.bits > 0 ? html` · ${hostKey.bits(key.bits)}` : nothing}</span>
    `;
  }

  #compare(key: HostKey) {
    const { hostKey } = this.#localized.texts;
    const given = this.given.trim();
    const same = given !== "" && sameFingerprint(given, key.fingerprint);
    return html`
      <div>
        <wa-input
          name="compare"
          label=${hostKey.compare}
          placeholder="SHA256:…"
          .value=${this.given}
          @input=${this.#onCompare}
          autocomplete="off"
          autocapitalize="none"
          spellcheck="false"
          size="s"
        ></wa-input>
        <div class="verdict ${same ? "same" : "different"}" role="status">
          ${
            given === ""
              ? html`<span class="quiet">${hostKey.compareHint}</span>`
              : html`<wa-icon name=${same ? "check" : "circle-xmark"}></wa-icon>${same ? hostKey.same : hostKey.different}`
          }
        </div>
      </div>
    `;
  }

  #storeWarning() {
    if (!this.storeUnreadable) return nothing;
    return html`
      <wa-callout variant="warning" size="s">
        <wa-icon slot="icon" name="triangle-exclamation"></wa-icon>${this.#localized.texts.hostKey.storeUnreadable}
      </wa-callout>
    `;
  }

  readonly #onCompare = (event: Event): void => {
    this.given = (event.target as HTMLInputElement).value;
  };

  readonly #onConfirmation = (event: Event): void => {
    this.confirmation = (event.target as HTMLInputElement).value;
  };

  #answer(decision: "refuse" | "accept" | "replace"): void {
    if (this.prompt) this.dispatchEvent(new ReplyEvent(this.prompt, { kind: "hostKey", decision }));
  }

  /** Escape, or the cross, refuses. Details and copy buttons inside send events of the same name. */
  readonly #onHide = (event: Event): void => {
    if (event.target === this.dialog) this.#answer("refuse");
  };
}

/** Where OpenSSH keeps the public half of a host key of this type. */
function keyFile(type: string): string {
  if (type.startsWith("ecdsa")) return "ssh_host_ecdsa_key.pub";
  return type.includes("rsa") ? "ssh_host_rsa_key.pub" : "ssh_host_ed25519_key.pub";
}

declare global {
  interface HTMLElementTagNameMap {
    "glasshell-host-key-dialog": HostKeyDialog;
  }
}
