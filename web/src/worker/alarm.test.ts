import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Alarm } from "./alarm.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function scripted() {
  let slept = 0;
  const rung: number[] = [];
  const alarm = new Alarm(
    () => performance.now() + slept,
    (lateMs) => rung.push(lateMs),
  );
  const sleep = (ms: number) => {
    slept += ms;
  };
  return { alarm, rung, sleep };
}

describe("the alarm", () => {
  it("rings once, at the deadline", () => {
    const { alarm, rung } = scripted();
    alarm.set(100);
    vi.advanceTimersByTime(99);
    expect(rung).toEqual([]);
    vi.advanceTimersByTime(1_000);
    expect(rung).toEqual([0]);
  });

  it("moves to an earlier deadline, and stays for a later one", () => {
    const { alarm, rung } = scripted();
    alarm.set(100);
    alarm.set(50);
    alarm.set(200);
    vi.advanceTimersByTime(50);
    expect(rung).toEqual([0]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("says how late it is after a sleep", () => {
    const { alarm, rung, sleep } = scripted();
    alarm.set(100);
    sleep(60_000);
    vi.advanceTimersByTime(100);
    expect(rung).toEqual([60_000]);
    alarm.set(10);
    vi.advanceTimersByTime(10);
    expect(rung).toEqual([60_000, 0]);
  });

  it("that was stopped does not ring", () => {
    const { alarm, rung } = scripted();
    alarm.set(100);
    alarm.stop();
    vi.advanceTimersByTime(1_000);
    expect(rung).toEqual([]);
  });
});
