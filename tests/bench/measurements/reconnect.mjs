// A line with a round trip of 100 ms that is gone without a word and comes back: how long until the same shell goes on in the page. Once
// told by the browser that the network is back, once by becoming visible, and once by nothing.
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { PageTerminal } from "../support/browser.mjs";
import { startFarStack, VisitingBench } from "../support/far-stack.mjs";
import { NetworkSwitch, serveSwitch } from "../support/network-switch.mjs";
import { promptTitle } from "../support/node.mjs";
import { median } from "../support/statistics.mjs";

const oneWayMs = 50;
const rounds = 7;
/** Longer than it takes to see that a line is dead. Their lengths differ, so that the line comes back at any moment between two tries. */
const downMs = 11_000;
const downStepMs = 290;
/** By then a browser makes wait who opened sockets in vain, and has no connections left for who asked without end. */
const longDownsMs = [62_000, 75_000, 88_000];

/** Far above what any of it takes. */
const waitMs = 180_000;

/** Each returns the page's `Date.now()` from which the time is taken. */
const ways = {
  online: (terminal) =>
    terminal.evaluate(() => {
      dispatchEvent(new Event("online"));
      return Date.now();
    }),
  visible: (terminal) => terminal.show(),
  silent: () => Date.now(),
};

/** Whatever the page learnt of the session, from the first loss on. */
function noteStates() {
  const notes = [];
  globalThis.bench.states = notes;
  document.addEventListener("glasshell-state", ({ state }) => notes.push({ state, at: Date.now() }));
}

/** @returns when the session was in `state` again, as `Date.now()`; forgets what was before */
const untilState = (terminal, state) =>
  terminal.evaluate(
    async (wanted, ms) => {
      const { states } = globalThis.bench;
      for (const deadline = Date.now() + ms; Date.now() < deadline; ) {
        const at = states.findIndex((note) => note.state === wanted);
        if (at >= 0) return states.splice(0, at + 1).at(-1).at;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      throw new Error(`the session was not "${wanted}" in ${ms} ms: ${JSON.stringify(states)}`);
    },
    state,
    waitMs,
  );

async function loseAndReturn(terminal, line, way, ms) {
  const began = Date.now();
  await line.set({ down: 1 });
  await untilState(terminal, "reconnecting");
  if (way === "visible") await terminal.hide();
  await delay(Math.max(0, ms - (Date.now() - began)));
  await line.set({ down: 0 });
  const told = await ways[way](terminal);
  return (await untilState(terminal, "shell")) - told;
}

/** On the near side of a bad network. */
export async function measureNear(addresses, switchPath, count, longDowns) {
  const bench = new VisitingBench(addresses);
  const line = new NetworkSwitch(switchPath);
  const found = {};
  for (const way of Object.keys(ways)) {
    const terminal = await PageTerminal.open(bench, { slowsHidden: true });
    await terminal.evaluate(noteStates);
    found[way] = [];
    for (let round = 0; round < count; round += 1) {
      found[way].push(await loseAndReturn(terminal, line, way, downMs + round * downStepMs));
      await terminal.type("true\n");
      await terminal.title(promptTitle(round + 2));
    }
    if (way === "silent") {
      found.silentLong = [];
      for (const ms of longDowns) found.silentLong.push(await loseAndReturn(terminal, line, way, ms));
    }
    await terminal.close();
  }
  line.close();
  await bench.end();
  return found;
}

function row(name, samples, note) {
  return { name, value: median(samples), slowest: Math.max(...samples), samples, note };
}

export const names = ["reconnect_online", "reconnect_visible", "reconnect_silent"];

/** @param {import("../support/bench.mjs").Bench} bench */
export async function measure(bench) {
  const stack = await startFarStack(bench, "reconnect", { delay_ms: oneWayMs });
  const switchPath = join(bench.folder.path, "reconnect-switch");
  const endSwitch = await serveSwitch(stack.network, switchPath);
  const { online, visible, silent, silentLong } = await stack.visit(
    import.meta.url,
    "measureNear",
    switchPath,
    bench.size(rounds, 1),
    bench.size(longDownsMs, []),
  );
  endSwitch();
  await stack.end();
  return [
    row("reconnect_online", online, "from the event to the shell"),
    row(
      "reconnect_visible",
      visible,
      "from the event to the shell; the line came back when the tab did, which was hidden after the line was lost",
    ),
    {
      ...row(
        "reconnect_silent",
        [...silent, ...silentLong],
        `the slowest; the last samples are after ${longDownsMs.map((ms) => ms / 1000).join(", ")} s`,
      ),
      value: Math.max(...silent, ...silentLong),
    },
  ];
}
