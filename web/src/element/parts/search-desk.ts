// Looking for text in the terminal: the bar while it is open, and what was found.
import { html, nothing, type ReactiveControllerHost } from "lit";
import { createRef, ref } from "lit/directives/ref.js";
import type { SearchWish } from "../../screen/terminal-screen.ts";
import "./search-bar.ts";
import type { SearchBar, SearchEvent } from "./search-bar.ts";

export interface SearchDeskPorts {
  readonly find: (wish: SearchWish, direction: "next" | "previous", incremental: boolean) => void;
  readonly end: () => void;
  /** Back to the terminal. */
  readonly done: () => void;
}

export class SearchDesk {
  readonly #host: ReactiveControllerHost;
  readonly #ports: SearchDeskPorts;
  readonly #bar = createRef<SearchBar>();
  #open = false;
  #found: { readonly current: number; readonly total: number } | null = null;

  constructor(host: ReactiveControllerHost, ports: SearchDeskPorts) {
    this.#host = host;
    this.#ports = ports;
  }

  async open(): Promise<void> {
    this.#open = true;
    this.#host.requestUpdate();
    await this.#host.updateComplete;
    this.#bar.value?.focus();
  }

  found(found: { readonly current: number; readonly total: number }): void {
    this.#found = found;
    this.#host.requestUpdate();
  }

  bar() {
    if (!this.#open) return nothing;
    return html`
      <glasshell-search-bar ${ref(this.#bar)} .found=${this.#found} @glasshell-search=${this.#onSearch}></glasshell-search-bar>
    `;
  }

  readonly #onSearch = (event: SearchEvent): void => {
    if (event.wish) {
      this.#ports.find(event.wish, event.direction, event.incremental);
      return;
    }
    this.#open = false;
    this.#found = null;
    this.#host.requestUpdate();
    this.#ports.end();
    this.#ports.done();
  };
}
