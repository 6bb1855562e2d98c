import headless from "@xterm/headless";
import { describe, expect, it } from "vitest";
import { Feed, type FeedPorts, type Timer } from "./feed.ts";

// Only its identity counts.
const timer = {} as Timer;

/** A screen whose callbacks come when the test says so. */
function scriptedScreen(overrides: Partial<FeedPorts> = {}) {
  const taken: Uint8Array[] = [];
  const callbacks: (() => void)[] = [];
  let committed = 0;
  let lost = 0;
  let tick: (() => void) | null = null;
  const feed = new Feed({
    sink: (octets, done) => {
      taken.push(octets);
      callbacks.push(done);
    },
    commit: (octets) => {
      committed += octets;
    },
    lost: () => {
      lost += 1;
    },
    running: () => true,
    setInterval: (callback) => {
      tick = callback;
      return timer;
    },
    clearInterval: () => {
      tick = null;
    },
    ...overrides,
  });
  return {
    feed,
    taken,
    callbacks,
    committed: () => committed,
    lost: () => lost,
    watched: () => tick !== null,
    ticks: (count: number) => {
      for (let done = 0; done < count; done += 1) tick?.();
    },
  };
}

const settled = () => new Promise<void>((resolve) => queueMicrotask(resolve));

describe("credit", () => {
  it("is never given before the screen's callback", async () => {
    const screen = scriptedScreen();
    screen.feed.write(new Uint8Array(100_000));
    await settled();
    expect(screen.committed()).toBe(0);
    expect(screen.feed.inFlight).toBe(100_000);
  });

  it("comes back for every octet once all callbacks came", async () => {
    const screen = scriptedScreen();
    screen.feed.write(new Uint8Array(100_001));
    for (const callback of screen.callbacks) callback();
    await settled();
    expect(screen.committed()).toBe(100_001);
    expect(screen.feed.inFlight).toBe(0);
  });

  it("comes back for a single keystroke without waiting for more", async () => {
    const screen = scriptedScreen();
    screen.feed.write(new Uint8Array(1));
    screen.callbacks[0]?.();
    await settled();
    expect(screen.committed()).toBe(1);
  });

  it("comes back while more is still being drawn, so that the node never waits", () => {
    const screen = scriptedScreen();
    screen.feed.write(new Uint8Array(256 * 1024));
    for (const callback of screen.callbacks.slice(0, 1)) callback();
    expect(screen.committed()).toBe(64 * 1024);
  });

  it("is given once for a callback that comes twice", async () => {
    const screen = scriptedScreen();
    screen.feed.write(new Uint8Array(10));
    screen.callbacks[0]?.();
    screen.callbacks[0]?.();
    await settled();
    expect(screen.committed()).toBe(10);
  });
});

describe("a lost callback", () => {
  it("fails the session visibly, once", () => {
    const screen = scriptedScreen();
    screen.feed.write(new Uint8Array(10));
    screen.ticks(4);
    expect(screen.lost()).toBe(0);
    screen.ticks(10);
    expect(screen.lost()).toBe(1);
  });

  it("gives no credit when it comes after all", async () => {
    const screen = scriptedScreen();
    screen.feed.write(new Uint8Array(10));
    screen.ticks(5);
    screen.callbacks[0]?.();
    await settled();
    expect(screen.committed()).toBe(0);
  });

  it("is not suspected while other callbacks keep coming", () => {
    const screen = scriptedScreen();
    screen.feed.write(new Uint8Array(64 * 1024));
    for (const callback of screen.callbacks) {
      screen.ticks(4);
      callback();
    }
    expect(screen.lost()).toBe(0);
  });

  it("is not suspected in a hidden tab, where the screen nearly stands still", () => {
    let visible = false;
    const screen = scriptedScreen({ running: () => visible });
    screen.feed.write(new Uint8Array(10));
    screen.ticks(1_000);
    expect(screen.lost()).toBe(0);
    visible = true;
    screen.ticks(5);
    expect(screen.lost()).toBe(1);
  });

  it("is watched for only while something is on its way", async () => {
    const screen = scriptedScreen();
    expect(screen.watched()).toBe(false);
    screen.feed.write(new Uint8Array(10));
    expect(screen.watched()).toBe(true);
    screen.callbacks[0]?.();
    expect(screen.watched()).toBe(false);
  });
});

describe("a screen that throws", () => {
  it("fails the session and is given nothing more", () => {
    let calls = 0;
    const screen = scriptedScreen({
      sink: () => {
        calls += 1;
        throw new Error("write data discarded");
      },
    });
    screen.feed.write(new Uint8Array(100_000));
    screen.feed.write(new Uint8Array(10));
    expect(screen.lost()).toBe(1);
    expect(calls).toBe(1);
  });
});

describe("a feed that is disposed", () => {
  it("neither commits nor fails", async () => {
    const screen = scriptedScreen();
    screen.feed.write(new Uint8Array(10));
    screen.feed.dispose();
    screen.ticks(10);
    screen.callbacks[0]?.();
    await settled();
    expect([screen.committed(), screen.lost()]).toEqual([0, 0]);
  });
});

describe("with xterm.js itself", () => {
  const terminalFeed = (terminal: InstanceType<typeof headless.Terminal>) => {
    let committed = 0;
    let lost = 0;
    let arrived: (() => void) | null = null;
    const feed = new Feed({
      sink: (octets, done) => terminal.write(octets, done),
      commit: (octets) => {
        committed += octets;
        arrived?.();
      },
      lost: () => {
        lost += 1;
      },
      running: () => true,
      setInterval: () => timer,
      clearInterval: () => undefined,
    });
    const until = (octets: number) =>
      new Promise<void>((resolve) => {
        arrived = () => {
          if (committed >= octets) resolve();
        };
        arrived();
      });
    return { feed, until, committed: () => committed, lost: () => lost };
  };

  it("draws characters that are split anywhere, in order, and commits every octet", async () => {
    const text = "ação 日本語 👩‍💻 \x1b[31mred\x1b[0m ".repeat(40);
    const octets = new TextEncoder().encode(text);
    const whole = new headless.Terminal({ cols: 80, rows: 50, allowProposedApi: true });
    await new Promise<void>((resolve) => whole.write(octets, resolve));
    const pieces = new headless.Terminal({ cols: 80, rows: 50, allowProposedApi: true });
    const { feed, until, committed } = terminalFeed(pieces);
    for (let start = 0; start < octets.length; start += 3) feed.write(octets.slice(start, start + 3));
    await until(octets.length);
    const lines = (terminal: typeof whole) =>
      Array.from({ length: 50 }, (_, row) => terminal.buffer.active.getLine(row)?.translateToString(true));
    expect(lines(pieces)).toEqual(lines(whole));
    expect(committed()).toBe(octets.length);
  });

  it("loses nothing of a flood that is bounded by its window", async () => {
    const terminal = new headless.Terminal({ cols: 100, rows: 30, scrollback: 1000, allowProposedApi: true });
    const { feed, until, committed, lost } = terminalFeed(terminal);
    const windowOctets = 256 * 1024;
    const line = new TextEncoder().encode(`${"x".repeat(98)}\r\n`);
    const block = new Uint8Array(line.length * 320);
    for (let start = 0; start < block.length; start += line.length) block.set(line, start);
    let sent = 0;
    while (sent < 8 * 1024 * 1024) {
      await until(sent + block.length - windowOctets);
      feed.write(block.slice());
      sent += block.length;
      expect(feed.inFlight).toBeLessThanOrEqual(windowOctets);
    }
    await until(sent);
    expect(committed()).toBe(sent);
    expect(lost()).toBe(0);
  });
});
