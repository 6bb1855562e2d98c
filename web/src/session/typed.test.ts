import { describe, expect, it } from "vitest";
import { charactersIn, isReport } from "./typed.ts";

const octets = (text: string) => new TextEncoder().encode(text);

describe("a report of the terminal's", () => {
  it.each([
    ["a moved mouse", "\x1b[<35;120;40M", true],
    ["a released button", "\x1b[<0;1;1m", true],
    ["the mouse as the first terminals said it", "\x1b[M !!", true],
    ["the mouse as urxvt says it", "\x1b[32;10;5M", true],
    ["a gained focus", "\x1b[I", true],
    ["a lost focus", "\x1b[O", true],
    ["an arrow key", "\x1b[A", false],
    ["an answer to a query", "\x1b[?1;2c", false],
    ["where the cursor is", "\x1b[24;80R", false],
    ["a key after a report", "\x1b[IM", false],
    ["a letter", "M", false],
    ["nothing", "", false],
  ])("%s: %j", (_name, text, expected) => {
    expect(isReport(octets(text))).toBe(expected);
  });
});

describe("the number of characters", () => {
  it.each([
    ["abc", 3],
    ["ação", 4],
    ["日本👩", 3],
    ["\r", 1],
    ["\x1b[1;5C", 1],
    ["", 0],
  ])("of %j is %i", (text, expected) => {
    expect(charactersIn(octets(text))).toBe(expected);
  });
});
