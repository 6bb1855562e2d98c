// How much a second of a flood comes over a bad network, on its near side, by `ssh` or by relay and module.
import { setTimeout as delay } from "node:timers/promises";
import { VisitingBench } from "./far-stack.mjs";

/** TCP and the windows have found their pace by then, in round trips. */
const warmUpRoundTrips = 30;
const leastWarmUpMs = 2_000;

/**
 * @param {import("./far-stack.mjs").Addresses} addresses
 * @param {"ours" | "theirs"} way
 * @param {{ roundTripMs: number, ms: number }} times  of the line, and how long is measured
 * @returns {Promise<{ rate: number, command: string }>}  MB/s
 */
export async function floodRate(addresses, way, { roundTripMs, ms }) {
  const bench = new VisitingBench(addresses);
  const terminal = way === "ours" ? await bench.openWasm() : await bench.openSsh();
  terminal.type(`yes '${"a line of a build log as wide as a terminal, ".repeat(2)}'\n`);
  await delay(Math.max(leastWarmUpMs, warmUpRoundTrips * roundTripMs));
  const before = terminal.received;
  const began = performance.now();
  await delay(ms);
  const rate = (terminal.received - before) / 1e3 / (performance.now() - began);
  const command = await bench.recordedCommand();
  // What is under way is of no use to anybody: the processes end with their network.
  return { rate, command };
}
