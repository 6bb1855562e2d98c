// From nothing to a shell's prompt: the WebSocket's opening with the module already compiled, against the start of `ssh -tt`.

import { nodeName, prompt } from "../support/node.mjs";
import { median } from "../support/statistics.mjs";
import { WasmTerminal } from "../support/wasm-terminal.mjs";

const rounds = 21;

/** OpenSSH's own first choice costs it more than curve25519 alone; so both are measured. */
const sameExchange = ["-o", "KexAlgorithms=curve25519-sha256"];

async function timed(open) {
  const began = performance.now();
  const terminal = await open();
  const ms = (await terminal.waitFor(prompt)) - began;
  await terminal.close();
  return ms;
}

export const names = ["connect_to_prompt"];

/** @param {import("../support/bench.mjs").Bench} bench */
export async function measure(bench) {
  const [node, relay] = await Promise.all([bench.node(), bench.relay()]);
  const ways = {
    ours: () => timed(() => WasmTerminal.connect(relay.socketUrl(nodeName), node)),
    theirs: () => timed(() => bench.startSsh()),
    theirsSameExchange: () => timed(() => bench.startSsh({ further: sameExchange })),
  };
  const order = Object.keys(ways);
  for (const way of order) await ways[way]();

  const rows = [];
  for (let round = 0; round < rounds; round += 1) {
    const row = {};
    for (let i = 0; i < order.length; i += 1) {
      const way = order[(round + i) % order.length];
      row[way] = await ways[way]();
    }
    rows.push(row);
  }
  return [
    {
      name: "connect_to_prompt",
      value: median(rows.map((row) => row.ours)),
      baseline: median(rows.map((row) => row.theirs)),
      ratio: median(rows.map((row) => row.ours / row.theirs)),
      baseline_with_same_key_exchange: median(rows.map((row) => row.theirsSameExchange)),
      ratio_with_same_key_exchange: median(rows.map((row) => row.ours / row.theirsSameExchange)),
      samples: rows.map((row) => [row.ours, row.theirs, row.theirsSameExchange]),
      command: await bench.recordedCommand(),
      note: "samples are (ours, ssh -tt, ssh -tt with curve25519-sha256 as ours has it)",
    },
  ];
}
