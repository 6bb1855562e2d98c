// What panels that stand in the place of a terminal have in common: their frame, and where the keyboard goes. No words may enter.
import { css, LitElement } from "lit";

export const panelStyles = css`
  :host {
    display: block;
  }
  .panel {
    display: flex;
    flex-direction: column;
    gap: var(--wa-space-l);
    width: min(38rem, 100%);
    margin: auto;
    padding: var(--wa-space-xl) var(--wa-space-l);
  }
  h2 {
    font-size: var(--wa-font-size-l);
    line-height: 1.25;
    font-weight: var(--wa-font-weight-semibold);
    overflow-wrap: anywhere;
    text-wrap: balance;
  }
  .text {
    display: flex;
    flex-direction: column;
    gap: var(--wa-space-xs);
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--wa-space-s);
  }
  @container (max-width: 34rem) {
    .panel {
      padding: var(--wa-space-m);
    }
  }
`;

export class PanelElement extends LitElement {
  /** On what most people want to do next. */
  override focus(): void {
    void this.#focusButton();
  }

  async #focusButton(): Promise<void> {
    await this.updateComplete;
    const button = this.renderRoot.querySelector<LitElement>('wa-button[variant="brand"]');
    await button?.updateComplete;
    button?.focus();
  }
}
