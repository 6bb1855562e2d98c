import { describe, expect, it } from "vitest";
import { WakingClock } from "./waking-clock.ts";

function scripted() {
  let monotonic = 500;
  let wall = 1_700_000_000_000;
  const clock = new WakingClock(
    () => monotonic,
    () => wall,
  );
  const pass = (monotonicMs: number, wallMs = monotonicMs) => {
    monotonic += monotonicMs;
    wall += wallMs;
    return clock.now();
  };
  return { clock, pass };
}

describe("the clock", () => {
  it("is the monotonic one while the machine is awake", () => {
    const { clock, pass } = scripted();
    expect(clock.now()).toBe(500);
    expect(pass(10)).toBe(510);
    expect(pass(60_000, 60_020)).toBe(60_510);
  });

  it("counts a sleep in which the monotonic one stood still", () => {
    const { pass } = scripted();
    pass(1_000);
    expect(pass(5, 3_600_000)).toBe(3_601_500);
    expect(pass(10)).toBe(3_601_510);
  });

  it("counts a sleep once in which the monotonic one went on", () => {
    const { pass } = scripted();
    expect(pass(3_600_000)).toBe(3_600_500);
  });

  it("never falls, even if somebody sets the wall clock back", () => {
    const { pass } = scripted();
    const before = pass(2_000, 90_000);
    expect(pass(10, -3_600_000)).toBe(before + 10);
  });
});
