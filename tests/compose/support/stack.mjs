// A stack of compose, and what Docker says of it.
import { execFile } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";

const mebibyte = 1024 * 1024;
const healthyWithinMs = 60_000;
const [composeProgram, ...composeArgs] = process.env.GLASSHELL_COMPOSE.split(" ");

export const run = promisify(execFile);
export const docker = async (...args) => (await run("docker", args, { maxBuffer: 64 * mebibyte })).stdout.trim();
/** @param name  of an image or a container */
export const inspect = async (name) => JSON.parse(await docker("inspect", name))[0];

export class Stack {
  #env;

  /** @param {Record<string, string>} settings  that compose reads, such as COMPOSE_FILE; those of the environment are there without */
  constructor(settings = {}) {
    this.#env = { ...process.env, ...settings };
  }

  async compose(...args) {
    return (await run(composeProgram, [...composeArgs, ...args], { env: this.#env })).stdout.trim();
  }

  containerOf(service) {
    return this.compose("ps", "-q", service);
  }

  async inspect(service) {
    return inspect(await this.containerOf(service));
  }

  inside(service, script) {
    return this.compose("exec", "-T", service, "bash", "-c", script);
  }

  /** The same as root, if the service runs as another user. */
  insideAsRoot(service, script) {
    return this.compose("exec", "-T", "-u", "0", service, "bash", "-c", script);
  }

  /** A service's address in each of its networks. */
  async addressesOf(service) {
    const { NetworkSettings } = await this.inspect(service);
    return Object.values(NetworkSettings.Networks).map(({ IPAddress }) => IPAddress);
  }

  /** Rejects if no connection comes about. */
  connect(service, address, port) {
    return this.inside(service, `timeout 2 bash -c 'exec 3<>/dev/tcp/${address}/${port}'`);
  }

  /** Where this machine's ports lead to a service. */
  async published(service) {
    const { NetworkSettings } = await this.inspect(service);
    return Object.values(NetworkSettings.Ports).filter(Boolean).flat();
  }

  async waitUntilHealthy(...services) {
    const deadline = performance.now() + healthyWithinMs;
    for (const service of services) {
      while ((await this.inspect(service)).State.Health.Status !== "healthy") {
        if (performance.now() > deadline) throw new Error(`${service}: ${await this.compose("logs", service)}`);
        await delay(200);
      }
    }
  }
}
