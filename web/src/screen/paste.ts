// What becomes of pasted text before it is typed: controls are taken out, so that a clipboard cannot end a bracketed paste by
// itself or press keys; line ends become what the Enter key sends. Pure; no DOM.

export interface Paste {
  /** What may be typed, without brackets. Lines are separated by \r. */
  readonly text: string;
  /** How many lines would be entered. */
  readonly lines: number;
  /** How many control characters were left out. */
  readonly stripped: number;
}

/**
 * C0 but tab and line ends, DEL, and C1. ESC is what ends a bracketed paste from inside (xterm.js does not strip `ESC[201~`),
 * U+009B is CSI in one character, and ^C or ^D in the middle of a paste are keys that nobody pressed.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;

export function preparePaste(clipboard: string): Paste {
  const kept = clipboard.replace(controls, "");
  const text = kept.replace(/\r\n?|\n/g, "\r");
  // A line end at the very end enters the last line, but begins no further one.
  const lines = text === "" ? 0 : text.replace(/\r$/, "").split("\r").length;
  return { text, lines, stripped: clipboard.length - kept.length };
}

/** Whether pasting it could run something that the person did not see: more than one line, or one that is entered at once. */
export function needsQuestion(paste: Paste, bracketed: boolean): boolean {
  return !bracketed && paste.text.includes("\r");
}

export const bracketStart = "\x1b[200~";
export const bracketEnd = "\x1b[201~";
