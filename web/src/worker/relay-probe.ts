// Asks by plain HTTP whether the relay can be reached. A browser makes a page wait that opened many WebSockets in vain (Chromium up to
// five seconds, Firefox up to a minute), but not one that asked in vain.

export interface RelayProbePorts {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  /** Monotonic, in milliseconds. */
  readonly now: () => number;
  /** It can be reached. Called once a start at the most. */
  readonly reached: () => void;
}

/**
 * A question without an answer stays open: its TCP goes on trying, seldom and more seldom, and until it gives up, after two minutes, a
 * browser lets a host have six such connections, even if nobody waits for them any more. So questions are asked so far apart that there
 * is always one left, and what one does not cover, the others do, and a socket that is tried between two of them.
 */
const whileOpenMs = 13_000;
/** To a question that was answered, by a proxy or by nobody being there, the answer may soon be another one. */
const onceAnsweredMs = 1_000;

/**
 * Browsers keep apart what is asked with credentials and without. Questions without have all six connections of their kind; the other
 * kind is the page's, too, which may have to fetch a token.
 */
const mostOpen = { omit: 6, include: 4 } as const;
type Kind = keyof typeof mostOpen;
const kinds: readonly Kind[] = ["omit", "include", "omit", "include", "omit"];

/** What a proxy answers for a relay that is not there. */
const nobodyBehind: ReadonlySet<number> = new Set([502, 503, 504]);

export class RelayProbe {
  readonly #ports: RelayProbePorts;
  readonly #open = { omit: 0, include: 0 };
  #abort = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #url = "";
  #isAsking = false;
  #asked = 0;
  #askedAt = Number.NEGATIVE_INFINITY;
  #notBefore = Number.NEGATIVE_INFINITY;

  constructor(ports: RelayProbePorts) {
    this.#ports = ports;
  }

  /** Asks as soon as it may, and again and again. An answer to an earlier question does, too. */
  start(url: string): void {
    this.#url = url;
    this.#isAsking = true;
    this.#plan();
  }

  /** How long ago the last question was asked, in milliseconds, if any hangs. */
  get hangingMs(): number | null {
    return this.#open.omit + this.#open.include > 0 ? this.#ports.now() - this.#askedAt : null;
  }

  /** Asks no further questions; those that are open stay so. */
  pause(): void {
    this.#isAsking = false;
    clearTimeout(this.#timer);
  }

  /** Nothing is to be known any more. */
  stop(): void {
    this.pause();
    this.#abort.abort();
    this.#abort = new AbortController();
    this.#notBefore = Number.NEGATIVE_INFINITY;
  }

  #plan(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(), Math.max(0, this.#notBefore - this.#ports.now()));
  }

  #ask(): void {
    const kind = kinds[this.#asked % kinds.length] ?? "omit";
    this.#asked += 1;
    this.#askedAt = this.#ports.now();
    this.#notBefore = this.#askedAt + whileOpenMs;
    if (this.#open[kind] < mostOpen[kind]) void this.#askOnce(kind, this.#abort.signal);
    this.#plan();
  }

  async #askOnce(kind: Kind, signal: AbortSignal): Promise<void> {
    this.#open[kind] += 1;
    const answered = await this.#answer(kind, signal);
    this.#open[kind] -= 1;
    if (signal.aborted) return;
    if (answered) {
      this.stop();
      this.#ports.reached();
      return;
    }
    this.#notBefore = Math.min(this.#notBefore, this.#ports.now() + onceAnsweredMs);
    if (this.#isAsking) this.#plan();
  }

  async #answer(credentials: Kind, signal: AbortSignal): Promise<boolean> {
    try {
      // Whatever it is, an answer is one; and another origin need not let this page read it.
      const answer = await this.#ports.fetch(this.#url, { mode: "no-cors", cache: "no-store", credentials, signal });
      return !nobodyBehind.has(answer.status);
    } catch {
      return false;
    }
  }
}
