// A Debian with a systemd of its own, in a container. What it may do beyond other containers is what systemd needs to set up a
// service's namespaces: to mount, to look into its children, and to have groups of processes below its own.
import { fileURLToPath } from "node:url";
import { docker, run } from "./stack.mjs";

const image = "glasshell-test/systemd";
const context = fileURLToPath(new URL("../systemd", import.meta.url));
const rights = [
  ...["--cap-add", "SYS_ADMIN", "--cap-add", "SYS_PTRACE"],
  ...["--security-opt", "seccomp=unconfined", "--security-opt", "apparmor=unconfined"],
  ...["--cgroupns", "host", "--volume", "/sys/fs/cgroup:/sys/fs/cgroup"],
  ...["--tmpfs", "/run", "--tmpfs", "/tmp"],
];

const mostTries = 200;

export class Debian {
  #container;

  /** @param {readonly string[]} options  of `docker run` besides */
  static async start(options = []) {
    const debian = new Debian();
    const base = process.env.GLASSHELL_BASE ?? "debian:bookworm-slim";
    await run("docker", ["build", "--build-arg", `BASE=${base}`, "--tag", image, context]);
    debian.#container = await docker(
      "run",
      "--detach",
      "--label",
      process.env.COMPOSE_PROJECT_NAME,
      ...rights,
      ...options,
      image,
    );
    // Before it listens there, nobody can ask how far it is.
    await debian.until("test -S /run/systemd/private");
    await debian.shell("systemctl is-system-running --wait");
    return debian;
  }

  /** @returns what it prints; rejects if it fails */
  shell(script) {
    return docker("exec", this.#container, "bash", "-euo", "pipefail", "-c", script);
  }

  /** Waits until a command succeeds. @returns what it prints then; rejects if that takes too long */
  until(command) {
    return this.shell(
      `for ((i = 0; i < ${mostTries}; i++)); do ${command} 2>/dev/null && exit; sleep 0.1; done; ${command}`,
    );
  }

  /** The same as `shell`, if it may fail. @returns its exit code, and what it prints */
  async try(script) {
    try {
      return { code: 0, output: await this.shell(script) };
    } catch ({ code, stdout }) {
      return { code, output: stdout.trim() };
    }
  }

  /** A property of a unit, as systemd has it. */
  property(unit, name) {
    return this.shell(`systemctl show --property ${name} --value ${unit}`);
  }

  remove() {
    return docker("rm", "--force", this.#container);
  }
}
