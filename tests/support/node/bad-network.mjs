// A bad network between two sides, each a network namespace that this run alone has. Servers run on the far side, clients on the
// near one; both see nothing else. Needs root.
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const emulator = fileURLToPath(new URL("../network/link_emulator.py", import.meta.url));
const callee = fileURLToPath(new URL("call.mjs", import.meta.url));

/** One end of the line: its address, and what runs there. */
export class Side {
  address;
  #processes;
  #namespace;

  constructor(processes, address, namespace) {
    this.address = address;
    this.#processes = processes;
    this.#namespace = namespace;
  }

  /** Makes of a command one that runs on this side. @returns {readonly [string, readonly string[]]} */
  seeing = (program, args) => ["nsenter", [`--net=${this.#namespace}`, "--", program, ...args]];

  /**
   * Calls a function of a module in a process of its own on this side.
   *
   * @param {string | URL} module  its address
   * @param {string} name  of the exported function, which may be asynchronous
   * @param {...unknown} given  its arguments; they and what it returns travel as JSON
   */
  async call(module, name, ...given) {
    const args = [callee, String(module), name, JSON.stringify(given)];
    const child = this.#processes.start(...this.seeing(process.execPath, args), {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const pieces = [];
    child.stdout.on("data", (piece) => pieces.push(piece));
    const [code] = await once(child, "close");
    if (code !== 0) throw new Error(`${name} ended with ${code}`);
    return JSON.parse(Buffer.concat(pieces).toString("utf8"));
  }
}

/**
 * @typedef {object} Conditions  what is not named stays as it is; at first the line is perfect
 * @property {number} [delay_ms]  in each direction: half the round trip
 * @property {number} [jitter_ms]
 * @property {number} [loss_percent]  in each direction
 * @property {number} [rate_kbit]  in each direction; 0: no limit
 * @property {number} [queue_ms]  how long a packet may wait for its turn under a rate
 * @property {0 | 1} [down]  nothing passes, and nobody is told
 */

const words = (conditions) => Object.entries(conditions).map(([name, value]) => `${name}=${value}`);

export class BadNetwork {
  /** @type {Side} where clients run */
  near;
  /** @type {Side} where servers run */
  far;
  #processes;
  #child;
  #answers;

  /**
   * @param {import("./processes.mjs").Processes} processes  who stops it
   * @param {Conditions} conditions
   */
  static async start(processes, conditions = {}) {
    const network = new BadNetwork();
    network.#processes = processes;
    network.#child = processes.start("python3", [emulator, ...words(conditions)], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    network.#answers = createInterface(network.#child.stdout)[Symbol.asyncIterator]();
    const said = Object.fromEntries((await network.#answer()).split(" ").map((word) => word.split("=")));
    network.near = new Side(processes, said.near_address, said.near);
    network.far = new Side(processes, said.far_address, said.far);
    return network;
  }

  /** @param {Conditions} conditions  from now on, when this resolves */
  async set(conditions) {
    this.#child.stdin.write(`${words(conditions).join(" ")}\n`);
    await this.#answer();
  }

  async stop() {
    await this.#processes.stop(this.#child);
  }

  async #answer() {
    const { value } = await this.#answers.next();
    if (value === undefined) throw new Error("the bad network has ended by itself");
    return value;
  }
}
