// Input on its way to the engine, which takes only what the node's window has room for: kept in order and wiped as it goes. Of a
// paste it is told how much still waits, so that the page sends the next piece in time.

export interface InputQueuePorts {
  /** @return how many octets the engine took: fewer than all means that it says when it takes more */
  readonly take: (octets: Uint8Array) => number;
  /** What the engine has taken and the node has not. */
  readonly waitingInEngine: () => number;
  /** @param waiting  here and in the engine. @param received  in all, by now */
  readonly report: (waiting: number, received: number) => void;
}

/**
 * The page paces its pastes, and keeps what is typed while the relay is out of reach, so no honest page comes near this. It cannot be
 * thrown away silently either: what is typed would have holes.
 */
const limitOctets = 4 * 1024 * 1024;

/** Input in pieces from this size on is a paste, whose way is reported until nothing of it waits. */
const pasteOctets = 4 * 1024;

export class InputQueue {
  readonly #ports: InputQueuePorts;
  #pieces: Uint8Array[] = [];
  #octets = 0;
  #received = 0;
  #reported = 0;
  #open = false;

  constructor(ports: InputQueuePorts) {
    this.#ports = ports;
  }

  /** @param piece  the queue's from now on */
  push(piece: Uint8Array): void {
    if (this.#octets + piece.length > limitOctets) throw new Error("more input than the session can hold");
    this.#received += piece.length;
    this.#pieces.push(piece);
    this.#octets += piece.length;
    if (this.#open) this.flush();
    if (piece.length >= pasteOctets) this.#report(this.#waiting);
  }

  /** The engine takes input, or takes some again. */
  flush(): void {
    this.#open = true;
    let done = 0;
    for (const [index, piece] of this.#pieces.entries()) {
      const taken = this.#ports.take(piece);
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

  /** Reports what has changed since the last report, until nothing waits. */
  look(): void {
    if (this.#reported === 0) return;
    const waiting = this.#waiting;
    if (waiting !== this.#reported) this.#report(waiting);
  }

  clear(): void {
    for (const piece of this.#pieces) piece.fill(0);
    this.#pieces = [];
    this.#octets = 0;
    this.#reported = 0;
  }

  get #waiting(): number {
    return this.#octets + this.#ports.waitingInEngine();
  }

  #report(waiting: number): void {
    this.#reported = waiting;
    this.#ports.report(waiting, this.#received);
  }
}
