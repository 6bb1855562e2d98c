// Asks by plain HTTP whether the relay can be reached. A browser makes a page wait that opened many WebSockets in vain (Chromium up to
// five seconds, Firefox up to a minute), but not one that asked in vain.

export interface RelayProbePorts {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  /** It can be reached. Called once a start. */
  readonly reached: () => void;
}

/** A question that was lost on the way is not repeated by its TCP before the next one is due. */
const intervalMs = 1_000;
const questions = 2;

/** What a proxy answers for a relay that is not there. */
const nobodyBehind: ReadonlySet<number> = new Set([502, 503, 504]);

export class RelayProbe {
  readonly #ports: RelayProbePorts;
  #abort: AbortController | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(ports: RelayProbePorts) {
    this.#ports = ports;
  }

  get isAsking(): boolean {
    return this.#abort !== null;
  }

  /** Asks now, and once more; in the place of what was asked before. */
  start(url: string): void {
    this.stop();
    const abort = new AbortController();
    this.#abort = abort;
    this.#ask(url, abort.signal, questions);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#abort?.abort();
    this.#abort = null;
  }

  #ask(url: string, signal: AbortSignal, left: number): void {
    void this.#askOnce(url, signal);
    if (left > 1) this.#timer = setTimeout(() => this.#ask(url, signal, left - 1), intervalMs);
  }

  async #askOnce(url: string, signal: AbortSignal): Promise<void> {
    try {
      const answer = await this.#ports.fetch(url, {
        // Whatever it is, an answer is one; and another origin need not let this page read it.
        mode: "no-cors",
        cache: "no-store",
        // Without credentials a browser opens a connection of its own, and not one that has been dead since the network has.
        credentials: "omit",
        signal,
      });
      if (nobodyBehind.has(answer.status) || signal.aborted) return;
    } catch {
      return;
    }
    this.stop();
    this.#ports.reached();
  }
}
