// A screen that reads 1 MB/s under a flood, for a minute: what it costs the relay, whether every line comes, and how long Ctrl-C takes
// until the prompt is read at the same pace.
import { setTimeout as delay } from "node:timers/promises";
import { prompt } from "../support/node.mjs";
import { NumberedLines } from "../support/numbered-lines.mjs";
import { pssKiB } from "../support/processes-cost.mjs";

const octetsPerSecond = 1_000_000;
const floodMs = 60_000;
const sampleMs = 500;
const ctrlC = "\x03";

/** @returns the milliseconds of Ctrl-C, the octets read before it, and the highest of `cost` meanwhile */
async function floodAndInterrupt(terminal, ms, cost) {
  const lines = new NumberedLines();
  const receive = terminal.receive.bind(terminal);
  terminal.receive = (octets) => {
    try {
      lines.receive(octets);
    } catch (error) {
      terminal.fail(error);
    }
    receive(octets);
  };
  const before = cost();
  let highest = before;
  const received = terminal.received;
  terminal.type(NumberedLines.command);
  for (const ends = performance.now() + ms; performance.now() < ends; ) {
    await delay(sampleMs);
    highest = Math.max(highest, cost());
  }
  terminal.receive = receive;
  const octets = terminal.received - received;
  return { interruptMs: await terminal.command(ctrlC, prompt), octets, lines: lines.lines, growth: highest - before };
}

export const names = ["slow_reader"];

/** @param {import("../support/bench.mjs").Bench} bench */
export async function measure(bench) {
  const relay = await bench.relay();
  const theirs = await bench.openSsh({ octetsPerSecond });
  const baseline = await floodAndInterrupt(theirs, bench.size(floodMs / 6, 3_000), () => 0);
  await theirs.close();
  const terminal = await bench.openWasm({ octetsPerSecond });
  const ours = await floodAndInterrupt(terminal, bench.size(floodMs, 3_000), () => pssKiB(relay.pid));
  await terminal.close();
  return [
    {
      name: "slow_reader",
      value: ours.interruptMs,
      baseline: baseline.interruptMs,
      ratio: ours.interruptMs / baseline.interruptMs,
      relay_growth_kib: ours.growth,
      read_mb: ours.octets / 1e6,
      lines: ours.lines,
      command: await bench.recordedCommand(),
      note: "every line was checked; the baseline is ssh -tt whose output is read as slowly",
    },
  ];
}
