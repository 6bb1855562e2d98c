// Which addresses in the terminal may be opened, and how. A program can print any text over any address (OSC 8), so an address is
// opened at once only when a person holds the modifier, which shows intent; otherwise the address itself is shown first.

/** @return the address if it is a web address, else null: no javascript:, file:, data: or mailto: from a node. */
export function webAddress(text: string): URL | null {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return null;
  }
  return url.protocol === "http:" || url.protocol === "https:" ? url : null;
}

/** In a new tab that knows nothing of this one. */
export function openAddress(url: URL): void {
  window.open(url.href, "_blank", "noopener,noreferrer");
}
