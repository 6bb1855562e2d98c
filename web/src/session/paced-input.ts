// What is typed and pasted, on its way to the Worker in order. A large paste goes in pieces, the next one when little of the
// last still waits, so that it can be stopped and so that nothing piles up; what is typed meanwhile goes behind it.
import { bracketEnd, bracketStart } from "../screen/paste.ts";

export interface PasteProgress {
  readonly sentOctets: number;
  readonly totalOctets: number;
}

export interface PacedInputPorts {
  /** The octets are the receiver's afterwards. */
  readonly send: (octets: Uint8Array) => void;
  /** A large paste goes on; null when it is over. */
  readonly progress: (progress: PasteProgress | null) => void;
}

/** A paste up to this size goes at once, without progress. */
export const pieceOctets = 64 * 1024;
/** The next piece goes once no more than this waits in the Worker and the engine (whose own limit is 256 KiB). */
export const lowWaterOctets = 128 * 1024;
/** The largest paste: it is held in memory here until it is sent. */
export const pasteLimitOctets = 64 * 1024 * 1024;
/** How much may be typed behind a paste. */
const behindLimitOctets = 64 * 1024;

const interrupt = 0x03; // ^C

export class PacedInput {
  readonly #ports: PacedInputPorts;
  readonly #encoder = new TextEncoder();
  #rest: Uint8Array | null = null;
  #sent = 0;
  /** All that ever went out. */
  #sentInAll = 0;
  #bracketed = false;
  #behind: Uint8Array[] = [];
  #behindOctets = 0;

  constructor(ports: PacedInputPorts) {
    this.#ports = ports;
  }

  get pasting(): boolean {
    return this.#rest !== null;
  }

  /** What keys, the mouse or the terminal itself send. ^C stops a paste that is under way. */
  type(octets: Uint8Array): void {
    if (!this.#rest) {
      this.#send(octets);
      return;
    }
    if (octets.length === 1 && octets[0] === interrupt) {
      this.cancel();
      this.#send(octets);
    } else if (this.#behindOctets + octets.length <= behindLimitOctets) {
      this.#behind.push(octets);
      this.#behindOctets += octets.length;
    }
  }

  /**
   * @param text  prepared by `preparePaste`
   * @return false if it is larger than `pasteLimitOctets`, or another paste is under way; nothing is sent then.
   */
  paste(text: string, bracketed: boolean): boolean {
    if (this.#rest) return false;
    const octets = this.#encoder.encode(bracketed ? bracketStart + text + bracketEnd : text);
    if (octets.length > pasteLimitOctets) return false;
    if (octets.length <= pieceOctets) {
      this.#send(octets);
      return true;
    }
    this.#rest = octets;
    this.#sent = 0;
    this.#bracketed = bracketed;
    this.#sendPiece();
    return true;
  }

  /**
   * The Worker says how much waits there.
   *
   * @param received  how much had come to it by then: what it said before the last piece came says nothing about that piece,
   *   and several such reports would bring a piece each.
   */
  queued(octets: number, received: number): void {
    if (this.#rest && octets <= lowWaterOctets && received >= this.#sentInAll) this.#sendPiece();
  }

  /** Drops what was not sent, and ends the bracket so that the program does not wait for the rest. */
  cancel(): void {
    if (!this.#rest) return;
    if (this.#bracketed) this.#send(this.#encoder.encode(bracketEnd));
    this.#finish();
  }

  #send(octets: Uint8Array): void {
    this.#sentInAll += octets.length;
    this.#ports.send(octets);
  }

  #sendPiece(): void {
    const rest = this.#rest;
    if (!rest) return;
    // A copy: the piece's buffer is transferred, and the rest must stay.
    const piece = rest.slice(this.#sent, this.#sent + pieceOctets);
    this.#sent += piece.length;
    this.#send(piece);
    if (this.#sent >= rest.length) this.#finish();
    else this.#ports.progress({ sentOctets: this.#sent, totalOctets: rest.length });
  }

  #finish(): void {
    this.#rest = null;
    this.#ports.progress(null);
    const behind = this.#behind;
    this.#behind = [];
    this.#behindOctets = 0;
    for (const octets of behind) this.#send(octets);
  }
}
