// What the kernel says about processes: CPU time and memory.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

const ticksPerSecond = Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }));

/** User and system time of a process and of its threads, in seconds; steps of 10 ms. @see proc(5) */
export function cpuSeconds(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  // The name may hold spaces and brackets.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

/** Proportional set size in KiB: what the process alone is to blame for, shared pages divided among who shares them. */
export function pssKiB(pid) {
  return Number(/^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))[1]);
}

/** How many descriptors a process has open. */
export const openDescriptors = (pid) => readdirSync(`/proc/${pid}/fd`).length;
