// What the kernel says about processes: CPU time and memory.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { withDescendants } from "../../support/node/processes.mjs";
import { sum } from "./statistics.mjs";

const ticksPerSecond = Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }));

/** The fields of a `stat` file from the third on; the second, a name, may hold spaces and brackets. @see proc(5) */
const statFields = (path) => {
  const stat = readFileSync(path, "utf8");
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
};
const seconds = (fields) => sum(fields.map(Number)) / ticksPerSecond;

/** User and system time of a process and of its threads, in seconds; steps of 10 ms. */
export const cpuSeconds = (pid) => seconds(statFields(`/proc/${pid}/stat`).slice(11, 13));

/** The same of all that came from it too, whether it still runs or was waited for. */
export const treeCpuSeconds = (pid) =>
  sum(withDescendants(pid).map((each) => seconds(statFields(`/proc/${each}/stat`).slice(11, 15))));

/** The same of a program of many processes, by the names of its threads. @returns {Record<string, number>} */
export function cpuSecondsOfThreads(pid) {
  const all = {};
  for (const each of withDescendants(pid)) {
    for (const thread of readdirSync(`/proc/${each}/task`)) {
      const folder = `/proc/${each}/task/${thread}`;
      try {
        // Pools number their threads.
        const name = readFileSync(`${folder}/comm`, "utf8")
          .trim()
          .replace(/[\d/]+$/, "");
        all[name] = (all[name] ?? 0) + seconds(statFields(`${folder}/stat`).slice(11, 13));
      } catch {
        // It has ended meanwhile.
      }
    }
  }
  return all;
}

/** Proportional set size in KiB: what the process alone is to blame for, shared pages divided among who shares them. */
export function pssKiB(pid) {
  return Number(/^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))[1]);
}

/** How many descriptors a process has open. */
export const openDescriptors = (pid) => readdirSync(`/proc/${pid}/fd`).length;
