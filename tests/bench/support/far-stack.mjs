// A node and a relay behind a bad network, and a bench on its near side that knows them.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { BadNetwork } from "../../support/node/bad-network.mjs";
import { startRelay } from "../../support/node/relay.mjs";
import { Bench } from "./bench.mjs";
import { nodeName, startNode } from "./node.mjs";

/**
 * What the near side is told, as JSON: where the servers are, and how to sign in.
 * @typedef {{ node: import("../../support/node/sshd.mjs").Sshd, relay: { url: string } }} Addresses
 */

/**
 * @param {import("./bench.mjs").Bench} bench
 * @param {string} name  unique among the measurements
 * @param {import("../../support/node/bad-network.mjs").Conditions} conditions  from the moment when all is started
 * @param {readonly string[]} settings  of the relay
 */
export async function startFarStack(bench, name, conditions, settings = []) {
  const folder = join(bench.folder.path, name);
  await mkdir(folder);
  const network = await BadNetwork.start(bench.processes);
  const { child: nodeChild, ...node } = await startNode(bench.processes, folder, network.far);
  const { child: relayChild, ...relay } = await startRelay(bench.processes, folder, {
    nodes: { [nodeName]: node.port },
    settings: ["origin_required = false", ...settings],
    side: network.far,
  });
  await network.set(conditions);
  return {
    network,
    node,
    relay,
    /** Calls `name` of `module` on the near side with the addresses and `given`. */
    visit: (module, function_, ...given) =>
      network.near.call(module, function_, { node, relay: { url: relay.url } }, ...given),
    end: async () => {
      for (const child of [relayChild, nodeChild]) await bench.processes.stop(child);
      await network.stop();
    },
  };
}

/** A bench whose servers are elsewhere. */
export class VisitingBench extends Bench {
  #addresses;

  /** @param {Addresses} addresses */
  constructor(addresses) {
    super();
    this.#addresses = addresses;
  }

  async node() {
    return this.#addresses.node;
  }

  async relay() {
    const { url } = this.#addresses.relay;
    return { url, demo: false, socketUrl: (node) => `${url.replace(/^http/, "ws")}ws/ssh/${encodeURIComponent(node)}` };
  }
}
