// 200 MB of text through a pty, the two ways in turn. Both are counted and searched for the marker by the same code.

import { cpuSeconds, treeCpuSeconds } from "../support/processes-cost.mjs";
import { withCpuProfile } from "../support/profile.mjs";
import { median, sum } from "../support/statistics.mjs";

const rounds = 7;
const marker = "gsh-end";
const printMarker = "printf 'gsh-%s\\n' end"; // so that the echo of the command is not taken for it

const ownCpuSeconds = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

/** One transfer. @return MB/s, and the CPU seconds that each of `costs` counts */
async function transfer(terminal, { line, octets }, costs) {
  const before = costs.map((cost) => cost());
  const ms = await terminal.command(line, marker);
  return { rate: octets / 1e3 / ms, cpu: costs.map((cost, index) => cost() - before[index]) };
}

export const names = ["pty_throughput"];

/** @param {import("../support/bench.mjs").Bench} bench */
export async function measure(bench) {
  const text = await bench.showText(printMarker);
  const relay = await bench.relay();
  const ours = await bench.openWasm();
  const theirs = await bench.openSsh();
  const node = await bench.node();
  const relayCpu = () => cpuSeconds(relay.pid);
  const nodeCpu = () => treeCpuSeconds(node.pid);

  // The first of each is not counted: the file comes from the disk, and the module is still being optimised.
  await transfer(theirs, text, []);
  await transfer(ours, text, []);

  const pairs = [];
  for (let round = 0; round < rounds; round += 1) {
    const both = {
      ours: () => transfer(ours, text, [ownCpuSeconds, relayCpu, nodeCpu]),
      theirs: () => transfer(theirs, text, [ownCpuSeconds, () => theirs.cpuSeconds(), nodeCpu]),
    };
    // Who goes first alternates, so that neither always follows the other.
    const order = round % 2 === 0 ? ["theirs", "ours"] : ["ours", "theirs"];
    const pair = {};
    for (const way of order) pair[way] = await both[way]();
    pairs.push(pair);
  }
  if (bench.profile) await withCpuProfile("pty_throughput", () => transfer(ours, text, []));
  await Promise.all([ours.close(), theirs.close()]);

  const gigabytes = (rounds * text.octets) / 1e9;
  const perGigabyte = (way, index) => sum(pairs.map((pair) => pair[way].cpu[index])) / gigabytes;
  return [
    {
      name: "pty_throughput",
      value: median(pairs.map((pair) => pair.ours.rate)),
      baseline: median(pairs.map((pair) => pair.theirs.rate)),
      ratio: median(pairs.map((pair) => pair.ours.rate / pair.theirs.rate)),
      samples: pairs.map((pair) => [pair.ours.rate, pair.theirs.rate]),
      cpu_s_per_gb: {
        wasm_and_node: perGigabyte("ours", 0),
        relay: perGigabyte("ours", 1),
        sshd_and_cat: perGigabyte("ours", 2),
        ssh: perGigabyte("theirs", 1),
        ssh_reader: perGigabyte("theirs", 0),
        sshd_and_cat_of_ssh: perGigabyte("theirs", 2),
      },
      command: await bench.recordedCommand(),
      note: "samples are pairs of (ours, ssh -tt)",
    },
  ];
}
