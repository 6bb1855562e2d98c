// OSC 52, a program's way to the clipboard. Reading is refused without an answer: whatever a person copied is not the node's to
// know. Writing is handed on as a request that a person decides about. Own code instead of xterm.js's add-on, which makes the
// terminal wait for the decision (an asynchronous handler stops the parser, and with it the credit) and which always answers.

/** The most text that a program may offer, in octets. */
export const clipboardLimitOctets = 256 * 1024;

export type ClipboardRequest = { readonly kind: "write"; readonly text: string } | { readonly kind: "refused" };

/**
 * @param data  what follows "52;" in the sequence: `Pc ; Pd`
 * @return the text to offer, or that the request is none that is served (a read, another selection, no UTF-8, too long)
 */
export function readClipboardRequest(data: string): ClipboardRequest {
  const refused: ClipboardRequest = { kind: "refused" };
  const semicolon = data.indexOf(";");
  if (semicolon < 0) return refused;
  const selection = data.slice(0, semicolon);
  const encoded = data.slice(semicolon + 1);
  // An empty selection means "s0" to xterm, which every program takes for the clipboard. "p" (primary) does not exist here.
  if (selection !== "" && !/[cs]/.test(selection)) return refused;
  if (encoded === "" || encoded === "?" || encoded.length > Math.ceil(clipboardLimitOctets / 3) * 4) return refused;
  try {
    const octets = Uint8Array.from(atob(encoded), (character) => character.charCodeAt(0));
    const text = new TextDecoder("utf-8", { fatal: true }).decode(octets);
    return text === "" ? refused : { kind: "write", text };
  } catch {
    return refused;
  }
}
