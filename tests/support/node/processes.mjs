// Starts servers for tests and measurements, and stops exactly these, by their ids, whatever way the run ends.
import { spawn } from "node:child_process";
import { closeSync, openSync, readdirSync, readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

/** How long a process may take to end by itself once it was asked. */
const politeMs = 5_000;

/** The ids of a process and of all that came from it. */
export function withDescendants(pid) {
  const found = [pid];
  try {
    for (const task of readdirSync(`/proc/${pid}/task`)) {
      const children = readFileSync(`/proc/${pid}/task/${task}/children`, "utf8").split(" ").filter(Boolean);
      for (const child of children) found.push(...withDescendants(Number(child)));
    }
  } catch {
    // It has ended meanwhile.
  }
  return found;
}

function signal(pid, name) {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended already.
  }
}

function isRunning(pid) {
  try {
    // A zombie is over; only its exit code has not been asked for.
    return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}

export class Processes {
  #started = new Map();
  #onExit = () => {
    for (const pid of this.#started.keys()) for (const each of withDescendants(pid)) signal(each, "SIGKILL");
  };

  constructor() {
    process.on("exit", this.#onExit);
  }

  /**
   * Starts a program in a session of its own, away from the terminal's Ctrl-C; the kernel ends it if this process is killed.
   *
   * @param {string} program
   * @param {readonly string[]} args
   * @param {{ log?: string, stdio?: import("node:child_process").StdioOptions, env?: NodeJS.ProcessEnv }} options
   *   `log`: the file that its output goes to; otherwise `stdio` as for `spawn`
   */
  start(program, args, options = {}) {
    const log = options.log ? openSync(options.log, "a") : null;
    try {
      const child = spawn("/usr/bin/setpriv", ["--pdeathsig", "TERM", "--", program, ...args], {
        detached: true,
        stdio: log === null ? (options.stdio ?? "inherit") : ["ignore", log, log],
        env: options.env ?? process.env,
      });
      child.once("error", () => {});
      if (child.pid !== undefined) {
        this.#started.set(child.pid, child);
        // What it has left behind is still ours to stop, but a reused id is not.
        child.once("exit", () => this.#started.delete(child.pid));
      }
      return child;
    } finally {
      if (log !== null) closeSync(log);
    }
  }

  /** Asks a process and its descendants to end, waits a bounded time, then ends them. */
  async stop(child) {
    if (child.pid === undefined || !this.#started.has(child.pid)) return;
    const ids = withDescendants(child.pid);
    for (const pid of ids) signal(pid, "SIGTERM");
    const deadline = performance.now() + politeMs;
    while (ids.some(isRunning) && performance.now() < deadline) await delay(10);
    for (const pid of ids.filter(isRunning)) signal(pid, "SIGKILL");
  }

  /** Stops all, last started first. */
  async stopAll() {
    for (const child of [...this.#started.values()].reverse()) await this.stop(child);
    process.off("exit", this.#onExit);
  }
}
