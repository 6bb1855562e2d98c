// @vitest-environment node
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { flawOf, readUserCertificate, type UserCertificate } from "./user-certificate.ts";

const keyFile = (name: string) =>
  readFileSync(new URL(`../../../tests/unit/ssh/keys/${name}`, import.meta.url), "utf8");

describe("a certificate of ssh-keygen", () => {
  it.each(["ed25519", "ecdsa256", "ecdsa521", "rsa2048"])("is read: %s", (type) => {
    expect(readUserCertificate(keyFile(`${type}-cert.pub`))).toEqual({
      principals: ["somebody"],
      validFrom: null,
      validUntil: null,
    });
  });

  it("that is cut anywhere says nothing, or the same", () => {
    const whole = keyFile("ed25519-cert.pub");
    const [type, base64 = ""] = whole.split(" ");
    const readings = Array.from({ length: base64.length }, (_, size) =>
      readUserCertificate(`${type} ${base64.slice(0, size)}`),
    );
    expect(readings.some((reading) => reading === null)).toBe(true);
    for (const reading of readings) if (reading) expect(reading).toEqual(readUserCertificate(whole));
  });
});

describe("what is no certificate says nothing", () => {
  const [type = "", base64 = ""] = keyFile("ed25519-cert.pub").split(" ");
  it.each([
    ["nothing", ""],
    ["a public key", keyFile("ed25519.pub")],
    ["another type before the same octets", `ssh-rsa-cert-v01@openssh.com ${base64}`],
    ["a type that is not known", `ssh-dss-cert-v01@openssh.com ${base64}`],
    ["the name of every object", `__proto__-cert-v01@openssh.com ${base64}`],
    ["no base64", `${type} *`],
    ["a length beyond its end", `${type} ${btoa("\xff\xff\xff\xff")}`],
  ])("%s", (_name, line) => {
    expect(readUserCertificate(line)).toBeNull();
  });
});

describe("the dates and names of a certificate", () => {
  const string = (octets: number[]) => [
    ...new Uint8Array(new Uint32Array([octets.length]).buffer).reverse(),
    ...octets,
  ];
  const text = (value: string) => string([...new TextEncoder().encode(value)]);
  const u64 = (value: bigint) => [...new Uint8Array(new BigUint64Array([value]).buffer).reverse()];
  const type = "ssh-ed25519-cert-v01@openssh.com";
  const certificate = (principals: string[], from: bigint, until: bigint): string => {
    const octets = [
      ...text(type),
      ...text("nonce"),
      ...text("key"),
      ...u64(7n),
      ...[0, 0, 0, 1],
      ...text("id"),
      ...string(principals.flatMap(text)),
      ...u64(from),
      ...u64(until),
    ];
    return `${type} ${btoa(String.fromCharCode(...octets))} comment\n`;
  };

  it("are read", () => {
    expect(readUserCertificate(certificate(["ana", "bía"], 1_600_000_000n, 1_700_000_000n))).toEqual({
      principals: ["ana", "bía"],
      validFrom: 1_600_000_000_000,
      validUntil: 1_700_000_000_000,
    });
  });

  it("may have no end that a calendar knows", () => {
    expect(readUserCertificate(certificate([], 0n, 2n ** 64n - 1n))).toEqual({
      principals: [],
      validFrom: null,
      validUntil: null,
    });
  });
});

describe("why a node may have refused a certificate", () => {
  const good: UserCertificate = { principals: ["ana", "bia"], validFrom: 1_000, validUntil: 2_000 };
  it.each([
    ["expired", {}, "ana", 2_000],
    ["expired", {}, "caio", 3_000],
    ["notYetValid", {}, "ana", 999],
    ["namesNobody", { principals: [] }, "ana", 1_500],
    ["otherUser", {}, "caio", 1_500],
    ["otherUser", {}, "Ana", 1_500],
    ["untrusted", {}, "bia", 1_500],
    ["untrusted", { validFrom: null, validUntil: null }, "bia", 1e15],
  ] as const)("%s: %j for %s at %i", (flaw, part, user, now) => {
    expect(flawOf({ ...good, ...part }, user, now)).toBe(flaw);
  });
});
