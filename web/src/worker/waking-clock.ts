// A monotonic clock that goes on while the machine sleeps. `performance.now()` stands still then on some systems, and a page that
// believed it would take a relay for lively that it last heard before lunch.

/** Wall time runs away from the monotonic one by this much only in a sleep, or when somebody sets the clock, which does no harm. */
const sleptMs = 1_000;

export class WakingClock {
  readonly #monotonic: () => number;
  readonly #wall: () => number;
  #lastMonotonic: number;
  #lastWall: number;
  #slept = 0;

  /** Both in milliseconds, as `performance.now` and `Date.now` say them. */
  constructor(monotonic: () => number, wall: () => number) {
    this.#monotonic = monotonic;
    this.#wall = wall;
    this.#lastMonotonic = monotonic();
    this.#lastWall = wall();
  }

  /** Never falls. */
  now(): number {
    const monotonic = this.#monotonic();
    const wall = this.#wall();
    const missed = wall - this.#lastWall - (monotonic - this.#lastMonotonic);
    if (missed > sleptMs) this.#slept += missed;
    this.#lastMonotonic = monotonic;
    this.#lastWall = wall;
    return monotonic + this.#slept;
  }
}
