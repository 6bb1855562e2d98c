// The other things that a sign-in may ask for: a key's passphrase, the node's own questions, a new password.
import { css, html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { printableLine, printableText } from "../../screen/printable.ts";
import type { Prompt, Question, Reply } from "../../worker/messages.ts";
import { PromptForm, takeSecret } from "./prompt-form.ts";

/** Whether a question asks for something that a phone may fill in by itself. */
export function autocompleteFor(question: Question): "one-time-code" | "off" {
  return /\b(otp|token|one[- ]?time|verification|passcode|authenticator|2fa|c[oó]digo)\b|\bcode\b/i.test(question.text)
    ? "one-time-code"
    : "off";
}

@customElement("glasshell-passphrase-form")
export class PassphraseForm extends PromptForm<Extract<Prompt, { kind: "passphrasePrompt" }>> {
  protected override fields() {
    const { signIn } = this.localized.texts;
    const { keyType, comment, last } = this.prompt;
    return html`
      <p>${signIn.passphraseIntro(printableLine(keyType, 40), printableLine(comment, 80))}</p>
      ${this.setback(signIn.setbacks[last]("publickey"))}
      <wa-input
        data-first
        name="passphrase"
        type="password"
        password-toggle
        label=${signIn.passphrase}
        autocomplete="off"
        maxlength="2048"
      ></wa-input>
    `;
  }

  protected override submitLabel(): string {
    return this.localized.texts.signIn.unlock;
  }

  protected override take(): Reply {
    return { kind: "passphrase", passphrase: takeSecret(this.field("passphrase")) };
  }
}

@customElement("glasshell-interactive-form")
export class InteractiveForm extends PromptForm<Extract<Prompt, { kind: "interactivePrompt" }>> {
  protected override fields() {
    const { signIn } = this.localized.texts;
    const instruction = printableText(this.prompt.instruction).trim();
    return html`
      ${instruction ? html`<p class="instruction">${instruction}</p>` : nothing}
      ${this.prompt.questions.map(
        (question, index) => html`
          <wa-input
            ?data-first=${index === 0}
            name=${`answer-${index}`}
            type=${question.echo ? "text" : "password"}
            ?password-toggle=${!question.echo}
            label=${printableLine(question.text) || signIn.answer}
            autocomplete=${autocompleteFor(question)}
            autocapitalize="none"
            spellcheck="false"
            maxlength="2048"
          ></wa-input>
        `,
      )}
    `;
  }

  protected override submitLabel(): string {
    return this.localized.texts.signIn.submit;
  }

  protected override take(): Reply {
    const answers = this.prompt.questions.map((_, index) => takeSecret(this.field(`answer-${index}`)));
    return { kind: "interactive", answers };
  }
}

@customElement("glasshell-new-password-form")
export class NewPasswordForm extends PromptForm<Extract<Prompt, { kind: "newPasswordPrompt" }>> {
  static override styles = [
    PromptForm.styles,
    css`
      .problem {
        color: var(--wa-color-danger-on-quiet);
      }
    `,
  ];

  @state() private differ = false;

  protected override fields() {
    const { signIn } = this.localized.texts;
    const said = printableText(this.prompt.text).trim();
    const field = (name: string, label: string, first = false) => html`
      <wa-input
        ?data-first=${first}
        name=${name}
        type="password"
        password-toggle
        label=${label}
        autocomplete="off"
        maxlength="2048"
      ></wa-input>
    `;
    return html`
      <p>${signIn.newPasswordIntro(this.node)}</p>
      ${said ? html`<p class="instruction quiet">${said}</p>` : nothing}
      ${field("old", signIn.oldPassword, true)} ${field("new", signIn.newPassword)} ${field("again", signIn.repeatPassword)}
      ${this.differ ? html`<p class="problem" role="alert">${signIn.passwordsDiffer}</p>` : nothing}
    `;
  }

  protected override submitLabel(): string {
    return this.localized.texts.signIn.changePassword;
  }

  protected override take(): Reply | null {
    this.differ = this.field("new").value !== this.field("again").value;
    if (this.differ) return null;
    takeSecret(this.field("again")).fill(0);
    return {
      kind: "newPassword",
      oldPassword: takeSecret(this.field("old")),
      newPassword: takeSecret(this.field("new")),
    };
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "glasshell-passphrase-form": PassphraseForm;
    "glasshell-interactive-form": InteractiveForm;
    "glasshell-new-password-form": NewPasswordForm;
  }
}
