// The baseline: OpenSSH's own client, with its output read as any terminal would read it.
import { spawn } from "node:child_process";
import { cpuSeconds } from "./processes-cost.mjs";
import { SlowReader } from "./slow-reader.mjs";
import { Terminal } from "./terminal.mjs";

export class SshTerminal extends Terminal {
  #child;
  #errors = "";
  #reader = null;
  #kill = () => this.#child.kill("SIGKILL");

  /** The command line of the baseline; it is recorded with every result. */
  static command(node, cipher, further = []) {
    return [
      ...["ssh", "-F", "none", "-i", node.login.path, "-tt", "-c", cipher, "-p", String(node.port), "-l", node.user],
      // The host key is known, as it is to a person who has been there before; nothing of this machine's is read or asked.
      ...["-o", `UserKnownHostsFile=${node.knownHosts}`, "-o", "GlobalKnownHostsFile=none", "-o", "BatchMode=yes"],
      ...["-o", "IdentityAgent=none", "-o", "LogLevel=ERROR", ...further, node.address],
    ];
  }

  /** @param {{ further?: readonly string[], octetsPerSecond?: number }} ways  further options; how fast its output is read, if not at once */
  constructor(node, cipher, { further, octetsPerSecond } = {}) {
    super();
    const [program, ...args] = SshTerminal.command(node, cipher, further);
    // Started directly, since its start is part of what is measured. It ends with its standard input, so also with us.
    this.#child = spawn(program, args, { stdio: "pipe", env: { ...process.env, TERM: "xterm-256color" } });
    const { stdout } = this.#child;
    if (octetsPerSecond) this.#reader = new SlowReader(octetsPerSecond, (octets) => this.#read(octets));
    else stdout.on("data", (octets) => this.receive(octets));
    this.#child.stderr.on("data", (text) => {
      this.#errors += text;
    });
    this.#child.stdin.on("error", (error) => this.fail(error));
    this.#child.once("error", (error) => this.fail(error));
    this.#child.once("exit", (code) => this.fail(new Error(`ssh ended with ${code}: ${this.#errors}`)));
    process.once("exit", this.#kill);
  }

  #read(octets) {
    const { stdout } = this.#child;
    const piece = stdout.read(Math.min(octets, stdout.readableLength));
    if (piece === null) return 0;
    this.receive(piece);
    return piece.length;
  }

  type(text) {
    this.#child.stdin.write(text);
  }

  cpuSeconds() {
    return cpuSeconds(this.#child.pid);
  }

  async close() {
    process.off("exit", this.#kill);
    this.#reader?.stop();
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = new Promise((resolve) => this.#child.once("exit", resolve));
    this.#child.kill("SIGTERM");
    await ended;
  }
}
