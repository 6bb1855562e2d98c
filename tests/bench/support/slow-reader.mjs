// Somebody who reads only so much a second of what comes, and lets the rest wait.

/** How often a piece is read. */
const intervalMs = 10;

export class SlowReader {
  #octetsPerPiece;
  #take;
  #timer;
  #owed = 0;

  /**
   * @param {number} octetsPerSecond
   * @param {(octets: number) => number} take  reads at most so many octets. @returns how many it read
   */
  constructor(octetsPerSecond, take) {
    this.#octetsPerPiece = (octetsPerSecond * intervalMs) / 1e3;
    this.#take = take;
    let last = performance.now();
    this.#timer = setInterval(() => {
      const now = performance.now();
      // What was not there is not read later: a pause is no credit, but a late timer is.
      this.#owed = Math.min(this.#owed + (octetsPerSecond * (now - last)) / 1e3, 4 * this.#octetsPerPiece);
      last = now;
      while (this.#owed >= 1) {
        const octets = this.#take(Math.floor(this.#owed));
        if (octets === 0) return;
        this.#owed -= octets;
      }
    }, intervalMs);
  }

  stop() {
    clearInterval(this.#timer);
  }
}
