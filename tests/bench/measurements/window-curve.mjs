// What windows do: throughput and Ctrl-C's latency over lines of several lengths and widths, and for a reader of 1 MB/s, against the
// size of the SSH channel's window, with a link window twice as large; and with the windows that the page has. The engine and the link run natively in the load generator, so
// that both windows can be chosen; everything else is as it is for the page.
import { startFarStack } from "../support/far-stack.mjs";
import { LoadGenerator } from "../support/load-generator.mjs";
import { nodeName } from "../support/node.mjs";

const KiB = 1024;
const windows = [64, 128, 256, 512, 1024, 2048].map((size) => size * KiB);
const relayWindow = 8 * KiB * KiB;
/** Without `conditions` the client is on the relay's side, with no line between. */
const lines = [
  { name: "0 ms" },
  { name: "20 ms", conditions: { delay_ms: 10 } },
  { name: "100 ms", conditions: { delay_ms: 50 } },
  { name: "300 ms", conditions: { delay_ms: 150 } },
  { name: "100 ms, 2 Mbit/s", conditions: { delay_ms: 50, rate_kbit: 2_000, queue_ms: 200 } },
  { name: "0 ms, reads 1 MB/s", octetsPerSecond: 1_000_000 },
  { name: "100 ms, reads 1 MB/s", conditions: { delay_ms: 50 }, octetsPerSecond: 1_000_000 },
];
const measuredMs = 2_000;
const warmUpRoundTrips = 25;
const leastWarmUpMs = 1_000;

let stacks = 0;

async function measureLine(bench, { name, conditions = {}, octetsPerSecond = 0 }) {
  stacks += 1;
  const limits = ["[link]", `send_window_bytes = ${relayWindow}`, `receive_window_bytes = ${relayWindow}`];
  const stack = await startFarStack(bench, `window-curve-${stacks}`, conditions, limits);
  const { near, far } = stack.network;
  const generator = await LoadGenerator.start(bench.processes, conditions.delay_ms ? near : far);
  const { node, relay } = stack;
  await generator.order("relay", far.address, relay.port, nodeName, nodeName);
  await generator.order("login", node.address, node.port, node.user, node.login.path, `${node.hostKey.path}.pub`);
  const warmUpMs = Math.max(leastWarmUpMs, 2 * (conditions.delay_ms ?? 0) * warmUpRoundTrips);
  const flood = async (window) => {
    await generator.order("windows", 2 * window, window);
    return generator.order("flood", "shell", warmUpMs, bench.size(measuredMs, 500), octetsPerSecond);
  };
  const points = [];
  for (const window of bench.size(windows, windows.slice(2, 3))) {
    points.push({ window_kib: window / KiB, ...(await flood(window)) });
  }
  const ours = await flood(0);
  await generator.stop();
  await stack.end();
  return { line: name, points, ours };
}

export const names = ["window_curve"];
export const onlyWhenNamed = true;

/** @param {import("../support/bench.mjs").Bench} bench */
export async function measure(bench) {
  const curves = [];
  for (const line of lines) curves.push(await measureLine(bench, line));
  return [
    {
      name: "window_curve",
      value: null,
      baseline: null,
      ratio: null,
      curves,
      note: "MB/s, milliseconds from Ctrl-C until the prompt is read, and what still arrived meanwhile",
    },
  ];
}
