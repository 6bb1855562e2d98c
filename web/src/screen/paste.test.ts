import { describe, expect, it } from "vitest";
import { examinePaste, needsQuestion, PasteReader } from "./paste.ts";

const noPause = () => Promise.resolve();
const examine = (text: string) => examinePaste(text, noPause);

/** All that may be typed of `clipboard`, read so many characters at a time. */
function typed(clipboard: string, characters = clipboard.length + 1): string {
  const reader = new PasteReader(clipboard);
  let text = "";
  while (!reader.atEnd) text += reader.read(characters);
  return text;
}

describe("what is pasted", () => {
  it.each([
    ["an end of bracketed paste inside it", "ls\x1b[201~; rm -rf /\r", "ls[201~; rm -rf /\r", 1],
    ["CSI as one character", "a\u009b201~b", "a201~b", 1],
    ["keys that nobody pressed", "a\x03b\x04c\x00d\x7fe\x08", "abcde", 5],
    ["nothing else", "tab\there ~ ação 日本語 👩‍💻", "tab\there ~ ação 日本語 👩‍💻", 0],
  ])("is rid of %s", async (_name, given, text, stripped) => {
    expect(typed(given)).toBe(text);
    expect(await examine(given)).toMatchObject({ stripped, octets: Buffer.byteLength(text) });
  });

  it.each(["a\nb", "a\r\nb", "a\rb"])("has the line ends of the Enter key: %j", (given) => {
    expect(typed(given)).toBe("a\rb");
  });

  it.each([
    ["", 0],
    ["ls", 1],
    ["ls\n", 1],
    ["ls\npwd", 2],
    ["ls\r\npwd\r\n", 2],
    ["\n\n", 2],
    ["\x03", 0],
  ])("%j counts %i lines", async (given, lines) => {
    expect((await examine(given)).lines).toBe(lines);
  });

  it("is the same however small the pieces are in which it is read", () => {
    const given = "é\r\n👩‍💻\r\r\n\n日\x1b本\r\n";
    for (let characters = 1; characters <= given.length; characters += 1) {
      expect(typed(given, characters)).toBe("é\r👩‍💻\r\r\r日本\r");
    }
  });

  it("is examined with pauses if it is long, and whole all the same", async () => {
    let pauses = 0;
    const line = "linha com ação 日本\n";
    const given = line.repeat(200_000);
    const paste = await examinePaste(given, async () => {
      pauses += 1;
    });
    expect(paste).toMatchObject({ lines: 200_000, enters: true, stripped: 0, octets: Buffer.byteLength(given) });
    expect(pauses).toBe(Math.floor(given.length / (1024 * 1024)));
  });
});

describe("a question", () => {
  it.each([
    ["ls", false, false],
    ["ls\n", false, true],
    ["ls\npwd", false, true],
    ["ls\npwd", true, false],
  ])("before pasting %j with bracketed paste %s is asked: %s", async (given, bracketed, asked) => {
    expect(needsQuestion(await examine(given), bracketed)).toBe(asked);
  });
});
