import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { lowWaterOctets, PacedInput, type PasteProgress, pasteLimitOctets, pieceOctets } from "./paced-input.ts";

function recorded() {
  const sent: Uint8Array[] = [];
  const progress: (PasteProgress | null)[] = [];
  const input = new PacedInput({ send: (octets) => sent.push(octets), progress: (now) => progress.push(now) });
  const text = () => Buffer.concat(sent).toString();
  /** The Worker has all that was sent, and says how much of it waits. */
  const queued = (octets: number) => input.queued(octets, Buffer.concat(sent).length);
  return { input, sent, progress, text, queued };
}
const octets = (text: string) => new TextEncoder().encode(text);

describe("typing", () => {
  it("goes out at once and in order", () => {
    const { input, text } = recorded();
    input.type(octets("a"));
    input.type(octets("b"));
    expect(text()).toBe("ab");
  });

  it("goes behind a paste that is under way", () => {
    const { input, text, queued } = recorded();
    input.paste("x".repeat(pieceOctets + 1), false);
    input.type(octets("y"));
    expect(text()).not.toContain("y");
    queued(0);
    expect(text()).toBe(`${"x".repeat(pieceOctets + 1)}y`);
  });
});

describe("a small paste", () => {
  it("goes out in one message, in brackets if the program knows them", () => {
    const { input, sent, text, progress } = recorded();
    expect(input.paste("ls\rpwd", true)).toBe(true);
    expect(sent.length).toBe(1);
    expect(text()).toBe("\x1b[200~ls\rpwd\x1b[201~");
    expect(progress).toEqual([]);
  });
});

describe("a large paste", () => {
  it("arrives whole, a piece at a time, each after the last was taken", () => {
    const { input, sent, text, progress, queued } = recorded();
    const paste = "ação\r".repeat(800_000); // 5.6 MB
    input.paste(paste, true);
    expect(sent.length).toBe(1);
    queued(lowWaterOctets + 1);
    expect(sent.length).toBe(1);
    while (input.pasting) queued(0);
    expect(Math.max(...sent.map((piece) => piece.length))).toBeLessThanOrEqual(pieceOctets);
    const hash = (value: string) => createHash("sha256").update(value).digest("hex");
    expect(hash(text())).toBe(hash(`\x1b[200~${paste}\x1b[201~`));
    expect(progress.at(-1)).toBeNull();
  });

  it("takes a report from before its last piece for what it is", () => {
    const { input, sent, queued } = recorded();
    input.paste("x".repeat(10 * pieceOctets), false);
    for (let i = 0; i < 5; i += 1) input.queued(0, 0);
    expect(sent.length).toBe(1);
    queued(0);
    for (let i = 0; i < 5; i += 1) input.queued(0, pieceOctets);
    expect(sent.length).toBe(2);
  });

  it("shows how far it is", () => {
    const { input, progress } = recorded();
    input.paste("x".repeat(3 * pieceOctets), false);
    expect(progress).toEqual([{ sentOctets: pieceOctets, totalOctets: 3 * pieceOctets }]);
  });

  it.each([
    ["the person stops it", (input: PacedInput) => input.cancel(), "\x1b[201~"],
    ["the person presses Ctrl-C", (input: PacedInput) => input.type(octets("\x03")), "\x1b[201~\x03"],
  ])("drops the rest and ends its bracket when %s", (_name, stop, end) => {
    const { input, text, progress, queued } = recorded();
    input.paste("x".repeat(10 * pieceOctets), true);
    stop(input);
    expect(text()).toBe(`\x1b[200~${"x".repeat(pieceOctets - 6)}${end}`);
    expect(progress.at(-1)).toBeNull();
    queued(0);
    expect(text().endsWith(end)).toBe(true);
  });

  it("is refused while another one goes out", () => {
    const { input, text, queued } = recorded();
    input.paste("x".repeat(2 * pieceOctets), false);
    expect(input.paste("second", false)).toBe(false);
    while (input.pasting) queued(0);
    expect(text()).not.toContain("second");
  });

  it("is refused beyond its limit, and nothing of it is sent", () => {
    const { input, sent } = recorded();
    expect(input.paste("x".repeat(pasteLimitOctets + 1), false)).toBe(false);
    expect(sent).toEqual([]);
  });
});
