// What stands where a session was to be shown that another tab of this browser has: that it is there, how to find it, and what can be
// done here instead.
import { css, html } from "lit";
import { customElement, property } from "lit/decorators.js";
import { Localized } from "../../ui/localized.ts";
import { sharedStyles } from "../../ui/styles.ts";
import { OutcomeEvent } from "./outcome-panel.ts";
import { PanelElement, panelStyles } from "./panel-element.ts";

@customElement("glasshell-elsewhere-panel")
export class ElsewherePanel extends PanelElement {
  static override styles = [
    sharedStyles,
    panelStyles,
    css`
      .tabs {
        display: grid;
        grid-template-columns: auto minmax(2rem, 9rem) auto;
        justify-content: center;
        font-size: var(--wa-font-size-xs);
        color: var(--wa-color-text-quiet);
      }
      .tab {
        display: flex;
        flex-direction: column;
        align-items: center;
        gap: var(--wa-space-2xs);
        width: 7rem;
        text-align: center;
      }
      .disc {
        position: relative;
        display: grid;
        place-items: center;
        width: 2.75rem;
        height: 2.75rem;
        border-radius: 50%;
        border: 2px dashed var(--wa-color-surface-border);
        background: var(--wa-color-surface-default);
        font-size: 1.2rem;
      }
      .owner .disc {
        border: 2px solid var(--wa-color-brand-on-quiet);
        color: var(--wa-color-brand-on-quiet);
      }
      .owner .label {
        color: var(--wa-color-text-normal);
        font-weight: var(--wa-font-weight-semibold);
      }
      .mark {
        position: absolute;
        inset-block-start: -0.45rem;
        inset-inline-end: -0.45rem;
        display: grid;
        place-items: center;
        width: 1.35rem;
        height: 1.35rem;
        border-radius: 50%;
        font-size: 0.8rem;
        color: var(--wa-color-surface-default);
        background: var(--wa-color-brand-on-quiet);
      }
      .label {
        max-width: 100%;
        overflow-wrap: anywhere;
      }
      .way {
        align-self: start;
        margin: 1.375rem -1.5rem 0;
        border-block-start: 2px dashed var(--wa-color-surface-border);
      }
      @container (max-height: 18rem) {
        .panel {
          gap: var(--wa-space-s);
        }
        .tabs {
          display: none;
        }
      }
    `,
  ];

  @property() node = "";

  readonly #localized = new Localized(this);

  override render() {
    const { elsewhere } = this.#localized.texts;
    return html`
      <div class="panel">
        <div class="tabs" aria-hidden="true">
          <div class="tab owner">
            <span class="disc"><wa-icon name="browser"></wa-icon><span class="mark"><wa-icon name="check"></wa-icon></span></span>
            <span class="label">▶ ${this.node}</span>
          </div>
          <div class="way"></div>
          <div class="tab">
            <span class="disc"><wa-icon name="browser"></wa-icon></span>
            <span class="label">${elsewhere.thisTab}</span>
          </div>
        </div>
        <div class="text" role="status">
          <h2>${elsewhere.title}</h2>
          <p>${elsewhere.text}</p>
        </div>
        <div class="actions">
          <wa-button variant="brand" @click=${() => this.dispatchEvent(new OutcomeEvent("ask"))}>
            <wa-icon slot="start" name="external"></wa-icon>${elsewhere.ask}
          </wa-button>
          <wa-button appearance="outlined" @click=${() => this.dispatchEvent(new OutcomeEvent("connect"))}>
            <wa-icon slot="start" name="plus"></wa-icon>${elsewhere.begin}
          </wa-button>
        </div>
      </div>
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "glasshell-elsewhere-panel": ElsewherePanel;
  }
}
