// A shell as the measurements see it: octets in, octets out. Both ways to the node, `ssh -tt` and relay + WASM, are one of these,
// so that waiting and counting cost the same in both.

export class Terminal {
  /** Octets of output so far. */
  received = 0;
  #waiting = null;
  #failure = null;
  /** The end of what was received, in which a marker may have begun. */
  #tail = Buffer.alloc(0);

  /** @param {string} _text */
  type(_text) {
    throw new Error("a terminal must be able to type");
  }

  /** Resolves with the time (`performance.now()`) at which `marker` came in, in output received from now on. */
  waitFor(marker, timeoutMs = 120_000) {
    if (this.#waiting) throw new Error("one wait at a time");
    if (this.#failure) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.fail(new Error(`"${marker}" did not come in ${timeoutMs} ms`)), timeoutMs);
      const settle = (outcome) => {
        clearTimeout(timer);
        this.#waiting = null;
        if (outcome instanceof Error) reject(outcome);
        else resolve(outcome);
      };
      this.#tail = Buffer.alloc(0);
      this.#waiting = { marker: Buffer.from(marker), settle };
    });
  }

  /** Types a line and waits. @return {Promise<number>} milliseconds in between */
  async command(line, marker, timeoutMs) {
    const seen = this.waitFor(marker, timeoutMs);
    const began = performance.now();
    this.type(line);
    return (await seen) - began;
  }

  /** @param {Uint8Array} octets  borrowed for the call */
  receive(octets) {
    this.received += octets.length;
    if (!this.#waiting) return;
    const { marker, settle } = this.#waiting;
    const chunk = Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength);
    const keep = marker.length - 1;
    const seam = Buffer.concat([this.#tail, chunk.subarray(0, keep)]);
    if (chunk.includes(marker) || seam.includes(marker)) settle(performance.now());
    // A copy: the octets are borrowed.
    else this.#tail = chunk.length >= keep ? Buffer.from(chunk.subarray(chunk.length - keep)) : seam.subarray(-keep);
  }

  /** The way to the node is gone. */
  fail(error) {
    this.#failure ??= error;
    this.#waiting?.settle(error);
  }
}
