// Finding text in the terminal's buffer.
import { css, html, LitElement } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import type { SearchWish } from "../../screen/terminal-screen.ts";
import { Localized } from "../../ui/localized.ts";
import { sharedStyles } from "../../ui/styles.ts";

/** The person looks for something, or (null) no longer does. */
export class SearchEvent extends Event {
  readonly wish: SearchWish | null;
  readonly direction: "next" | "previous";
  readonly incremental: boolean;
  constructor(wish: SearchWish | null, direction: "next" | "previous" = "next", incremental = false) {
    super("glasshell-search", { bubbles: true, composed: true });
    this.wish = wish;
    this.direction = direction;
    this.incremental = incremental;
  }
}

@customElement("glasshell-search-bar")
export class SearchBar extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: block;
      }
      form {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--wa-space-2xs);
        padding: var(--wa-space-2xs);
        border: 1px solid var(--wa-color-surface-border);
        border-radius: var(--wa-border-radius-l);
        background: var(--wa-color-surface-raised);
        box-shadow: var(--wa-shadow-l);
      }
      wa-input {
        width: 13rem;
        flex: 1 1 8rem;
      }
      .count {
        min-width: 5.5rem;
        text-align: end;
        font-size: var(--wa-font-size-s);
        font-variant-numeric: tabular-nums;
        color: var(--wa-color-text-quiet);
      }
      .toggle[aria-pressed="true"] {
        background: var(--wa-color-brand-fill-normal);
        color: var(--wa-color-brand-on-normal);
      }
      .toggle {
        min-width: 2rem;
        height: 1.9rem;
        padding: 0 var(--wa-space-2xs);
        border: 0;
        border-radius: var(--wa-border-radius-m);
        font: inherit;
        font-size: var(--wa-font-size-s);
        color: var(--wa-color-text-quiet);
        background: transparent;
        cursor: pointer;
      }
      .toggle:focus-visible {
        outline: var(--wa-focus-ring);
      }
    `,
  ];

  @property({ attribute: false }) found: { readonly current: number; readonly total: number } | null = null;
  @state() private caseSensitive = false;
  @state() private regex = false;
  @state() private text = "";
  @query("wa-input") private input!: HTMLElement & { select(): void; updateComplete: Promise<boolean> };

  readonly #localized = new Localized(this);

  override focus(): void {
    void this.updateComplete
      .then(() => this.input.updateComplete)
      .then(() => {
        this.input.focus();
        this.input.select();
      });
  }

  override render() {
    const { search } = this.#localized.texts;
    const toggle = (pressed: boolean, label: string, sign: string, flip: () => void) => html`
      <button type="button" class="toggle" aria-pressed=${pressed ? "true" : "false"} aria-label=${label} title=${label} @click=${flip}>${sign}</button>
    `;
    return html`
      <form role="search" @submit=${this.#onSubmit} @keydown=${this.#onKey}>
        <wa-input
          size="s"
          class="unlabelled" label=${search.label}
          placeholder=${search.label}
          autocomplete="off"
          spellcheck="false"
          .value=${this.text}
          @input=${this.#onInput}
        ><wa-icon slot="start" name="search"></wa-icon></wa-input>
        ${toggle(this.caseSensitive, search.caseSensitive, "Aa", () => {
          this.caseSensitive = !this.caseSensitive;
          this.#look("next", true);
        })}
        ${toggle(this.regex, search.regex, ".*", () => {
          this.regex = !this.regex;
          this.#look("next", true);
        })}
        <span class="count" role="status">${this.#count()}</span>
        <wa-button size="xs" appearance="plain" @click=${() => this.#look("previous")}>
          <wa-icon name="arrow-up" label=${search.previous}></wa-icon>
        </wa-button>
        <wa-button size="xs" appearance="plain" @click=${() => this.#look("next")}>
          <wa-icon name="arrow-down" label=${search.next}></wa-icon>
        </wa-button>
        <wa-button size="xs" appearance="plain" @click=${this.#close}>
          <wa-icon name="xmark" label=${search.close}></wa-icon>
        </wa-button>
      </form>
    `;
  }

  #count(): string {
    const { search } = this.#localized.texts;
    if (this.text === "" || !this.found) return "";
    return this.found.total === 0 ? search.none : search.results(this.found.current, this.found.total);
  }

  #look(direction: "next" | "previous", incremental = false): void {
    const { text, caseSensitive, regex } = this;
    this.dispatchEvent(new SearchEvent({ text, caseSensitive, regex }, direction, incremental));
  }

  readonly #onInput = (event: Event): void => {
    this.text = (event.target as HTMLInputElement).value;
    this.#look("next", true);
  };

  readonly #onSubmit = (event: Event): void => {
    event.preventDefault();
    this.#look("next");
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      this.#close();
    } else if (event.key === "Enter" && event.shiftKey) {
      event.preventDefault();
      this.#look("previous");
    }
  };

  readonly #close = (): void => {
    this.dispatchEvent(new SearchEvent(null));
  };
}

declare global {
  interface HTMLElementEventMap {
    "glasshell-search": SearchEvent;
  }
  interface HTMLElementTagNameMap {
    "glasshell-search-bar": SearchBar;
  }
}
