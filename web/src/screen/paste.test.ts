import { describe, expect, it } from "vitest";
import { needsQuestion, preparePaste } from "./paste.ts";

describe("what is pasted", () => {
  it.each([
    ["an end of bracketed paste inside it", "ls\x1b[201~; rm -rf /\r", "ls[201~; rm -rf /\r", 1],
    ["CSI as one character", "a\u009b201~b", "a201~b", 1],
    ["keys that nobody pressed", "a\x03b\x04c\x00d\x7fe\x08", "abcde", 5],
    ["nothing else", "tab\there ~ ação 日本語 👩‍💻", "tab\there ~ ação 日本語 👩‍💻", 0],
  ])("is rid of %s", (_name, given, text, stripped) => {
    expect(preparePaste(given)).toMatchObject({ text, stripped });
  });

  it.each(["a\nb", "a\r\nb", "a\rb"])("has the line ends of the Enter key: %j", (given) => {
    expect(preparePaste(given).text).toBe("a\rb");
  });

  it.each([
    ["", 0],
    ["ls", 1],
    ["ls\n", 1],
    ["ls\npwd", 2],
    ["ls\r\npwd\r\n", 2],
    ["\n\n", 2],
  ])("%j counts %i lines", (given, lines) => {
    expect(preparePaste(given).lines).toBe(lines);
  });
});

describe("a question", () => {
  it.each([
    ["ls", false, false],
    ["ls\n", false, true],
    ["ls\npwd", false, true],
    ["ls\npwd", true, false],
  ])("before pasting %j with bracketed paste %s is asked: %s", (given, bracketed, asked) => {
    expect(needsQuestion(preparePaste(given), bracketed)).toBe(asked);
  });
});
