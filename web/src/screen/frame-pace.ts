// How often the terminal is drawn while a flood passes. A frame costs as much as parsing some hundred kilobytes, and nobody reads
// rows that are replaced sixty times a second; so in a flood frames come at a steady, lower rate, and the rest goes to the flood.
// What follows a silence (an echo, a prompt, the first screen of a flood) is drawn in the browser's next frame, as ever.
// No DOM and no xterm.js type may enter; the browser's frames are ports.

export interface FramePorts {
  readonly requestAnimationFrame: (callback: FrameRequestCallback) => number;
  readonly cancelAnimationFrame: (frame: number) => void;
  /** Monotonic, in milliseconds. */
  readonly now: () => number;
  readonly setTimeout: (callback: () => void, ms: number) => ReturnType<typeof setTimeout>;
  readonly clearTimeout: (timer: ReturnType<typeof setTimeout>) => void;
  /** A callback has thrown; the others still run, as in a browser's own frame. */
  readonly report: (error: unknown) => void;
}

/** More than this in two flood frames is a flood: it is many screens of text, however large the screen. */
const floodOctets = 128 * 1024;

/** Sixteen frames a second: still motion to the eye, and Ctrl-C shows its prompt within one. */
const floodFrameMs = 60;

export class FramePace {
  readonly #ports: FramePorts;
  /** Asked for and not yet run, by the number that cancels it. */
  #callbacks = new Map<number, FrameRequestCallback>();
  /** Those of the frame that is being run. */
  #due = new Map<number, FrameRequestCallback>();
  #lastNumber = 0;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #frame: number | null = null;
  #frameAt = Number.NEGATIVE_INFINITY;
  /** What came since the last frame, and in the frame before: its changes are still on their way through the terminal's queue. */
  #octets = 0;
  #octetsBefore = 0;

  constructor(ports: FramePorts) {
    this.#ports = ports;
  }

  /** So much was given to the terminal. */
  wrote(octets: number): void {
    this.#octets += octets;
  }

  /** @see Window.requestAnimationFrame */
  request(callback: FrameRequestCallback): number {
    this.#lastNumber += 1;
    this.#callbacks.set(this.#lastNumber, callback);
    if (this.#timer === null && this.#frame === null) this.#wait();
    return this.#lastNumber;
  }

  /** @see Window.cancelAnimationFrame */
  cancel(number: number): void {
    this.#callbacks.delete(number);
    this.#due.delete(number);
  }

  dispose(): void {
    this.#callbacks.clear();
    this.#due.clear();
    if (this.#timer !== null) this.#ports.clearTimeout(this.#timer);
    if (this.#frame !== null) this.#ports.cancelAnimationFrame(this.#frame);
    this.#timer = null;
    this.#frame = null;
  }

  #wait(): void {
    const wait = this.#frameAt + floodFrameMs - this.#ports.now();
    if (wait > 0 && this.#octets + this.#octetsBefore > floodOctets) {
      this.#timer = this.#ports.setTimeout(() => {
        this.#timer = null;
        this.#ask();
      }, wait);
    } else {
      this.#ask();
    }
  }

  #ask(): void {
    this.#frame = this.#ports.requestAnimationFrame((time) => this.#run(time));
  }

  #run(time: number): void {
    this.#frame = null;
    this.#octetsBefore = this.#octets;
    this.#octets = 0;
    this.#frameAt = this.#ports.now();
    this.#due = this.#callbacks;
    this.#callbacks = new Map();
    // A map's iteration leaves out what is deleted meanwhile: a callback may cancel those behind it.
    for (const callback of this.#due.values()) {
      try {
        callback(time);
      } catch (error) {
        this.#ports.report(error);
      }
    }
  }
}
