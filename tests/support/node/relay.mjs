// The real relay on loopback, from its release build.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort, waitForPort } from "./loopback.mjs";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const builtPage = process.env.GLASSHELL_WEB_ROOT ?? `${root}web/dist`;
const startAttempts = 5;

/**
 * @param {import("./processes.mjs").Processes} processes  who stops it
 * @param {string} folder  where its files go
 * @param {{ nodes: Readonly<Record<string, number>>, settings?: readonly string[], webRoot?: string, program?: string,
 *   wantedPort?: number, side?: import("./bad-network.mjs").Side }} options
 *   `nodes`: names and their ports on loopback; `settings`: further lines of TOML for the top level; `webRoot`: the page that is
 *   served, empty for none; `wantedPort`: any, if it is not told; `side`: of a bad network, where it listens instead of on this machine's loopback
 */
export async function startRelay(processes, folder, options) {
  const { nodes, settings = [], webRoot = builtPage, program, wantedPort, side } = options;
  const address = side?.address ?? "127.0.0.1";
  const log = join(folder, "relay.log");
  const config = join(folder, "relay.toml");
  for (let attempt = 1; ; attempt += 1) {
    const port = wantedPort ?? (await freePort());
    const tables = Object.entries(nodes).map(
      ([name, nodePort]) => `[[nodes]]\nname = "${name}"\naddress = "127.0.0.1:${nodePort}"\n`,
    );
    // Beyond loopback nothing goes without saying.
    const beyond = side
      ? ["allow_anonymous = true", `hosts = ["${address}:${port}"]`, `origins = ["http://${address}:${port}"]`]
      : [];
    const lines = [`listen = "${address}:${port}"`, `web_root = "${webRoot}"`, ...beyond, ...settings, "", ...tables];
    await writeFile(config, `${lines.join("\n")}\n`);
    const binary = program ?? process.env.GLASSHELL_RELAY_BINARY ?? `${root}build/release/relay/glasshell-relay`;
    const command = [binary, ["--config", config]];
    const child = processes.start(...(side?.seeing(...command) ?? command), { log });
    try {
      await waitForPort(port, child, "the relay");
    } catch (error) {
      await processes.stop(child);
      if (attempt < startAttempts) continue;
      throw new Error(`the relay does not start:\n${await readFile(log, "utf8")}`, { cause: error });
    }
    return {
      port,
      pid: child.pid,
      child,
      log,
      url: `http://${address}:${port}/`,
      socketUrl: (node) => `ws://${address}:${port}/ws/ssh/${encodeURIComponent(node)}`,
    };
  }
}
