// What the forms of the sign-in dialog share. A form lives as long as its prompt: the next prompt gets a new one, so what was
// typed is gone with the old.
import { type CSSResultGroup, css, html, LitElement, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import { Localized } from "../../ui/localized.ts";
import { sharedStyles } from "../../ui/styles.ts";
import type { Prompt, Reply } from "../../worker/messages.ts";
import { ReplyEvent } from "./reply-event.ts";

/** A field whose text is taken out of it: an input or a text area of Web Awesome. */
export interface SecretField extends HTMLElement {
  value: string | null;
}

/**
 * Takes what was typed as octets and empties the field. The string itself cannot be wiped in JavaScript; it is left to the
 * garbage collector as soon as nothing shows it.
 */
export function takeSecret(field: SecretField): Uint8Array {
  const octets = new TextEncoder().encode(field.value ?? "");
  field.value = "";
  return octets;
}

export abstract class PromptForm<P extends Prompt> extends LitElement {
  static override styles: CSSResultGroup = [
    sharedStyles,
    css`
      :host {
        display: block;
      }
      form {
        display: flex;
        flex-direction: column;
        gap: var(--wa-space-m);
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        justify-content: flex-end;
        gap: var(--wa-space-xs);
        margin-block-start: var(--wa-space-2xs);
      }
      .instruction {
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }
    `,
  ];

  @property({ attribute: false }) prompt!: P;
  @property() node = "";

  protected readonly localized = new Localized(this);

  protected abstract fields(): TemplateResult;
  protected abstract submitLabel(): string;
  /** @return the answer, or null if something is missing and the form says so. */
  protected abstract take(): Reply | null;

  override render() {
    const { terminal } = this.localized.texts;
    return html`
      <form @submit=${this.#submit} @keydown=${this.#onKey}>
        ${this.fields()}
        <div class="actions">
          <wa-button appearance="plain" @click=${this.#cancel}>${terminal.cancel}</wa-button>
          <wa-button variant="brand" type="submit">${this.submitLabel()}</wa-button>
        </div>
      </form>
    `;
  }

  override firstUpdated(): void {
    // In a dialog that is already open; one that opens focuses the form itself, which is marked with autofocus.
    void this.focusFirst();
  }

  override focus(): void {
    void this.focusFirst();
  }

  protected async focusFirst(): Promise<void> {
    await this.updateComplete;
    const first = this.renderRoot.querySelector<LitElement>("[data-first]");
    await first?.updateComplete;
    first?.focus();
  }

  protected field<T extends HTMLElement = SecretField>(name: string): T {
    const found = this.renderRoot.querySelector<T>(`[name="${name}"]`);
    if (!found) throw new Error(`no field ${name}`);
    return found;
  }

  /** A callout for what did not do; empty text shows nothing. */
  protected setback(text: string, variant: "danger" | "success" = "danger") {
    if (text === "") return nothing;
    return html`
      <wa-callout variant=${variant} size="s" role="alert">
        <wa-icon slot="icon" name=${variant === "danger" ? "circle-exclamation" : "check"}></wa-icon>
        ${text}
      </wa-callout>
    `;
  }

  readonly #submit = (event: Event): void => {
    event.preventDefault();
    const reply = this.take();
    if (reply) this.dispatchEvent(new ReplyEvent(this.prompt, reply));
  };

  /**
   * Web Awesome submits in a timer, which the next keys overtake in a busy page: they would belong to the password. A key that is held
   * down does not answer the next question, too.
   */
  readonly #onKey = (event: KeyboardEvent): void => {
    const isPlainEnter =
      event.key === "Enter" && !(event.shiftKey || event.ctrlKey || event.altKey || event.metaKey || event.isComposing);
    if (!isPlainEnter || !(event.composedPath()[0] instanceof HTMLInputElement)) return;
    event.preventDefault();
    if (!event.repeat) (event.currentTarget as HTMLFormElement).requestSubmit();
  };

  readonly #cancel = (): void => {
    this.dispatchEvent(new ReplyEvent(this.prompt, { kind: "cancel" }));
  };
}
