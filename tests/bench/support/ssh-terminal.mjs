// The baseline: OpenSSH's own client, with its output read as any terminal would read it.
import { spawn } from "node:child_process";
import { cpuSeconds } from "./processes-cost.mjs";
import { Terminal } from "./terminal.mjs";

export class SshTerminal extends Terminal {
  #child;
  #errors = "";
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

  constructor(node, cipher, further) {
    super();
    const [program, ...args] = SshTerminal.command(node, cipher, further);
    // Started directly, since its start is part of what is measured. It ends with its standard input, so also with us.
    this.#child = spawn(program, args, { stdio: "pipe", env: { ...process.env, TERM: "xterm-256color" } });
    this.#child.stdout.on("data", (octets) => this.receive(octets));
    this.#child.stderr.on("data", (text) => {
      this.#errors += text;
    });
    this.#child.stdin.on("error", (error) => this.fail(error));
    this.#child.once("error", (error) => this.fail(error));
    this.#child.once("exit", (code) => this.fail(new Error(`ssh ended with ${code}: ${this.#errors}`)));
    process.once("exit", this.#kill);
  }

  type(text) {
    this.#child.stdin.write(text);
  }

  cpuSeconds() {
    return cpuSeconds(this.#child.pid);
  }

  async close() {
    process.off("exit", this.#kill);
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = new Promise((resolve) => this.#child.once("exit", resolve));
    this.#child.kill("SIGTERM");
    await ended;
  }
}
