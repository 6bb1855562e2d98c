// How output reaches the terminal, and how credit comes back. The one place that grants credit: a node may send more only for
// octets whose write callback has come. A callback that never comes fails the session visibly instead of hanging it.
// No DOM and no xterm.js type may enter; the terminal is a function.

/** Takes octets and calls back once they are on the screen; must keep the order. May throw if it cannot take them. */
export type Sink = (octets: Uint8Array, committed: () => void) => void;

export type Timer = ReturnType<typeof setInterval>;

export interface FeedPorts {
  readonly sink: Sink;
  /** The screen has committed so many octets more. */
  readonly commit: (octets: number) => void;
  /** Octets were lost, or their callbacks were. Called once; nothing is committed afterwards. */
  readonly lost: () => void;
  /** Whether timers run at full speed; in a hidden tab they nearly stand still, and so does the terminal. */
  readonly running: () => boolean;
  readonly setInterval: (callback: () => void, ms: number) => Timer;
  readonly clearInterval: (timer: Timer) => void;
}

/**
 * The terminal takes a piece at once and cannot be interrupted in it: at the slowest rate measured (6 MB/s) this is 11 ms of the
 * 50 ms that a task may take. Each piece costs a callback and a decoding of its own, so smaller ones made a flood slower by a fifth.
 */
const pieceOctets = 64 * 1024;

/** Credit goes back in portions of this size while more is being drawn, so that messages stay few and the node never waits. */
const commitOctets = 64 * 1024;

/**
 * The callback is taken for lost after so many of these intervals without a sign of life. Counted in ticks of a timer that
 * shares the terminal's thread, not in wall time: a sleeping laptop or a debugger does not count as silence.
 */
const watchIntervalMs = 2_000;
const watchIntervals = 5;

export class Feed {
  readonly #ports: FeedPorts;
  #inFlight = 0;
  #committed = 0;
  #flushQueued = false;
  #silentIntervals = 0;
  #watch: Timer | null = null;
  #over = false;

  constructor(ports: FeedPorts) {
    this.#ports = ports;
  }

  /** Octets that the terminal has been given and not committed. The SSH window bounds it. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /**
   * Gives octets to the terminal at once: the window keeps several pieces in its queue, and a terminal whose queue is never
   * empty does not wait for a timer between two writes.
   */
  write(octets: Uint8Array): void {
    for (let start = 0; start < octets.length && !this.#over; start += pieceOctets) {
      this.#writePiece(octets.subarray(start, start + pieceOctets));
    }
  }

  /** The terminal goes away. What it has not committed is lost, which is nobody's concern any more. */
  dispose(): void {
    this.#over = true;
    this.#stopWatching();
  }

  #writePiece(piece: Uint8Array): void {
    let called = false;
    this.#inFlight += piece.length;
    this.#startWatching();
    try {
      this.#ports.sink(piece, () => {
        if (called) return;
        called = true;
        this.#onCommitted(piece.length);
      });
    } catch {
      this.#fail();
    }
  }

  #onCommitted(octets: number): void {
    if (this.#over) return;
    this.#inFlight -= octets;
    this.#committed += octets;
    this.#silentIntervals = 0;
    if (this.#inFlight === 0) this.#stopWatching();
    if (this.#committed >= commitOctets) this.#flush();
    else if (!this.#flushQueued) {
      this.#flushQueued = true;
      queueMicrotask(() => {
        this.#flushQueued = false;
        this.#flush();
      });
    }
  }

  #flush(): void {
    if (this.#over || this.#committed === 0) return;
    const octets = this.#committed;
    this.#committed = 0;
    this.#ports.commit(octets);
  }

  #startWatching(): void {
    if (this.#watch !== null) return;
    this.#silentIntervals = 0;
    this.#watch = this.#ports.setInterval(() => this.#onInterval(), watchIntervalMs);
  }

  #stopWatching(): void {
    if (this.#watch !== null) this.#ports.clearInterval(this.#watch);
    this.#watch = null;
  }

  #onInterval(): void {
    this.#silentIntervals = this.#ports.running() ? this.#silentIntervals + 1 : 0;
    if (this.#silentIntervals >= watchIntervals) this.#fail();
  }

  #fail(): void {
    if (this.#over) return;
    this.dispose();
    this.#ports.lost();
  }
}
