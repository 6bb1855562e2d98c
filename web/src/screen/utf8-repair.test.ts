import { Terminal } from "@xterm/headless";
import { describe, expect, it } from "vitest";
import { Utf8Repair } from "./utf8-repair.ts";

const octets = (...values: number[]) => Uint8Array.from(values);
const utf8 = (text: string) => new TextEncoder().encode(text);

/** What a terminal shows of the pieces. */
async function shown(pieces: readonly Uint8Array[]): Promise<string> {
  const terminal = new Terminal({ cols: 200, rows: 2, allowProposedApi: true });
  const repair = new Utf8Repair();
  for (const piece of pieces) terminal.write(repair.repair(piece));
  await new Promise<void>((resolve) => terminal.write("", resolve));
  const line = terminal.buffer.active.getLine(0)?.translateToString(true) ?? "";
  terminal.dispose();
  return line;
}

describe("octets for the screen", () => {
  it("pass without a copy when they are UTF-8, wherever they are cut", () => {
    const text = utf8("aé日👍\ufeff");
    for (let cut = 0; cut <= text.length; cut += 1) {
      const repair = new Utf8Repair();
      for (const piece of [text.slice(0, cut), text.slice(cut)]) expect(repair.repair(piece)).toBe(piece);
    }
  });

  it("are looked at whole, wherever their memory begins and ends", () => {
    const memory = new Uint8Array(64).fill(0x61);
    for (let start = 0; start < 8; start += 1) {
      for (let end = start + 1; end <= start + 17; end += 1) {
        const piece = memory.subarray(start, end);
        expect(new Utf8Repair().repair(piece)).toBe(piece);
        for (let bad = start; bad < end; bad += 1) {
          memory[bad] = 0x80;
          expect(new Utf8Repair().repair(piece), `${start}..${end}, bad at ${bad}`).not.toBe(piece);
          memory[bad] = 0x61;
        }
      }
    }
  });

  it.each([
    ["a stray continuation", octets(0x61, 0x80, 0x62), "a\ufffdb"],
    ["octets that never occur", octets(0x61, 0xff, 0xfe, 0x62), "a\ufffd\ufffdb"],
    ["a character that is not finished", octets(0x61, 0xe2, 0x82, 0x28), "a\ufffd("],
    ["an overlong form", octets(0xc0, 0xaf, 0x62), "\ufffd\ufffdb"],
    ["half a surrogate pair", octets(0xed, 0xa0, 0x80, 0x62), "\ufffd\ufffd\ufffdb"],
    ["two beginnings", octets(0xf0, 0x9f, 0xe6, 0x97, 0xa5), "\ufffd日"],
  ])("mark %s, wherever they are cut", async (_, whole, expected) => {
    for (let cut = 0; cut <= whole.length; cut += 1) {
      expect(await shown([whole.slice(0, cut), whole.slice(cut)]), `cut at ${cut}`).toBe(expected);
    }
  });

  it("come out as a decoder reads them, octet by octet", async () => {
    const whole = octets(...utf8("é日👍x"), 0xe6, 0x97, 0xf0, 0x9f, 0x91, 0xc3, ...utf8("é|"), 0xbf, 0x2e);
    const pieces = [...whole].map((octet) => octets(octet));
    expect(await shown(pieces)).toBe(new TextDecoder().decode(whole));
  });
});
