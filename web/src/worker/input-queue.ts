// Input on its way to the engine, which takes only what the node's window has room for: kept in order and wiped as it goes.

/**
 * The page paces its pastes, so no honest page comes near this. It cannot be thrown away silently either: what is typed would
 * have holes.
 */
const limitOctets = 4 * 1024 * 1024;

export class InputQueue {
  #pieces: Uint8Array[] = [];
  #octets = 0;

  /** How much waits. */
  get octets(): number {
    return this.#octets;
  }

  /** @param piece  the queue's from now on */
  push(piece: Uint8Array): void {
    if (this.#octets + piece.length > limitOctets) throw new Error("more input than the session can hold");
    this.#pieces.push(piece);
    this.#octets += piece.length;
  }

  /** @param take  says how many octets it has taken; asked again until that is not all */
  drain(take: (octets: Uint8Array) => number): void {
    let done = 0;
    for (const [index, piece] of this.#pieces.entries()) {
      const taken = take(piece);
      piece.fill(0, 0, taken);
      this.#octets -= taken;
      if (taken < piece.length) {
        this.#pieces[index] = piece.subarray(taken);
        break;
      }
      done = index + 1;
    }
    this.#pieces.splice(0, done);
  }

  clear(): void {
    for (const piece of this.#pieces) piece.fill(0);
    this.#pieces = [];
    this.#octets = 0;
  }
}
