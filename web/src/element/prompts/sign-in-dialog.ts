// The dialog around a sign-in. It stays open from the first question to the shell, so that a person sees one conversation and not
// a row of windows; between two questions it says whom it waits for.
import { css, html, LitElement, nothing } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import { keyed } from "lit/directives/keyed.js";
import { printableLine } from "../../screen/printable.ts";
import type { UserCertificate } from "../../session/user-certificate.ts";
import { Localized } from "../../ui/localized.ts";
import { sharedStyles } from "../../ui/styles.ts";
import type { Prompt } from "../../worker/messages.ts";
import "./credential-form.ts";
import { GiveUpEvent, ReplyEvent } from "./reply-event.ts";
import "./secret-forms.ts";
import "./user-form.ts";

export type SignInPrompt = Exclude<Prompt, { kind: "hostKeyPrompt" }>;

@customElement("glasshell-sign-in-dialog")
export class SignInDialog extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      wa-dialog {
        --width: 27rem;
      }
      wa-dialog::part(title) {
        font-size: var(--wa-font-size-l);
        overflow-wrap: anywhere;
      }
      wa-dialog::part(body) {
        padding-block-start: var(--wa-space-2xs);
      }
      .waiting {
        display: flex;
        align-items: center;
        gap: var(--wa-space-s);
        min-height: 5rem;
      }
      .banner {
        max-height: 8rem;
        overflow: auto;
        margin: 0 0 var(--wa-space-m);
        padding: var(--wa-space-xs) var(--wa-space-s);
        border-inline-start: 3px solid var(--wa-color-surface-border);
        font-family: var(--wa-font-family-code);
        font-size: var(--wa-font-size-xs);
        white-space: pre-wrap;
        overflow-wrap: anywhere;
        color: var(--wa-color-text-quiet);
      }
      .as {
        margin-block-end: var(--wa-space-m);
        color: var(--wa-color-text-quiet);
        overflow-wrap: anywhere;
      }
      ::slotted(*) {
        margin-block-end: var(--wa-space-m);
      }
    `,
  ];

  @property({ type: Boolean }) open = false;
  @property({ attribute: false }) prompt: SignInPrompt | null = null;
  /** That went with the last key. */
  @property({ attribute: false }) certificate: UserCertificate | null = null;
  @property({ attribute: false }) banners: readonly string[] = [];
  @property() node = "";
  @property() user = "";

  @query("wa-dialog") private dialog!: HTMLElement;
  readonly #localized = new Localized(this);

  override render() {
    const { signIn } = this.#localized.texts;
    const { prompt } = this;
    return html`
      <wa-dialog
        label=${this.#title()}
        ?open=${this.open}
        @wa-hide=${this.#onHide}
        @dragover=${(event: Event) => event.preventDefault()}
        @drop=${(event: Event) => event.preventDefault()}
      >
        ${this.user && prompt?.kind !== "userPrompt" ? html`<p class="as">${signIn.as(this.user)}</p>` : nothing}
        ${
          this.banners.length > 0 && this.open
            ? html`<pre class="banner" tabindex="0" role="note" aria-label=${signIn.saidByNode(this.node)}>${this.banners.join("\n\n")}</pre>`
            : nothing
        }
        <slot ?hidden=${prompt?.kind !== "authenticationPrompt"}></slot>
        ${
          prompt
            ? keyed(prompt.prompt, this.#form(prompt))
            : html`<div class="waiting" role="status"><wa-spinner></wa-spinner>${signIn.waiting(this.node)}</div>`
        }
      </wa-dialog>
    `;
  }

  #title(): string {
    const { signIn } = this.#localized.texts;
    switch (this.prompt?.kind) {
      case "passphrasePrompt":
        return signIn.passphraseTitle;
      case "interactivePrompt":
        return printableLine(this.prompt.name, 80) || signIn.interactiveTitle(this.node);
      case "newPasswordPrompt":
        return signIn.newPasswordTitle;
      case "userPrompt":
      case "authenticationPrompt":
      case undefined:
        return signIn.title(this.node);
    }
  }

  #form(prompt: SignInPrompt) {
    switch (prompt.kind) {
      case "userPrompt":
        return html`<glasshell-user-form autofocus .prompt=${prompt} node=${this.node}></glasshell-user-form>`;
      case "authenticationPrompt":
        return html`<glasshell-credential-form autofocus .prompt=${prompt} .certificate=${this.certificate} node=${this.node}></glasshell-credential-form>`;
      case "passphrasePrompt":
        return html`<glasshell-passphrase-form autofocus .prompt=${prompt} node=${this.node}></glasshell-passphrase-form>`;
      case "interactivePrompt":
        return html`<glasshell-interactive-form autofocus .prompt=${prompt} node=${this.node}></glasshell-interactive-form>`;
      case "newPasswordPrompt":
        return html`<glasshell-new-password-form autofocus .prompt=${prompt} node=${this.node}></glasshell-new-password-form>`;
    }
  }

  /** Escape, or the cross. Closing by the session itself comes here too, with `open` already false. */
  readonly #onHide = (event: Event): void => {
    if (event.target !== this.dialog || !this.open) return;
    this.dispatchEvent(this.prompt ? new ReplyEvent(this.prompt, { kind: "cancel" }) : new GiveUpEvent());
    // Whether it closes is for the session to say: after a passphrase the next question comes at once.
    event.preventDefault();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "glasshell-sign-in-dialog": SignInDialog;
  }
}
