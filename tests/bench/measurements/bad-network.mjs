// Throughput over bad networks, against `ssh` over lines of the same kind. A lossy line is slow, so some of a kind run side by side,
// each in a network of its own: what one transfer says about random loss is little. A line that is only long is fast: those run alone.
import { startFarStack } from "../support/far-stack.mjs";
import { median, sum } from "../support/statistics.mjs";

const floodRate = new URL("../support/flood-rate.mjs", import.meta.url);

const lossy = [
  { name: "100 ms, 1 %", delay_ms: 50, loss_percent: 1 },
  { name: "100 ms, 5 %", delay_ms: 50, loss_percent: 5 },
  { name: "300 ms, 1 %", delay_ms: 150, loss_percent: 1 },
  { name: "300 ms, 5 %", delay_ms: 150, loss_percent: 5 },
  { name: "100 ms, 2 Mbit/s", delay_ms: 50, rate_kbit: 2_000, queue_ms: 200 },
];
const long = [
  { name: "20 ms", delay_ms: 10 },
  { name: "100 ms", delay_ms: 50 },
  { name: "300 ms", delay_ms: 150 },
];
const linesOfEach = 4;
const lossyMs = 60_000;
const roundsOfEach = 3;
const longMs = 6_000;
const ways = ["ours", "theirs"];

let stacks = 0;

/** A line as it is recorded, with its rates in MB/s. */
const described = ({ name, delay_ms, ...conditions }, ours, theirs, ratio = ours / theirs) => ({
  line: name,
  round_trip_ms: 2 * delay_ms,
  ...conditions,
  ours,
  theirs,
  ratio,
});

async function rateOver(bench, { name: _, ...conditions }, way, ms) {
  stacks += 1;
  const stack = await startFarStack(bench, `bad-network-${stacks}`, conditions);
  const found = await stack.visit(floodRate, "floodRate", way, { roundTripMs: 2 * conditions.delay_ms, ms });
  await stack.end();
  return found;
}

/** Both ways at once; the rates of each are added up, which gives each transfer its weight. */
async function measureLossy(bench, line) {
  const count = bench.size(linesOfEach, 1);
  const ms = bench.size(lossyMs, 4_000);
  const rates = await Promise.all(
    ways.map((way) => Promise.all(Array.from({ length: count }, () => rateOver(bench, line, way, ms)))),
  );
  const [ours, theirs] = rates.map((each) => sum(each.map(({ rate }) => rate)) / count);
  return described(line, ours, theirs);
}

async function measureLong(bench, line) {
  const pairs = [];
  for (let round = 0; round < bench.size(roundsOfEach, 1); round += 1) {
    const pair = {};
    for (const way of round % 2 === 0 ? ways.toReversed() : ways) {
      pair[way] = (await rateOver(bench, line, way, bench.size(longMs, 2_000))).rate;
    }
    pairs.push(pair);
  }
  const [ours, theirs] = ways.map((way) => median(pairs.map((pair) => pair[way])));
  return described(line, ours, theirs, median(pairs.map((pair) => pair.ours / pair.theirs)));
}

export const names = ["bad_network"];

/** @param {import("../support/bench.mjs").Bench} bench */
export async function measure(bench) {
  const lines = [];
  for (const line of long) lines.push(await measureLong(bench, line));
  for (const line of lossy) lines.push(await measureLossy(bench, line));
  const worst = lines.reduce((low, each) => (each.ratio < low.ratio ? each : low));
  return [
    {
      name: "bad_network",
      value: worst.ours,
      baseline: worst.theirs,
      ratio: worst.ratio,
      worst: worst.line,
      lines,
      note: "the row is the line with the lowest ratio; a consumer that commits at once, against ssh -tt, in MB/s",
    },
  ];
}
