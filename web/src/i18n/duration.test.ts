import { describe, expect, it } from "vitest";
import { formatDuration } from "./duration.ts";

describe("a duration", () => {
  it.each([
    [-5, "0 s"],
    [999, "0 s"],
    [12_000, "12 s"],
    [59_999, "59 s"],
    [60_000, "1 min"],
    [3_599_999, "59 min"],
    [3_600_000, "1 h"],
    [7_500_000, "2 h 5 min"],
  ])("of %i ms is %s", (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});
