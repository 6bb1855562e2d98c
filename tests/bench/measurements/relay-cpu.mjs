// What carrying costs the relay: CPU seconds for each GB, of a flood in large pieces, as the bare pump in Node carries
// it too; and of what sshd sends from a pty, in its small packets.
import { cpuSeconds } from "../support/processes-cost.mjs";
import { startCarriers } from "../support/standin.mjs";
import { median } from "../support/statistics.mjs";

const floodOctets = 1_000_000_000;
const floodRounds = 3;
const shellRounds = 5;

/** CPU seconds per GB of one flood through one carrier. */
async function flood({ pid, open }) {
  let done;
  const finished = new Promise((resolve) => {
    done = resolve;
  });
  const link = open((octets) => {
    if (octets >= floodOctets) done(octets);
  });
  await link.opened;
  const before = cpuSeconds(pid);
  const began = performance.now();
  link.send(Buffer.from("go"));
  const octets = await finished;
  const result = {
    cost: (cpuSeconds(pid) - before) / (octets / 1e9),
    rate: octets / 1e3 / (performance.now() - began),
  };
  await link.close();
  return result;
}

async function measureFlood(bench) {
  const carriers = await startCarriers(bench, "flood", []);
  const rounds = [];
  for (let round = 0; round < floodRounds; round += 1) {
    const pump = await flood(carriers.pump);
    rounds.push({ pump, relay: await flood(carriers.relay) });
  }
  await carriers.end();
  return rounds;
}

/** The engine's own session through the relay, which is what people have. */
async function measureShell(bench) {
  const relay = await bench.relay();
  const text = await bench.showText("printf 'gsh-%s\\n' end");
  const terminal = await bench.openWasm();
  const costs = [];
  for (let round = 0; round < shellRounds; round += 1) {
    const before = cpuSeconds(relay.pid);
    await terminal.command(text.line, "gsh-end");
    costs.push((cpuSeconds(relay.pid) - before) / (text.octets / 1e9));
  }
  await terminal.close();
  return costs;
}

export const names = ["relay_cpu"];

/** @param {import("../support/bench.mjs").Bench} bench */
export async function measure(bench) {
  const shell = await measureShell(bench);
  const rounds = await measureFlood(bench);
  return [
    {
      name: "relay_cpu",
      value: median(rounds.map(({ relay }) => relay.cost)),
      baseline: median(rounds.map(({ pump }) => pump.cost)),
      ratio: median(rounds.map(({ relay, pump }) => relay.cost / pump.cost)),
      with_sshd: median(shell),
      carried_mb_per_s: {
        relay: median(rounds.map(({ relay }) => relay.rate)),
        pump: median(rounds.map(({ pump }) => pump.rate)),
      },
      samples: rounds.map(({ relay, pump }) => [relay.cost, pump.cost]),
      samples_with_sshd: shell,
      note: "a flood of large pieces, against a bare WebSocket pump in Node; with_sshd: the small packets of a shell's output",
    },
  ];
}
