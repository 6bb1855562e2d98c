// A large paste on its way, taken a piece at a time. Pure.
import { bracketEnd, bracketStart, type Paste, PasteReader } from "../screen/paste.ts";

/** A paste up to this size goes at once, without progress. */
export const pieceOctets = 64 * 1024;

export interface PasteProgress {
  readonly sentOctets: number;
  readonly totalOctets: number;
}

export class PasteUnderWay {
  readonly bracketed: boolean;
  readonly #reader: PasteReader;
  readonly #total: number;
  readonly #encoder = new TextEncoder();
  /** Read and not taken yet. */
  #text: string;
  #sent = 0;
  #ended: boolean;

  constructor(paste: Paste, bracketed: boolean) {
    this.bracketed = bracketed;
    this.#reader = new PasteReader(paste.clipboard);
    this.#total = paste.octets + (bracketed ? bracketStart.length + bracketEnd.length : 0);
    this.#text = bracketed ? bracketStart : "";
    this.#ended = !bracketed;
  }

  get atEnd(): boolean {
    return this.#ended && this.#reader.atEnd && this.#text === "";
  }

  get progress(): PasteProgress {
    return { sentOctets: this.#sent, totalOctets: this.#total };
  }

  /** At most `pieceOctets`, with a buffer of their own; whole characters, so that none is damaged if the rest never goes. */
  piece(): Uint8Array {
    if (this.#text.length < pieceOctets) this.#text += this.#reader.read(pieceOctets - this.#text.length);
    if (this.#reader.atEnd && !this.#ended) {
      this.#text += bracketEnd;
      this.#ended = true;
    }
    const piece = new Uint8Array(pieceOctets);
    const { read, written } = this.#encoder.encodeInto(this.#text, piece);
    this.#text = this.#text.slice(read);
    this.#sent += written;
    return written === piece.length ? piece : piece.slice(0, written);
  }
}
