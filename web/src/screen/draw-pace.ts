// How often the terminal is drawn while a flood passes. A frame costs as much as parsing some hundred kilobytes, and nobody reads
// rows that are replaced sixty times a second; so in a flood frames come at a steady, lower rate, and the rest goes to the flood.
// What follows a silence (an echo, a prompt, the first screen of a flood) is drawn in the next frame, as ever.
// No DOM and no xterm.js type may enter; drawing is a function.

export interface DrawPacePorts {
  /** Draws these rows in the next frame. */
  readonly draw: (start: number, end: number, redrawOnly: boolean) => void;
  /** Monotonic, in milliseconds. */
  readonly now: () => number;
  readonly setTimeout: (callback: () => void, ms: number) => ReturnType<typeof setTimeout>;
  readonly clearTimeout: (timer: ReturnType<typeof setTimeout>) => void;
}

/** More than this within a flood's frame is a flood: it is several screens of text, however large the screen. */
const floodOctets = 64 * 1024;

/** Fifteen frames a second: still motion to the eye, and Ctrl-C shows its prompt within one. */
const floodFrameMs = 66;

export class DrawPace {
  readonly #ports: DrawPacePorts;
  /** When the flood's frame began, and what has come since: up to `floodOctets`, every change is drawn. */
  #frameAt = Number.NEGATIVE_INFINITY;
  #frameOctets = 0;
  #waiting: { start: number; end: number; redrawOnly: boolean } | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(ports: DrawPacePorts) {
    this.#ports = ports;
  }

  /** So much was given to the terminal. */
  wrote(octets: number): void {
    this.#frameOctets += octets;
  }

  /** These rows have changed. */
  request(start: number, end: number, redrawOnly: boolean): void {
    const waiting = this.#waiting;
    this.#waiting = {
      start: Math.min(start, waiting?.start ?? start),
      end: Math.max(end, waiting?.end ?? end),
      redrawOnly: redrawOnly && (waiting?.redrawOnly ?? true),
    };
    if (this.#timer !== null) return;
    const wait = this.#frameAt + floodFrameMs - this.#ports.now();
    if (wait > 0 && this.#frameOctets > floodOctets) {
      this.#timer = this.#ports.setTimeout(() => this.#beginFrame(), wait);
    } else if (wait > 0) {
      this.#draw();
    } else {
      this.#beginFrame();
    }
  }

  dispose(): void {
    if (this.#timer !== null) this.#ports.clearTimeout(this.#timer);
    this.#timer = null;
    this.#waiting = null;
  }

  #beginFrame(): void {
    this.#frameAt = this.#ports.now();
    this.#frameOctets = 0;
    this.#draw();
  }

  #draw(): void {
    const waiting = this.#waiting;
    this.dispose();
    if (waiting) this.#ports.draw(waiting.start, waiting.end, waiting.redrawOnly);
  }
}
