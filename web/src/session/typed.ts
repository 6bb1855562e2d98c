// What the octets are that a terminal sends as input: keys that a person pressed, or a report of the terminal's own. Pure.

const escapeOctet = 0x1b;

/** Mouse reports (X10, SGR, urxvt) and those of the focus, by xterm's ctlseqs, behind the escape character. */
const reports = /^\[(?:M[\s\S]{3}|<?\d+;\d+;\d+[Mm]|[IO])$/;

/** Whether the octets tell where the mouse or the focus is, and nothing else. */
export function isReport(octets: Uint8Array): boolean {
  // The longest one is `ESC[<255;10000;10000M`.
  return octets[0] === escapeOctet && octets.length <= 24 && reports.test(String.fromCharCode(...octets.subarray(1)));
}

/** How many characters a person would say that these are: a key that sends a sequence is one. */
export function charactersIn(octets: Uint8Array): number {
  if (octets[0] === escapeOctet) return 1;
  // In UTF-8 each character has one octet that does not continue another.
  return octets.reduce((count, octet) => count + ((octet & 0xc0) === 0x80 ? 0 : 1), 0);
}
