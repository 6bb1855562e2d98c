// Output that a terminal can show whole: octets that are no UTF-8 become U+FFFD, as in other terminals. xterm.js drops them without a
// trace. What is UTF-8, which is nearly everything, passes as it came, without a copy. Pure; no DOM.

const lead2 = 0xc0;
const lead3 = 0xe0;
const lead4 = 0xf0;

/** How many octets at the end are the beginning of a character whose rest is still to come. */
function unfinished(octets: Uint8Array): number {
  for (let back = 1; back <= 3 && back <= octets.length; back += 1) {
    const octet = octets[octets.length - back] ?? 0;
    if (octet < lead2) {
      if (octet < 0x80) return 0;
      continue;
    }
    const needed = octet >= lead4 ? 4 : octet >= lead3 ? 3 : 2;
    return needed > back ? back : 0;
  }
  return 0;
}

/**
 * Four octets at a time: a decoder would make a string of them all, which costs several times as much and is thrown away. Nearly all of
 * a flood is plain text.
 */
function isAscii(octets: Uint8Array): boolean {
  const whole = octets.byteOffset % 4 === 0 ? octets.length >> 2 : 0;
  const fours = new Uint32Array(octets.buffer, whole && octets.byteOffset, whole);
  let seen = 0;
  // By index: an iterator takes ten times as long.
  for (let index = 0; index < whole; index += 1) seen |= fours[index] ?? 0;
  for (let index = whole * 4; index < octets.length; index += 1) seen |= octets[index] ?? 0;
  return (seen & 0x80808080) === 0;
}

export class Utf8Repair {
  readonly #strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  readonly #lenient = new TextDecoder("utf-8", { ignoreBOM: true });
  readonly #encoder = new TextEncoder();
  /** The beginning of a character, which has been handed on already. */
  #begun: Uint8Array = new Uint8Array();

  /** @return the octets to show instead: `octets` itself if there is nothing to repair */
  repair(octets: Uint8Array): Uint8Array {
    if (this.#begun.length === 0 && isAscii(octets)) return octets;
    const whole = this.#begun.length === 0 ? octets : joined(this.#begun, octets);
    const end = whole.length - unfinished(whole);
    const finished = whole.subarray(0, end);
    this.#begun = whole.slice(end);
    try {
      this.#strict.decode(finished);
      return octets;
    } catch {
      // A beginning that was handed on before is dropped by the terminal when anything but its rest follows.
      return joined(this.#encoder.encode(this.#lenient.decode(finished)), this.#begun);
    }
  }
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
