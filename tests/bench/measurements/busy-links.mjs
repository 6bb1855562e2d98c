// Hundreds of people typing at once, through one relay and without it, to a node that echoes, and to a real sshd with the SSH engine
// at work on both ways. The two ways take turns.
import { startLoadedRelay } from "../support/loaded-relay.mjs";
import { nodeName } from "../support/node.mjs";
import { cpuSeconds } from "../support/processes-cost.mjs";
import { median } from "../support/statistics.mjs";

const people = 500;
/** Each shell is two processes of sshd and a program in a terminal. */
const peopleInShells = 60;
const keystrokesPerSecond = 10;
const rounds = 3;
const roundMs = 8_000;

async function takeTurns(bench, { generator, relay }, [ours, theirs], count) {
  await generator.open(ours, count, 10);
  await generator.open(theirs, count, 10);
  const samples = [];
  let relaySeconds = 0;
  for (let round = 0; round < rounds; round += 1) {
    const sample = {};
    for (const kind of round % 2 === 0 ? [theirs, ours] : [ours, theirs]) {
      const before = cpuSeconds(relay.pid);
      sample[kind] = await generator.order("type", kind, count, keystrokesPerSecond, bench.size(roundMs, 1_000));
      const { lines, unanswered } = sample[kind];
      if (lines !== count || unanswered > 0) throw new Error(`${kind}: ${lines} lines, ${unanswered} without echo`);
      if (kind === ours) relaySeconds += cpuSeconds(relay.pid) - before;
    }
    samples.push(sample);
  }
  for (const kind of [ours, theirs]) await generator.order("close", kind);
  const typed = samples.reduce((all, sample) => all + sample[ours].count, 0);
  const at = (kind, share) => median(samples.map((sample) => sample[kind][share]));
  const added = (share) => median(samples.map((sample) => sample[ours][share] - sample[theirs][share]));
  return {
    added_p50: added("p50"),
    added_p99: added("p99"),
    p99: at(ours, "p99"),
    baseline_p99: at(theirs, "p99"),
    relay_cpu_us_per_keystroke: (1e6 * relaySeconds) / typed,
    histograms: { ours: samples.at(-1)[ours].histogram, theirs: samples.at(-1)[theirs].histogram },
  };
}

export const names = ["busy_links_500"];

/** @param {import("../support/bench.mjs").Bench} bench */
export async function measure(bench) {
  const node = await bench.node();
  const loaded = await startLoadedRelay(bench, "busy-links", { [nodeName]: node.port });
  const { generator } = loaded;
  const echo = await takeTurns(bench, loaded, ["link", "tcp"], bench.size(people, 50));
  await generator.order("login", node.address, node.port, node.user, node.login.path, `${node.hostKey.path}.pub`);
  const shells = await takeTurns(bench, loaded, ["shell", "tcp_shell"], bench.size(peopleInShells, 5));
  await loaded.end();
  return [
    {
      name: "busy_links_500",
      value: echo.added_p99,
      baseline: echo.baseline_p99,
      ratio: echo.p99 / echo.baseline_p99,
      people: bench.size(people, 50),
      ...echo,
      shells: { people: bench.size(peopleInShells, 5), ...shells },
      note: "the baseline is a TCP connection to the same node without a relay; of the shells, the same SSH engine over one",
    },
  ];
}
