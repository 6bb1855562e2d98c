// Who to sign in as.
import { html } from "lit";
import { customElement } from "lit/decorators.js";
import { readSetting, writeSetting } from "../../session/settings.ts";
import type { Prompt, Reply } from "../../worker/messages.ts";
import { PromptForm, type SecretField } from "./prompt-form.ts";

@customElement("glasshell-user-form")
export class UserForm extends PromptForm<Extract<Prompt, { kind: "userPrompt" }>> {
  protected override fields() {
    const { signIn } = this.localized.texts;
    return html`
      <wa-input
        data-first
        name="user"
        label=${signIn.userName}
        hint=${signIn.userHint(this.node)}
        value=${readSetting(`user:${this.node}`) ?? ""}
        autocomplete="username"
        autocapitalize="none"
        spellcheck="false"
        maxlength="255"
        required
      ></wa-input>
    `;
  }

  protected override submitLabel(): string {
    return this.localized.texts.signIn.continue;
  }

  protected override take(): Reply | null {
    const user = (this.field<SecretField>("user").value ?? "").trim();
    if (user === "") return null;
    writeSetting(`user:${this.node}`, user);
    return { kind: "user", user };
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "glasshell-user-form": UserForm;
  }
}
