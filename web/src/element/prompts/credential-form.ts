// One of the methods that the node accepts, with its credential.
import { css, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { printableLine } from "../../screen/printable.ts";
import { readSetting, writeSetting } from "../../session/settings.ts";
import { flawOf, type UserCertificate } from "../../session/user-certificate.ts";
import type { AuthenticationMethod, Prompt, Reply } from "../../worker/messages.ts";
import type { KeyField } from "./key-field.ts";
import "./key-field.ts";
import { PromptForm, takeSecret } from "./prompt-form.ts";

type AuthenticationPrompt = Extract<Prompt, { kind: "authenticationPrompt" }>;

/** What most people have at hand comes first. */
const order: readonly AuthenticationMethod[] = ["password", "publickey", "keyboard-interactive"];

/** The method to show first: the one that just failed, the one used last here, else the first in order. */
export function firstMethod(prompt: AuthenticationPrompt, remembered: string | null): AuthenticationMethod {
  const offered = order.filter((method) => prompt.methods.includes(method));
  const wanted = prompt.last === "partial_success" ? [remembered] : [prompt.lastMethod, remembered];
  return offered.find((method) => wanted.includes(method)) ?? offered[0] ?? "password";
}

@customElement("glasshell-credential-form")
export class CredentialForm extends PromptForm<AuthenticationPrompt> {
  static override styles = [
    PromptForm.styles,
    css`
      .where {
        display: flex;
        gap: var(--wa-space-2xs);
        align-items: center;
        font-size: var(--wa-font-size-s);
        color: var(--wa-color-text-quiet);
      }
    `,
  ];

  /** That went with the last key. */
  @property({ attribute: false }) certificate: UserCertificate | null = null;

  @state() private method: AuthenticationMethod = "password";

  override willUpdate(): void {
    if (!this.hasUpdated) this.method = firstMethod(this.prompt, readSetting("method"));
  }

  protected override fields() {
    const { signIn } = this.localized.texts;
    const { last, methods } = this.prompt;
    const offered = order.filter((method) => methods.includes(method));
    return html`
      ${this.setback(this.#setbackText(), last === "partial_success" ? "success" : "danger")}
      ${
        offered.length < 2
          ? nothing
          : html`
              <wa-radio-group
                class="unlabelled"
                label=${signIn.method}
                orientation="horizontal"
                size="s"
                .value=${this.method}
                @change=${this.#choose}
              >
                ${offered.map((method) => html`<wa-radio appearance="button" value=${method}>${signIn.methods[method]}</wa-radio>`)}
              </wa-radio-group>
            `
      }
      ${this.#credential()}
      ${
        this.method === "keyboard-interactive"
          ? nothing
          : html`<p class="where"><wa-icon name="lock"></wa-icon><span>${signIn.staysHere}</span></p>`
      }
    `;
  }

  #setbackText(): string {
    const { signIn, tag } = this.localized.texts;
    const { last, lastMethod, user } = this.prompt;
    const { certificate } = this;
    if (last !== "key_not_accepted" || !certificate) return signIn.setbacks[last](lastMethod);
    const list = new Intl.ListFormat(tag);
    const date = new Intl.DateTimeFormat(tag, { dateStyle: "long", timeStyle: "short" });
    return signIn.certificateFlaws[flawOf(certificate, user, Date.now())]({
      user,
      principals: printableLine(list.format(certificate.principals), 120),
      from: certificate.validFrom === null ? "" : date.format(certificate.validFrom),
      until: certificate.validUntil === null ? "" : date.format(certificate.validUntil),
    });
  }

  #credential() {
    const { signIn } = this.localized.texts;
    switch (this.method) {
      case "password":
        return html`
          <wa-input
            data-first
            name="password"
            type="password"
            password-toggle
            label=${signIn.password}
            autocomplete="off"
            maxlength="2048"
          ></wa-input>
        `;
      case "publickey":
        return html`
          <glasshell-key-field
            data-first
            name="key"
            ?certified=${this.certificate !== null || this.prompt.last === "certificate_mismatch"}
          ></glasshell-key-field>
        `;
      case "keyboard-interactive":
        return html`<p>${signIn.interactiveText}</p>`;
    }
  }

  protected override submitLabel(): string {
    const { signIn } = this.localized.texts;
    return this.method === "keyboard-interactive" ? signIn.continue : signIn.signIn;
  }

  protected override take(): Reply | null {
    switch (this.method) {
      case "password":
        return { kind: "password", password: takeSecret(this.field("password")) };
      case "publickey": {
        const taken = this.field<KeyField>("key").take();
        return taken && { kind: "publicKey", ...taken };
      }
      case "keyboard-interactive":
        return { kind: "keyboardInteractive" };
    }
  }

  readonly #choose = (event: Event): void => {
    const chosen = (event.target as HTMLElement & { value: string }).value;
    const method = order.find((known) => known === chosen);
    if (!method) return;
    this.method = method;
    writeSetting("method", method);
    void this.focusFirst();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "glasshell-credential-form": CredentialForm;
  }
}
