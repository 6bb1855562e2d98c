import { describe, expect, it } from "vitest";
import { DrawPace } from "./draw-pace.ts";

/** A clock that the test moves, and a renderer that notes what it is asked for. */
function scripted() {
  let now = 1_000;
  let timer: { readonly at: number; readonly callback: () => void } | null = null;
  const drawn: (readonly [start: number, end: number, redrawOnly: boolean])[] = [];
  const pace = new DrawPace({
    draw: (start, end, redrawOnly) => drawn.push([start, end, redrawOnly]),
    now: () => now,
    setTimeout: (callback, ms) => {
      timer = { at: now + ms, callback };
      return 0 as unknown as ReturnType<typeof setTimeout>;
    },
    clearTimeout: () => {
      timer = null;
    },
  });
  const wait = (ms: number) => {
    now += ms;
    if (timer && now >= timer.at) timer.callback();
  };
  return { pace, drawn, wait, waits: () => timer !== null };
}

describe("what is drawn", () => {
  it("is every change, while little comes", () => {
    const { pace, drawn, wait } = scripted();
    for (let key = 0; key < 20; key += 1) {
      pace.wrote(100);
      pace.request(3, 3, false);
      wait(5);
    }
    expect(drawn).toHaveLength(20);
  });

  it("is the first screen of a flood at once", () => {
    const { pace, drawn } = scripted();
    pace.wrote(1_000_000);
    pace.request(0, 23, false);
    expect(drawn).toEqual([[0, 23, false]]);
  });

  it("is fifteen frames a second in a flood, however often the terminal changes", () => {
    const { pace, drawn, wait } = scripted();
    let frames = 0;
    for (let ms = 0; ms < 1_000; ms += 2) {
      const before = drawn.length;
      pace.wrote(100_000);
      pace.request(0, 23, false);
      wait(2);
      if (drawn.length > before) frames += 1;
    }
    expect(frames).toBeGreaterThanOrEqual(14);
    expect(frames).toBeLessThanOrEqual(16);
  });

  it("is the end of a flood, within one frame of it and without a further change", () => {
    const { pace, drawn, wait, waits } = scripted();
    pace.wrote(1_000_000);
    pace.request(0, 23, false);
    pace.wrote(1_000_000);
    pace.request(0, 23, false);
    expect(drawn).toHaveLength(1);
    wait(66);
    expect(drawn).toHaveLength(2);
    expect(waits()).toBe(false);
  });

  it("is all rows that changed while it waited, and a change of content among redraws", () => {
    const { pace, drawn, wait } = scripted();
    pace.request(0, 23, false);
    pace.wrote(1_000_000);
    pace.request(5, 6, true);
    pace.request(2, 3, false);
    pace.request(9, 9, true);
    wait(66);
    expect(drawn.at(-1)).toEqual([2, 9, false]);
  });

  it("is nothing once it was disposed", () => {
    const { pace, drawn, wait, waits } = scripted();
    pace.request(0, 23, false);
    pace.wrote(1_000_000);
    pace.request(0, 23, false);
    pace.dispose();
    wait(1_000);
    expect(drawn).toHaveLength(1);
    expect(waits()).toBe(false);
  });
});
