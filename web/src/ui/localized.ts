// Redraws a component when the language changes.
import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Catalogue } from "../i18n/catalogue.ts";
import { language, onLanguageChange } from "../i18n/language.ts";

export class Localized implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #unsubscribe: (() => void) | null = null;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  get texts(): Catalogue {
    return language();
  }

  hostConnected(): void {
    this.#unsubscribe = onLanguageChange(() => this.#host.requestUpdate());
  }

  hostDisconnected(): void {
    this.#unsubscribe?.();
    this.#unsubscribe = null;
  }
}
