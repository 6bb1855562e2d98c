import { describe, expect, it } from "vitest";
import { FramePace } from "./frame-pace.ts";

/** A clock and a browser's frames, both moved by the test. */
function scripted() {
  let now = 1_000;
  let timer: { readonly at: number; readonly callback: () => void } | null = null;
  let frame: FrameRequestCallback | null = null;
  const reported: unknown[] = [];
  const pace = new FramePace({
    requestAnimationFrame: (callback) => {
      frame = callback;
      return 7;
    },
    cancelAnimationFrame: () => {
      frame = null;
    },
    now: () => now,
    setTimeout: (callback, ms) => {
      timer = { at: now + ms, callback };
      return 0 as unknown as ReturnType<typeof setTimeout>;
    },
    clearTimeout: () => {
      timer = null;
    },
    report: (error) => reported.push(error),
  });
  /** Time passes; then the browser draws a frame, if it was asked. */
  const wait = (ms: number) => {
    now += ms;
    const due = timer;
    if (due && now >= due.at) {
      timer = null;
      due.callback();
    }
    const drawn = frame;
    frame = null;
    drawn?.(now);
  };
  const isAsked = () => frame !== null || timer !== null;
  return { pace, wait, isAsked, reported };
}

const flood = 1_000_000;

describe("a frame", () => {
  it("is the browser's next one, while little comes", () => {
    const { pace, wait } = scripted();
    let drawn = 0;
    for (let key = 0; key < 20; key += 1) {
      pace.wrote(100);
      pace.request(() => {
        drawn += 1;
      });
      wait(5);
      expect(drawn).toBe(key + 1);
    }
  });

  it("is the browser's next one for the first screen of a flood", () => {
    const { pace, wait } = scripted();
    let drawn = 0;
    pace.wrote(flood);
    pace.request(() => {
      drawn += 1;
    });
    wait(5);
    expect(drawn).toBe(1);
  });

  it("comes sixteen times a second in a flood, however often it is asked for, and however the flood is cut", () => {
    const { pace, wait } = scripted();
    const times: number[] = [];
    const ask = () => pace.request((time) => times.push(time));
    for (let ms = 0; ms < 1_000; ms += 2) {
      // The terminal is given much at once, and draws from its queue for a while.
      if (ms % 40 === 0) pace.wrote(flood);
      if (times.length === 0 || times.at(-1) !== 1_000 + ms) ask();
      wait(2);
    }
    const frames = new Set(times).size;
    expect(frames).toBeGreaterThanOrEqual(15);
    expect(frames).toBeLessThanOrEqual(18);
  });

  it("comes at the end of a flood without a further change", () => {
    const { pace, wait, isAsked } = scripted();
    let drawn = 0;
    const draw = () => {
      drawn += 1;
    };
    pace.wrote(flood);
    pace.request(draw);
    wait(5);
    pace.wrote(flood);
    pace.request(draw);
    wait(5);
    expect(drawn).toBe(1);
    wait(60);
    expect(drawn).toBe(2);
    expect(isAsked()).toBe(false);
  });

  it("is the browser's next one again when the flood is over", () => {
    const { pace, wait } = scripted();
    let drawn = 0;
    const draw = () => {
      drawn += 1;
    };
    for (let round = 0; round < 3; round += 1) {
      pace.wrote(flood);
      pace.request(draw);
      wait(60);
    }
    wait(500);
    for (let key = 0; key < 3; key += 1) {
      drawn = 0;
      pace.wrote(10);
      pace.request(draw);
      wait(1);
      expect(drawn).toBe(1);
    }
  });
});

describe("a callback", () => {
  it("runs once, in the order asked, with the frame's time", () => {
    const { pace, wait } = scripted();
    const ran: [string, number][] = [];
    pace.request((time) => ran.push(["first", time]));
    pace.request((time) => ran.push(["second", time]));
    wait(10);
    wait(10);
    expect(ran).toEqual([
      ["first", 1_010],
      ["second", 1_010],
    ]);
  });

  it("that is asked for within a frame runs in the next", () => {
    const { pace, wait } = scripted();
    let drawn = 0;
    pace.request(() =>
      pace.request(() => {
        drawn += 1;
      }),
    );
    wait(10);
    expect(drawn).toBe(0);
    wait(10);
    expect(drawn).toBe(1);
  });

  it("does not run once it is cancelled, before the frame or within it", () => {
    const { pace, wait } = scripted();
    const ran: string[] = [];
    pace.cancel(pace.request(() => ran.push("before")));
    let within = 0;
    pace.request(() => pace.cancel(within));
    within = pace.request(() => ran.push("within"));
    pace.request(() => ran.push("last"));
    wait(10);
    expect(ran).toEqual(["last"]);
  });

  it("that throws is reported, and the others run", () => {
    const { pace, wait, reported } = scripted();
    let drawn = 0;
    pace.request(() => {
      throw new Error("broken");
    });
    pace.request(() => {
      drawn += 1;
    });
    wait(10);
    expect(drawn).toBe(1);
    expect(reported).toEqual([new Error("broken")]);
  });

  it("does not run after the end", () => {
    const { pace, wait, isAsked } = scripted();
    let drawn = 0;
    pace.request(() => {
      drawn += 1;
    });
    pace.dispose();
    expect(isAsked()).toBe(false);
    wait(1_000);
    expect(drawn).toBe(0);
  });
});
