// What the measurements share: the servers, started when they are first asked for, and the two ways to the node.
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { Processes } from "../../support/node/processes.mjs";
import { startRelay } from "../../support/node/relay.mjs";
import { TemporaryFolder } from "../../support/node/temporary-folder.mjs";
import { nodeName, prompt, startNode, writeText } from "./node.mjs";
import { root } from "./paths.mjs";
import { SshTerminal } from "./ssh-terminal.mjs";
import { WasmTerminal } from "./wasm-terminal.mjs";

const textOctets = 200_000_000;

export class Bench {
  processes = new Processes();
  folder = new TemporaryFolder();
  /** Whether profiles of the WASM side are written. */
  profile;
  #once = new Map();

  #quick;

  /** @param {{ profile?: boolean, quick?: boolean }} options  `quick`: small, to see that everything works */
  constructor({ profile = false, quick = false } = {}) {
    this.profile = profile;
    this.#quick = quick;
  }

  /** How much of something a measurement takes: `full`, or only `small` in a quick run, whose figures mean nothing. */
  size(full, small) {
    return this.#quick ? small : full;
  }

  /** The value that `make` makes, made once. */
  #lazy(name, make) {
    if (!this.#once.has(name)) this.#once.set(name, make());
    return this.#once.get(name);
  }

  /** A real sshd. */
  node() {
    return this.#lazy("node", () => startNode(this.processes, this.folder.path));
  }

  /** The real relay, in front of that sshd, as `make run` sets it up. `demo`: its page takes the login from its address. */
  relay() {
    return this.#lazy("relay", async () => {
      const { port } = await this.node();
      const settings = ["demo = true", "origin_required = false"];
      const relay = await startRelay(this.processes, this.folder.path, { nodes: { [nodeName]: port }, settings });
      return { ...relay, demo: true };
    });
  }

  /** 200 MB of text on the node. @return what to type so that all of it and then `marker` is shown */
  showText(marker) {
    return this.#lazy("text", async () => {
      const path = join(this.folder.path, "text");
      await writeText(path, textOctets);
      return path;
    }).then((path) => ({ octets: textOctets, line: `cat ${path}; ${marker}\n` }));
  }

  /** A program of this folder, in a process of its own, which prints the port that it listens on. */
  async helper(name, ...args) {
    const path = join(root, "tests/bench/support", name);
    const child = this.processes.start(process.execPath, [path, ...args.map(String)], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const lines = createInterface(child.stdout);
    const { value } = await lines[Symbol.asyncIterator]().next();
    if (value === undefined) throw new Error(`${name} has ended by itself`);
    return { child, pid: child.pid, port: Number(value) };
  }

  /** A shell through relay and WASM, at its prompt. @param screen  as for `WasmTerminal.connect` */
  async openWasm(screen) {
    const [node, relay] = await Promise.all([this.node(), this.relay()]);
    const terminal = await WasmTerminal.connect(relay.socketUrl(nodeName), node, screen);
    await terminal.waitFor(prompt);
    return terminal;
  }

  /** The cipher that the engine and this sshd agree on: the baseline is held to it. */
  cipher() {
    return this.#lazy("cipher", async () => {
      const terminal = await this.openWasm();
      const { cipherToClient } = terminal.negotiated;
      await terminal.close();
      return cipherToClient;
    });
  }

  async sshCommand() {
    return SshTerminal.command(await this.node(), await this.cipher());
  }

  /** The baseline's command line as it is recorded: what differs from run to run is named instead. */
  async recordedCommand() {
    const words = await this.sshCommand();
    const folder = dirname((await this.node()).login.path);
    return words.map((word) => word.replace(folder, "FOLDER")).join(" ");
  }

  /** Starts the baseline; its prompt has yet to come. @param ways  as for `SshTerminal` */
  async startSsh(ways) {
    return new SshTerminal(await this.node(), await this.cipher(), ways);
  }

  /** A shell through `ssh -tt`, at its prompt. @param ways  as for `SshTerminal` */
  async openSsh(ways) {
    const terminal = await this.startSsh(ways);
    await terminal.waitFor(prompt);
    return terminal;
  }

  async end() {
    await this.processes.stopAll();
    this.folder.remove();
  }
}
