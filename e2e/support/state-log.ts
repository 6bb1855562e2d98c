// When a terminal went into which state, by the clock that page and test share.
import type { JSHandle } from "@playwright/test";
import type { Glasshell } from "./glasshell.ts";

interface Entry {
  readonly state: string;
  readonly at: number;
}

export class StateLog {
  readonly #entries: JSHandle<Entry[]>;
  #read = 0;

  private constructor(entries: JSHandle<Entry[]>) {
    this.#entries = entries;
  }

  /** From now on, of the terminal in sight. */
  static async of({ element }: Glasshell): Promise<StateLog> {
    return new StateLog(
      await element.evaluateHandle((terminal) => {
        const entries: { state: string; at: number }[] = [];
        terminal.addEventListener("glasshell-state", (event) => {
          entries.push({ state: (event as Event & { state: string }).state, at: Date.now() });
        });
        return entries;
      }),
    );
  }

  /** Waits for the next time that it goes into `state`, of those not asked about before. @return when, in ms since 1970 */
  async next(state: string): Promise<number> {
    const found = await this.#entries.evaluate(
      async (entries, { wanted, from }) => {
        for (;;) {
          const index = entries.findIndex((entry, at) => at >= from && entry.state === wanted);
          const entry = entries[index];
          if (entry) return { index, at: entry.at };
          await new Promise((resolve) => setTimeout(resolve, 5));
        }
      },
      { wanted: state, from: this.#read },
    );
    this.#read = found.index + 1;
    return found.at;
  }
}
