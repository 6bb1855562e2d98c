// Which keys are ours and not the shell's. Pure, over what a KeyboardEvent says.

export type KeyCommand =
  | "copy"
  | "browserPaste"
  | "search"
  | "larger"
  | "smaller"
  | "defaultSize"
  | "reconnect"
  | "reconnectNow";

export type KeyPress = Pick<KeyboardEvent, "key" | "ctrlKey" | "shiftKey" | "altKey" | "metaKey">;

/** Whose the keys are: the shell's, nobody's, or the shell's once the relay is back. */
export type KeyOwner = "shell" | "nobody" | "shellAway";

/**
 * @return what the key asks for, or null if it belongs to the shell (or to the browser)
 */
export function commandOf(press: KeyPress, owner: KeyOwner): KeyCommand | null {
  const key = press.key.toLowerCase();
  const control = press.ctrlKey !== press.metaKey && !press.altKey; // Ctrl, or ⌘ on a Mac, but not both
  if (control && press.shiftKey) {
    // Ctrl-C alone is the shell's. ⌘C and ⌘V without Shift, Ctrl-Insert and Shift-Insert are the browser's own and need nothing.
    if (key === "c") return "copy";
    if (key === "v") return "browserPaste";
    if (key === "f") return "search";
    if (key === "enter" && owner === "shellAway") return "reconnectNow";
    return key === "+" ? "larger" : null;
  }
  if (control) {
    if (key === "+" || key === "=") return "larger";
    if (key === "-") return "smaller";
    if (key === "0") return "defaultSize";
    return null;
  }
  const bare = !press.ctrlKey && !press.metaKey && !press.altKey;
  return owner === "nobody" && bare && (key === "enter" || key === "r") ? "reconnect" : null;
}

/** CSS pixels: readable at the least, a projector at the most. */
export const fontSizes = { least: 8, most: 32, usual: 14 } as const;

export function nextFontSize(current: number, command: "larger" | "smaller" | "defaultSize"): number {
  if (command === "defaultSize") return fontSizes.usual;
  const next = current + (command === "larger" ? 1 : -1);
  return Math.min(fontSizes.most, Math.max(fontSizes.least, next));
}

/** A stored or given size, or the usual one if it is none. */
export function readFontSize(value: string | number | null): number {
  const size = Number(value);
  return size >= fontSizes.least && size <= fontSizes.most ? size : fontSizes.usual;
}
