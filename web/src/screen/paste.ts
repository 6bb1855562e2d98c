// What becomes of pasted text before it is typed: controls are taken out, so that a clipboard cannot end a bracketed paste by
// itself or press keys; line ends become what the Enter key sends. A clipboard may hold a hundred megabytes, so it is read a piece
// at a time and never copied whole. Pure; no DOM.

/** What is known of a paste before it is sent. */
export interface Paste {
  /** As it came: what may be typed of it, a `PasteReader` says. */
  readonly clipboard: string;
  /** How many lines would be entered, the last one whether or not it is ended. */
  readonly lines: number;
  /** Whether a line would be entered at once. */
  readonly enters: boolean;
  /** How many control characters are left out. */
  readonly stripped: number;
  /** UTF-8, without brackets. */
  readonly octets: number;
}

/**
 * C0 but tab and line ends, DEL, and C1. ESC is what ends a bracketed paste from inside (xterm.js does not strip `ESC[201~`),
 * U+009B is CSI in one character, and ^C or ^D in the middle of a paste are keys that nobody pressed.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;

const lineEnds = /\r\n?|\n/g;

/** Reading so much takes a few milliseconds of the 50 that a task may take. */
const examinedCharacters = 1024 * 1024;

/** Reads what may be typed of a clipboard, from its beginning to its end. */
export class PasteReader {
  readonly #clipboard: string;
  #at = 0;
  #stripped = 0;

  constructor(clipboard: string) {
    this.#clipboard = clipboard;
  }

  get atEnd(): boolean {
    return this.#at >= this.#clipboard.length;
  }

  /** How many control characters were left out of what was read. */
  get stripped(): number {
    return this.#stripped;
  }

  /** What becomes of the next `characters` UTF-16 units, or of one more: no line end and no character is cut in two. */
  read(characters: number): string {
    let end = this.#at + characters;
    const [last, next] = [this.#clipboard.charCodeAt(end - 1), this.#clipboard.charCodeAt(end)];
    if ((last === 0x0d && next === 0x0a) || (isHighSurrogate(last) && isLowSurrogate(next))) end += 1;
    const piece = this.#clipboard.slice(this.#at, end);
    this.#at += piece.length;
    const kept = piece.replace(controls, "");
    this.#stripped += piece.length - kept.length;
    return kept.replace(lineEnds, "\r");
  }
}

/** @param pause  awaited now and then, so that the page stays responsive meanwhile */
export async function examinePaste(clipboard: string, pause: () => Promise<void>): Promise<Paste> {
  const reader = new PasteReader(clipboard);
  const encoder = new TextEncoder();
  let octets = 0;
  let ends = 0;
  let last = "";
  while (!reader.atEnd) {
    const text = reader.read(examinedCharacters);
    octets += encoder.encode(text).length;
    for (let at = text.indexOf("\r"); at >= 0; at = text.indexOf("\r", at + 1)) ends += 1;
    last = text.at(-1) ?? last;
    if (!reader.atEnd) await pause();
  }
  // A line end at the very end enters the last line, but begins no further one.
  const lines = octets === 0 ? 0 : ends + (last === "\r" ? 0 : 1);
  return { clipboard, lines, enters: ends > 0, stripped: reader.stripped, octets };
}

/** Whether pasting it could run something that the person did not see: more than one line, or one that is entered at once. */
export function needsQuestion(paste: Paste, bracketed: boolean): boolean {
  return !bracketed && paste.enters;
}

export const bracketStart = "\x1b[200~";
export const bracketEnd = "\x1b[201~";

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000;
}
