import { describe, expect, it } from "vitest";
import { printableLine, printableText } from "./printable.ts";

describe("text of the node", () => {
  it.each([
    ["an escape sequence", "a\x1b[31mb", "a[31mb"],
    ["a direction override", "user\u202egnp.exe", "usergnp.exe"],
    ["isolates and zero widths", "a\u2066b\u2069c\u200bd\ufeffe", "abcde"],
    ["C1 controls", "a\u009bb\u0085c", "abc"],
    ["line ends, as a line", "a\r\nb\tc", "a b c"],
  ])("is shown without %s", (_name, given, shown) => {
    expect(printableLine(given)).toBe(shown);
  });

  it("keeps its lines where several are shown", () => {
    expect(printableText("a\r\nb\rc\n\td")).toBe("a\nb\nc\n\td");
  });

  it("is cut where it would never end", () => {
    expect(printableLine("x".repeat(10_000), 50)).toBe(`${"x".repeat(50)}…`);
  });
});
