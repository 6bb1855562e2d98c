import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { Paste } from "../screen/paste.ts";
import { lowWaterOctets, PacedInput, pasteLimitOctets, typedLimitOctets } from "./paced-input.ts";
import { type PasteProgress, pieceOctets } from "./paste-under-way.ts";

function pasteOf(clipboard: string): Paste {
  return { clipboard, lines: 1, enters: false, stripped: 0, octets: Buffer.byteLength(clipboard) };
}

function recorded() {
  const sent: Uint8Array[] = [];
  const progress: (PasteProgress | null)[] = [];
  const waiting: number[] = [];
  const clock = { now: 1_000_000 };
  const told: string[] = [];
  const input = new PacedInput({
    send: (octets) => sent.push(octets),
    progress: (now) => progress.push(now),
    waiting: ({ kept, onTheWay }) => waiting.push(kept + onTheWay),
    now: () => clock.now,
    refused: () => told.push("refused"),
    dropped: ({ kept, onTheWay, paste }) =>
      told.push(`dropped ${kept}${onTheWay ? `, perhaps ${onTheWay}` : ""}${paste ? " and a paste" : ""}`),
  });
  const text = () => Buffer.concat(sent).toString();
  /** The Worker has all that was sent, and says how much of it waits. */
  const queued = (octets: number) => input.queued(octets, Buffer.concat(sent).length);
  const paste = (clipboard: string, bracketed = false) => input.paste(pasteOf(clipboard), bracketed);
  return { input, paste, sent, progress, waiting, told, text, queued, clock };
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
    const { input, paste, text, queued, waiting } = recorded();
    paste("x".repeat(pieceOctets + 1));
    input.type(octets("é"));
    input.type(octets("\x1b[A"));
    expect(text()).not.toContain("é");
    expect(waiting).toEqual([1, 2]);
    queued(0);
    expect(text()).toBe(`${"x".repeat(pieceOctets + 1)}é\x1b[A`);
    expect(waiting).toEqual([1, 2, 0]);
  });

  it("behind a paste is bounded, and the person is told", () => {
    const { input, paste, text, queued, told } = recorded();
    paste("x".repeat(pieceOctets + 1));
    input.type(octets("y".repeat(typedLimitOctets)));
    input.type(octets("z"));
    expect(told).toEqual(["refused"]);
    queued(0);
    expect(text()).toBe(`${"x".repeat(pieceOctets + 1)}${"y".repeat(typedLimitOctets)}`);
  });
});

describe("a small paste", () => {
  it("goes out in one message, in brackets if the program knows them", () => {
    const { paste, sent, text, progress } = recorded();
    expect(paste("ls\npwd", true)).toBeNull();
    expect(sent.length).toBe(1);
    expect(text()).toBe("\x1b[200~ls\rpwd\x1b[201~");
    expect(progress).toEqual([]);
  });
});

describe("a large paste", () => {
  it("arrives whole, a piece at a time, each after the last was taken", () => {
    const { input, paste, sent, text, progress, queued } = recorded();
    const lines = "ação 日本 👩‍💻\r".repeat(200_000); // 5.6 MB
    paste(lines, true);
    expect(sent.length).toBe(1);
    queued(lowWaterOctets + 1);
    expect(sent.length).toBe(1);
    while (input.pasting) queued(0);
    expect(Math.max(...sent.map((piece) => piece.length))).toBeLessThanOrEqual(pieceOctets);
    const hash = (value: string) => createHash("sha256").update(value).digest("hex");
    expect(hash(text())).toBe(hash(`\x1b[200~${lines}\x1b[201~`));
    expect(progress.at(-1)).toBeNull();
  });

  it("takes a report from before its last piece for what it is", () => {
    const { input, paste, sent, queued } = recorded();
    paste("x".repeat(10 * pieceOctets));
    for (let i = 0; i < 5; i += 1) input.queued(0, 0);
    expect(sent.length).toBe(1);
    queued(0);
    for (let i = 0; i < 5; i += 1) input.queued(0, pieceOctets);
    expect(sent.length).toBe(2);
  });

  it("shows how far it is", () => {
    const { paste, progress } = recorded();
    paste("x".repeat(3 * pieceOctets));
    expect(progress).toEqual([{ sentOctets: pieceOctets, totalOctets: 3 * pieceOctets }]);
  });

  it.each([
    ["the person stops it", (input: PacedInput) => input.cancel(), "\x1b[201~"],
    ["the person presses Ctrl-C", (input: PacedInput) => input.type(octets("\x03")), "\x1b[201~\x03"],
  ])("drops the rest and ends its bracket when %s", (_name, stop, end) => {
    const { input, paste, text, progress, queued } = recorded();
    paste("x".repeat(10 * pieceOctets), true);
    stop(input);
    expect(text()).toBe(`\x1b[200~${"x".repeat(pieceOctets - 6)}${end}`);
    expect(progress.at(-1)).toBeNull();
    queued(0);
    expect(text().endsWith(end)).toBe(true);
  });

  it("is refused while another one goes out", () => {
    const { input, paste, text, queued } = recorded();
    paste("x".repeat(2 * pieceOctets));
    expect(paste("second")).toBe("busy");
    while (input.pasting) queued(0);
    expect(text()).not.toContain("second");
  });

  it("is refused beyond its limit, and nothing of it is sent", () => {
    const { input, sent } = recorded();
    expect(input.paste({ ...pasteOf("x"), octets: pasteLimitOctets + 1 }, false)).toBe("tooLarge");
    expect(sent).toEqual([]);
  });
});

describe("while the relay is out of reach", () => {
  it("what is typed and pasted is kept, and goes in order once it is back", () => {
    const { input, paste, text, waiting } = recorded();
    input.type(octets("a"));
    input.hold(0);
    input.type(octets("b"));
    expect(paste("日本")).toBeNull();
    input.type(octets("\x03"));
    expect(text()).toBe("a");
    input.release();
    expect(text()).toBe("ab日本\x03");
    expect(waiting).toEqual([1, 3, 4, 0]);
    input.type(octets("c"));
    expect(text()).toBe("ab日本\x03c");
  });

  it("a paste under way stands still, and goes on before what was typed", () => {
    const { input, paste, text, queued } = recorded();
    paste("x".repeat(2 * pieceOctets));
    input.hold(0);
    input.type(octets("y"));
    input.release();
    expect(text()).not.toContain("y");
    queued(0);
    expect(text()).toBe(`${"x".repeat(2 * pieceOctets)}y`);
  });

  it("no more is kept than its bound, of pastes neither", () => {
    const { input, paste, told } = recorded();
    input.hold(0);
    expect(paste("x".repeat(2 * pieceOctets))).toBe("away");
    input.type(octets("y".repeat(typedLimitOctets - 1)));
    expect(paste("zz")).toBe("away");
    expect(told).toEqual([]);
    input.type(octets("zz"));
    expect(told).toEqual(["refused"]);
  });

  it("where the mouse is does not matter", () => {
    const { input, text, waiting } = recorded();
    input.hold(0);
    for (const report of ["\x1b[<35;10;5M", "\x1b[<0;10;5m", "\x1b[M !!", "\x1b[I", "\x1b[O"])
      input.type(octets(report));
    input.release();
    expect(text()).toBe("");
    expect(waiting).toEqual([]);
  });

  it("what was typed since the relay was last heard waits, too, and is not sent twice", () => {
    const { input, paste, text, waiting, clock } = recorded();
    input.type(octets("heard"));
    clock.now += 100;
    input.type(octets("é"));
    input.type(octets("\x1b[<35;10;5M"));
    expect(paste("日本")).toBeNull();
    clock.now += 8_000;
    input.hold(8_050);
    expect(waiting).toEqual([3]);
    input.type(octets("x"));
    expect(waiting).toEqual([3, 4]);
    input.release();
    expect(waiting).toEqual([3, 4, 0]);
    expect(text()).toBe("heardé\x1b[<35;10;5M日本x");
    clock.now += 10;
    input.hold(5);
    expect(waiting.at(-1)).toBe(0);
  });

  it("what may not have arrived is told apart from what never went when the session ends", () => {
    const { input, told, waiting } = recorded();
    input.type(octets("ab"));
    input.hold(1);
    input.type(octets("c"));
    input.drop();
    expect(told).toEqual(["dropped 1, perhaps 2"]);
    expect(waiting.at(-1)).toBe(0);
    input.hold(60_000);
    input.drop();
    expect(told.length).toBe(1);
  });

  it("what never went is counted when the session ends", () => {
    const { input, text, told, waiting } = recorded();
    input.hold(0);
    input.type(octets("é"));
    input.type(octets("\x1b[A"));
    input.drop();
    input.drop();
    expect(told).toEqual(["dropped 2"]);
    expect(waiting.at(-1)).toBe(0);
    input.release();
    expect(text()).toBe("");
  });

  it("the rest of a paste is lost with the session, and that is said", () => {
    const { input, paste, told, progress } = recorded();
    paste("x".repeat(10 * pieceOctets));
    input.drop();
    expect(told).toEqual(["dropped 0 and a paste"]);
    expect(progress.at(-1)).toBeNull();
  });
});
