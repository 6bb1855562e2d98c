// One timer for a deadline that moves on all the time.

export class Alarm {
  readonly #now: () => number;
  readonly #ring: (lateMs: number) => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #due = Number.POSITIVE_INFINITY;

  /** @param ring  called at the deadline or earlier, and told by how much it is late: a machine may have slept meanwhile */
  constructor(now: () => number, ring: (lateMs: number) => void) {
    this.#now = now;
    this.#ring = ring;
  }

  /** A timer that is due earlier than needed stays: setting it anew for each message would cost more than ringing in vain. */
  set(waitMs: number): void {
    const due = this.#now() + waitMs;
    if (due >= this.#due) return;
    clearTimeout(this.#timer);
    this.#due = due;
    this.#timer = setTimeout(() => {
      const late = this.#now() - this.#due;
      this.#due = Number.POSITIVE_INFINITY;
      this.#ring(Math.max(0, late));
    }, waitMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#due = Number.POSITIVE_INFINITY;
  }
}
