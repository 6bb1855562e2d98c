// The load generator, as the measurements order it about. @see tests/bench/load
import { join } from "node:path";
import { createInterface } from "node:readline";
import { root } from "./paths.mjs";

const program = process.env.GLASSHELL_LOAD_BINARY ?? join(root, "build/release/tests/bench/load/glasshell-load");

export class LoadGenerator {
  /** Where its echo node listens, on loopback. */
  nodePort;
  #processes;
  #child;
  #answers;

  /**
   * @param {import("../../support/node/processes.mjs").Processes} processes  who stops it
   * @param {import("../../support/node/bad-network.mjs").Side} [side]  of a bad network, where it runs
   */
  static async start(processes, side) {
    const generator = new LoadGenerator();
    generator.#processes = processes;
    generator.#child = processes.start(...(side?.seeing(program, []) ?? [program, []]), {
      stdio: ["pipe", "pipe", "inherit"],
    });
    generator.#answers = createInterface(generator.#child.stdout)[Symbol.asyncIterator]();
    generator.nodePort = (await generator.#answer("start")).node_port;
    return generator;
  }

  get pid() {
    return this.#child.pid;
  }

  /** One command with its arguments; without any the program lists them. */
  async order(...words) {
    this.#child.stdin.write(`${words.join(" ")}\n`);
    return this.#answer(words[0]);
  }

  /** Opens lines and insists on all of them. */
  async open(kind, count, atOnce = 50) {
    const { open, losses, seconds } = await this.order("open", kind, count, atOnce);
    if (Object.keys(losses).length > 0) throw new Error(`only ${open} are open: ${JSON.stringify(losses)}`);
    return { open, seconds };
  }

  async stop() {
    await this.#processes.stop(this.#child);
  }

  async #answer(command) {
    const { value } = await this.#answers.next();
    if (value === undefined) throw new Error(`the load generator has ended by itself at "${command}"`);
    const answer = JSON.parse(value);
    if (answer.error) throw new Error(`${command}: ${answer.error}`);
    return answer;
  }
}
