// A question with two answers and something to look at. Escape is no.
import { css, html, LitElement } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import { Localized } from "../../ui/localized.ts";
import { sharedStyles } from "../../ui/styles.ts";

/** What the person answered. */
export class ConfirmEvent extends Event {
  readonly agreed: boolean;
  constructor(agreed: boolean) {
    super("glasshell-confirm", { bubbles: true, composed: true });
    this.agreed = agreed;
  }
}

@customElement("glasshell-confirm-dialog")
export class ConfirmDialog extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      wa-dialog {
        --width: 32rem;
      }
      wa-dialog::part(title) {
        font-size: var(--wa-font-size-l);
        overflow-wrap: anywhere;
      }
      wa-dialog::part(body) {
        padding-block-start: var(--wa-space-2xs);
      }
    `,
  ];

  @property({ type: Boolean }) open = false;
  @property() heading = "";
  @property() yes = "";
  @property() variant: "brand" | "danger" = "brand";

  @query("wa-dialog") private dialog!: HTMLElement;
  readonly #localized = new Localized(this);

  override render() {
    return html`
      <wa-dialog label=${this.heading} ?open=${this.open} @wa-hide=${this.#onHide}>
        <div class="stack"><slot></slot></div>
        <wa-button slot="footer" appearance="outlined" autofocus @click=${() => this.#answer(false)}>
          ${this.#localized.texts.terminal.cancel}
        </wa-button>
        <wa-button slot="footer" variant=${this.variant} @click=${() => this.#answer(true)}>${this.yes}</wa-button>
      </wa-dialog>
    `;
  }

  readonly #onHide = (event: Event): void => {
    if (event.target === this.dialog && this.open) this.#answer(false);
  };

  #answer(agreed: boolean): void {
    this.dispatchEvent(new ConfirmEvent(agreed));
  }
}

declare global {
  interface HTMLElementEventMap {
    "glasshell-confirm": ConfirmEvent;
  }
  interface HTMLElementTagNameMap {
    "glasshell-confirm-dialog": ConfirmDialog;
  }
}
