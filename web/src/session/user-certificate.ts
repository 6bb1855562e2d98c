// What an OpenSSH user certificate says of itself (OpenSSH, PROTOCOL.certkeys): for whom and when it is good. A server that
// refuses one does not say why; this is where the reason is looked for. Pure. Whose key it certifies is the engine's to check.

export interface UserCertificate {
  /** The users that it names. */
  readonly principals: readonly string[];
  /** Milliseconds since 1970; null: without such a limit. */
  readonly validFrom: number | null;
  readonly validUntil: number | null;
}

/** Why a server may have refused a certificate. "untrusted" is what is left when the certificate itself shows nothing wrong. */
export const certificateFlaws = ["expired", "notYetValid", "namesNobody", "otherUser", "untrusted"] as const;
export type CertificateFlaw = (typeof certificateFlaws)[number];

/** How many fields a public key has there, after the nonce. */
const keyFields: Readonly<Record<string, number>> = {
  "ssh-rsa": 2,
  "ssh-ed25519": 1,
  "ecdsa-sha2-nistp256": 2,
  "ecdsa-sha2-nistp384": 2,
  "ecdsa-sha2-nistp521": 2,
};

const typeSuffix = "-cert-v01@openssh.com";

/** What a Date can hold (ECMA-262 §21.4.1.1); "forever" is 2^64 - 1 seconds. */
const lastSecond = 8_640_000_000_000n;

/** @return what the one line of a `-cert.pub` file says, or null if it is no certificate. */
export function readUserCertificate(line: string): UserCertificate | null {
  const [type = "", base64 = ""] = line.trim().split(/\s+/, 2);
  const fields = type.endsWith(typeSuffix) ? keyFields[type.slice(0, -typeSuffix.length)] : undefined;
  if (fields === undefined) return null;
  try {
    const reader = new Reader(Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)));
    if (reader.text() !== type) return null;
    for (let skipped = 0; skipped <= fields; skipped += 1) reader.string();
    reader.skip(8 + 4); // the serial number; whether it is a user's
    reader.string(); // the name that the authority gave it
    const names = new Reader(reader.string());
    const principals: string[] = [];
    while (!names.atEnd) principals.push(names.text());
    const [from, until] = [reader.u64(), reader.u64()];
    return {
      principals,
      validFrom: from === 0n ? null : milliseconds(from),
      validUntil: milliseconds(until),
    };
  } catch {
    return null;
  }
}

/** Why a server may have refused this one to `user`, at `now` (milliseconds since 1970). */
export function flawOf(certificate: UserCertificate, user: string, now: number): CertificateFlaw {
  const { principals, validFrom, validUntil } = certificate;
  if (validUntil !== null && now >= validUntil) return "expired";
  if (validFrom !== null && now < validFrom) return "notYetValid";
  if (principals.length === 0) return "namesNobody";
  return principals.includes(user) ? "untrusted" : "otherUser";
}

function milliseconds(seconds: bigint): number | null {
  return seconds > lastSecond ? null : Number(seconds) * 1000;
}

/** Throws a RangeError where less is left than is wanted. */
class Reader {
  readonly #octets: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(octets: Uint8Array) {
    this.#octets = octets;
    this.#view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
  }

  get atEnd(): boolean {
    return this.#at === this.#octets.length;
  }

  skip(count: number): void {
    if (count > this.#octets.length - this.#at) throw new RangeError("truncated");
    this.#at += count;
  }

  string(): Uint8Array {
    const size = this.#view.getUint32(this.#at);
    this.skip(4);
    const from = this.#at;
    this.skip(size);
    return this.#octets.subarray(from, this.#at);
  }

  text(): string {
    return new TextDecoder().decode(this.string());
  }

  u64(): bigint {
    const value = this.#view.getBigUint64(this.#at);
    this.skip(8);
    return value;
  }
}
