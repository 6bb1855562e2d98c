// A relay and the load generator around it: its clients and its node.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { startRelay } from "../../support/node/relay.mjs";
import { LoadGenerator } from "./load-generator.mjs";

/** All of these come from one address, and a relay's own limits stand for many. */
const limits = ["connections", "connections_per_address", "links", "links_per_address"].map(
  (name) => `${name} = 20000`,
);

/**
 * @param {import("./bench.mjs").Bench} bench
 * @param {string} name  unique among the measurements
 * @param {Readonly<Record<string, number>>} nodes  further ones, and their ports on loopback
 */
export async function startLoadedRelay(bench, name, nodes = {}) {
  const folder = join(bench.folder.path, name);
  await mkdir(folder);
  const generator = await LoadGenerator.start(bench.processes);
  const relay = await startRelay(bench.processes, folder, {
    nodes: { echo: generator.nodePort, ...nodes },
    settings: ["origin_required = false", "[limits]", ...limits],
    webRoot: "",
  });
  await generator.order("relay", "127.0.0.1", relay.port, "echo", ...Object.keys(nodes).concat("echo").slice(0, 1));
  return {
    generator,
    relay,
    end: async () => {
      await generator.stop();
      await bench.processes.stop(relay.child);
    },
  };
}
