// Ports on loopback.
import { connect, createServer } from "node:net";
import { setTimeout as delay } from "node:timers/promises";

/** A port that nobody listens on now. Another process may take it before it is used: who starts a server checks that it is its own. */
export async function freePort() {
  const server = createServer();
  await new Promise((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export function canConnect(port) {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("error", () => resolve(false));
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
  });
}

/** Waits until a server that was just started accepts connections. @throws if it ends, or does not within the time */
export async function waitForPort(port, child, what, timeoutMs = 10_000) {
  const deadline = performance.now() + timeoutMs;
  while (!(await canConnect(port))) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`${what} has ended by itself`);
    if (performance.now() > deadline) throw new Error(`${what} does not listen on port ${port} after ${timeoutMs} ms`);
    await delay(20);
  }
}
