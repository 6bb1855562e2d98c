// Ports on loopback.
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { setTimeout as delay } from "node:timers/promises";

/** Services of a machine lie below, and above what the kernel gives to whoever asks for any port: there it may give away one that was found free. */
const lowestPort = 10_000;
const endOfPorts = Number(readFileSync("/proc/sys/net/ipv4/ip_local_port_range", "utf8").split(/\s/)[0]);
const mostAttempts = 100;

/** A port that nobody listens on now. Another process may take it before it is used: who starts a server checks that it is its own. */
export async function freePort() {
  for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
    const port = randomInt(lowestPort, endOfPorts);
    if (await isFree(port)) return port;
  }
  throw new Error(`no free port from ${lowestPort} to ${endOfPorts - 1} in ${mostAttempts} attempts`);
}

async function isFree(port) {
  const server = createServer();
  try {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
  } catch {
    return false;
  }
  server.close();
  await once(server, "close");
  return true;
}

/** The state of a listening socket, as the kernel's tables have it. @see proc_net(5) */
const listening = "0A";

/** Whether somebody listens on a port in the network namespace that a process is in, at any of its addresses. */
function listensWhere(pid, port) {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  const isIt = (row) => {
    const [, local, , state] = row.trim().split(/\s+/);
    return state === listening && local.endsWith(wanted);
  };
  try {
    return ["tcp", "tcp6"].some((table) => readFileSync(`/proc/${pid}/net/${table}`, "utf8").split("\n").some(isIt));
  } catch {
    return false; // it has ended
  }
}

/** Waits until a server that was just started accepts connections. @throws if it ends, or does not within the time */
export async function waitForPort(port, child, what, timeoutMs = 10_000) {
  const deadline = performance.now() + timeoutMs;
  while (!listensWhere(child.pid, port)) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`${what} has ended by itself`);
    if (performance.now() > deadline) throw new Error(`${what} does not listen on port ${port} after ${timeoutMs} ms`);
    await delay(20);
  }
}
