// What is typed and pasted, on its way to the Worker in order. A large paste goes in pieces, the next one when little of the
// last still waits, so that it can be stopped and so that nothing piles up; what is typed meanwhile goes behind it. While the
// relay is out of reach nothing goes, and what is typed is kept.
import { bracketEnd, bracketStart, type Paste, PasteReader } from "../screen/paste.ts";
import { type PasteProgress, PasteUnderWay, pieceOctets } from "./paste-under-way.ts";
import { charactersIn, isReport } from "./typed.ts";

/** What becomes of the input, for whoever shows it. */
export interface InputEvents {
  /** A large paste goes on; null when it is over. */
  readonly progress: (progress: PasteProgress | null) => void;
  /** Typed characters wait now, behind a paste or for the relay. */
  readonly waiting: (typed: WaitingCharacters) => void;
  /** So many characters wait already that the last ones were not kept. */
  readonly refused: () => void;
  /** What waited when the session ended. */
  readonly dropped: (lost: LostInput) => void;
}

export interface WaitingCharacters {
  /** Kept here. */
  readonly kept: number;
  /** Sent since the relay was last heard: the engine has them, and sends them again if they were lost on the way. */
  readonly onTheWay: number;
}

/** At least one of the three. */
export interface LostInput {
  /** Characters that never went. */
  readonly kept: number;
  /** Characters of which nobody knows whether they arrived. */
  readonly onTheWay: number;
  readonly paste: boolean;
}

export interface PacedInputPorts extends InputEvents {
  /** In milliseconds; goes on while the machine sleeps. */
  readonly now: () => number;
  /** The octets are the receiver's afterwards. */
  readonly send: (octets: Uint8Array) => void;
}

/** The next piece goes once no more than this waits in the Worker and the engine (whose own limit is 256 KiB). */
export const lowWaterOctets = 128 * 1024;
/** The largest paste: the clipboard is held in memory here until it is sent. */
export const pasteLimitOctets = 128 * 1024 * 1024;
/** How much may be typed behind a paste, or while the relay is out of reach: hours of typing. */
export const typedLimitOctets = 64 * 1024;

/** Longer than a relay is silent before the link takes it for dead, even while the page is hidden. */
const recentMs = 90_000;

const interrupt = 0x03; // ^C

/** Why a paste was not taken. */
export type PasteRefusal =
  | "tooLarge"
  /** Another one is under way. */
  | "busy"
  /** The relay is out of reach, and so much is not kept for it. */
  | "away";

interface Typed {
  readonly octets: Uint8Array;
  readonly characters: number;
}

export class PacedInput {
  readonly #ports: PacedInputPorts;
  readonly #encoder = new TextEncoder();
  #paste: PasteUnderWay | null = null;
  /** All that ever went out. */
  #sentInAll = 0;
  #held = false;
  /** Typed, and not sent yet. */
  #typed: Typed[] = [];
  #typedOctets = 0;
  #typedCharacters = 0;
  /** What went lately of what was typed. */
  #recent: { readonly at: number; readonly characters: number }[] = [];
  #onTheWay = 0;
  #said: WaitingCharacters = { kept: 0, onTheWay: 0 };

  constructor(ports: PacedInputPorts) {
    this.#ports = ports;
  }

  get pasting(): boolean {
    return this.#paste !== null;
  }

  /** What keys, the mouse or the terminal itself send. ^C stops a paste that is under way. */
  type(octets: Uint8Array): void {
    if (this.#paste && octets.length === 1 && octets[0] === interrupt) this.cancel();
    if (this.#paste || this.#held) this.#keep(octets, charactersIn(octets));
    else this.#sendTyped({ octets, characters: charactersIn(octets) });
  }

  /** @return why nothing of it was taken, or null. */
  paste(paste: Paste, bracketed: boolean): PasteRefusal | null {
    if (paste.octets > pasteLimitOctets) return "tooLarge";
    if (this.#paste) return "busy";
    if (paste.octets <= pieceOctets - bracketStart.length - bracketEnd.length)
      return this.#pasteAtOnce(paste, bracketed);
    if (this.#held) return "away";
    this.#paste = new PasteUnderWay(paste, bracketed);
    this.#sendPiece(this.#paste);
    return null;
  }

  /**
   * The Worker says how much waits there.
   *
   * @param received  how much had come to it by then: what it said before the last piece came says nothing about that piece,
   *   and several such reports would bring a piece each.
   */
  queued(octets: number, received: number): void {
    if (this.#paste && octets <= lowWaterOctets && received >= this.#sentInAll) this.#sendPiece(this.#paste);
  }

  /** Drops what was not sent of a paste, and ends its bracket so that the program does not wait for the rest. */
  cancel(): void {
    if (!this.#paste) return;
    if (this.#paste.bracketed) this.#send(this.#encoder.encode(bracketEnd));
    this.#finishPaste();
  }

  /**
   * The relay is out of reach: what is typed from now on is kept. A paste under way stands still by itself.
   *
   * @param lastHeardMs  how long ago the relay last said anything: what was typed since may not have arrived
   */
  hold(lastHeardMs: number): void {
    this.#held = true;
    const heardAt = this.#ports.now() - lastHeardMs;
    this.#onTheWay = this.#recent.reduce((sum, { at, characters }) => sum + (at > heardAt ? characters : 0), 0);
    this.#sayWaiting();
  }

  /** The relay is back: what was kept goes, in order. */
  release(): void {
    this.#held = false;
    this.#onTheWay = 0;
    if (!this.#paste) this.#sendKept();
    this.#sayWaiting();
  }

  /** The session is over, and with it whatever has not gone. */
  drop(): void {
    const lost = { kept: this.#typedCharacters, onTheWay: this.#onTheWay, paste: this.pasting };
    if (lost.paste) this.#ports.progress(null);
    this.#paste = null;
    this.#onTheWay = 0;
    this.#recent = [];
    this.#takeTyped();
    this.#sayWaiting();
    if (lost.paste || lost.kept > 0 || lost.onTheWay > 0) this.#ports.dropped(lost);
  }

  #pasteAtOnce(paste: Paste, bracketed: boolean): PasteRefusal | null {
    const text = new PasteReader(paste.clipboard).read(paste.clipboard.length);
    const octets = this.#encoder.encode(bracketed ? bracketStart + text + bracketEnd : text);
    const characters = Array.from(text).length;
    if (!this.#held) this.#sendTyped({ octets, characters });
    else if (this.#typedOctets + octets.length > typedLimitOctets) return "away";
    else this.#keep(octets, characters);
    return null;
  }

  #sendTyped({ octets, characters }: Typed): void {
    if (!isReport(octets)) {
      const now = this.#ports.now();
      this.#recent.push({ at: now, characters });
      while ((this.#recent[0]?.at ?? now) < now - recentMs) this.#recent.shift();
    }
    this.#send(octets);
  }

  #keep(octets: Uint8Array, characters: number): void {
    // Where the mouse was on a screen that has passed, no program wants to know.
    if (isReport(octets)) return;
    if (this.#typedOctets + octets.length > typedLimitOctets) {
      this.#ports.refused();
      return;
    }
    this.#typed.push({ octets, characters });
    this.#typedOctets += octets.length;
    this.#typedCharacters += characters;
    this.#sayWaiting();
  }

  #sayWaiting(): void {
    const kept = this.#typedCharacters;
    const onTheWay = this.#onTheWay;
    if (kept === this.#said.kept && onTheWay === this.#said.onTheWay) return;
    this.#said = { kept, onTheWay };
    this.#ports.waiting(this.#said);
  }

  #send(octets: Uint8Array): void {
    this.#sentInAll += octets.length;
    this.#ports.send(octets);
  }

  #sendPiece(paste: PasteUnderWay): void {
    this.#send(paste.piece());
    if (paste.atEnd) this.#finishPaste();
    else this.#ports.progress(paste.progress);
  }

  #finishPaste(): void {
    this.#paste = null;
    this.#ports.progress(null);
    if (!this.#held) this.#sendKept();
  }

  #sendKept(): void {
    for (const typed of this.#takeTyped()) this.#sendTyped(typed);
    this.#sayWaiting();
  }

  #takeTyped(): readonly Typed[] {
    const typed = this.#typed;
    this.#typed = [];
    this.#typedOctets = 0;
    this.#typedCharacters = 0;
    return typed;
  }
}
