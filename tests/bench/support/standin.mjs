// The relay, and the bare pump that it is compared with, each in front of a stand-in for a node.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { startRelay } from "../../support/node/relay.mjs";
import { openLink } from "./link-client.mjs";

const subprotocol = "glasshell.v1";

/**
 * @param {import("./bench.mjs").Bench} bench
 * @param {"flood" | "greet"} mode  what the node does
 * @param {readonly string[]} settings  of the relay
 */
export async function startCarriers(bench, mode, settings) {
  const node = await bench.helper("tcp-node.mjs", mode);
  const folder = join(bench.folder.path, mode);
  await mkdir(folder);
  const [relay, pump] = await Promise.all([
    startRelay(bench.processes, folder, {
      nodes: { node: node.port },
      settings: ["origin_required = false", ...settings],
    }),
    bench.helper("bare-pump.mjs", node.port),
  ]);
  return {
    relay: { pid: relay.pid, open: (received) => openLink(relay.socketUrl("node"), subprotocol, received) },
    pump: { pid: pump.pid, open: (received) => openLink(`ws://127.0.0.1:${pump.port}/`, null, received) },
    end: async () => {
      for (const { child } of [relay, pump, node]) await bench.processes.stop(child);
    },
  };
}
