// A machine outside of Docker's networks, as an operator's node is: a network namespace of its own, to which only this machine has
// a way. From there, none leads back to the address of a container: what is to reach it must come in this machine's name.
import { execFile } from "node:child_process";
import { randomInt } from "node:crypto";
import { readlinkSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { Side } from "../../support/node/bad-network.mjs";

const run = promisify(execFile);
const namespaceOf = (pid) => readlinkSync(`/proc/${pid}/ns/net`);

/** Needs root. @param {import("../../support/node/processes.mjs").Processes} processes  who stops it: it is gone with its processes */
export async function startElsewhere(processes) {
  const holder = processes.start("unshare", ["--net", "--", "sleep", "infinity"], { stdio: "ignore" });
  while (namespaceOf(holder.pid) === namespaceOf("self")) {
    if (holder.exitCode !== null) throw new Error("no network namespace can be made");
    await delay(10);
  }
  // Of a network for measurements (RFC 2544), which nobody has.
  const network = `198.18.${randomInt(256)}`;
  const side = new Side(processes, `${network}.2`, `/proc/${holder.pid}/ns/net`);
  const device = `gsh${holder.pid}`;
  const ip = (...args) => run("ip", args);
  const there = (...args) => run(...side.seeing("ip", args));
  await ip("link", "add", device, "type", "veth", "peer", "name", "eth0", "netns", String(holder.pid));
  await ip("address", "add", `${network}.1/30`, "dev", device);
  await ip("link", "set", device, "up");
  await there("address", "add", `${side.address}/30`, "dev", "eth0");
  for (const each of ["lo", "eth0"]) await there("link", "set", each, "up");
  return side;
}
