// Output on its way to the page: in whole pieces while there is plenty to draw, at once when there is little.

export interface OutputMailPorts {
  /** At most `most` octets with a buffer of their own; null if there are fewer than `least`. */
  readonly take: (least: number, most: number) => Uint8Array<ArrayBuffer> | null;
  readonly post: (octets: Uint8Array<ArrayBuffer>) => void;
}

/** Each piece is a copy out of the module's memory. */
const pieceOctets = 64 * 1024;

/** A page that has so much to draw is not told of less than a whole piece more: each message costs it as much as drawing some lines. */
const plentyToDrawOctets = 128 * 1024;

export class OutputMail {
  readonly #ports: OutputMailPorts;
  /** What the page has been given and has not committed. */
  #uncommitted = 0;

  constructor(ports: OutputMailPorts) {
    this.#ports = ports;
  }

  committed(octets: number): void {
    this.#uncommitted -= octets;
  }

  /**
   * What waits for a whole piece is asked for again at the page's next commit, which is sure to come.
   *
   * @return whether anything went
   */
  send(): boolean {
    let any = false;
    for (let output = this.#next(); output; output = this.#next()) {
      any = true;
      this.#uncommitted += output.length;
      this.#ports.post(output);
    }
    return any;
  }

  #next(): Uint8Array<ArrayBuffer> | null {
    return this.#ports.take(this.#uncommitted < plentyToDrawOctets ? 1 : pieceOctets, pieceOctets);
  }
}
