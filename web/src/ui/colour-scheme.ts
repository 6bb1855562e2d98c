// Dark or light: as chosen, or as the system has it.
import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { ColourScheme } from "../screen/themes.ts";

export type ThemeChoice = "auto" | ColourScheme;

export class SystemColourScheme implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #dark = window.matchMedia("(prefers-color-scheme: dark)");
  readonly #changed = () => this.#host.requestUpdate();

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  resolve(choice: ThemeChoice): ColourScheme {
    if (choice !== "auto") return choice;
    return this.#dark.matches ? "dark" : "light";
  }

  hostConnected(): void {
    this.#dark.addEventListener("change", this.#changed);
  }

  hostDisconnected(): void {
    this.#dark.removeEventListener("change", this.#changed);
  }
}
