// Two relays behind a balancer are restarted one after the other, while sessions come, flood, lose their sockets, go on and leave:
// what is lost is what docs/operations.md says ("Several relays"), and who loses something is told.
import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Bench } from "../bench/support/bench.mjs";
import { LoadGenerator } from "../bench/support/load-generator.mjs";
import { nodeName } from "../bench/support/node.mjs";
import { startRelay } from "../support/node/relay.mjs";
import { freePort, startShipped } from "./support/proxies.mjs";

const program = fileURLToPath(new URL("../../build/dev/relay/glasshell-relay", import.meta.url));

const lingerMs = 10_000;
const soakSeconds = 32;
const sessions = 20;
/** Sessions that stay for longer than a relay lingers. */
const stayers = 12;

let bench;
before(() => {
  bench = new Bench();
});
after(() => bench.end());

/** A relay that can be started again where it was. */
class RestartedRelay {
  port = 0;
  logs = [];
  #folder;
  #nodes;
  #balancer;
  #running;

  constructor(folder, nodes, balancer) {
    this.#folder = folder;
    this.#nodes = nodes;
    this.#balancer = balancer;
  }

  async start() {
    const folder = join(this.#folder, `start-${this.logs.length + 1}`);
    await mkdir(folder, { recursive: true });
    this.#running = await startRelay(bench.processes, folder, {
      nodes: this.#nodes,
      program,
      webRoot: "",
      ...(this.port ? { wantedPort: this.port } : {}),
      settings: [
        `hosts = ["127.0.0.1:${this.#balancer}"]`,
        `origins = ["http://127.0.0.1:${this.#balancer}"]`,
        "[limits]",
        ...["connections", "connections_per_address", "links", "links_per_address"].map((name) => `${name} = 4096`),
        `linger_time = "${lingerMs}ms"`,
        'drain_time = "2s"',
      ],
    });
    this.port = this.#running.port;
    this.logs.push(this.#running.log);
  }

  /** As a supervisor does. @return how long it took to end, in milliseconds */
  async restart() {
    const began = performance.now();
    const ended = once(this.#running.child, "exit");
    this.#running.child.kill("SIGTERM");
    const [code] = await ended;
    assert.equal(code, 0);
    const took = performance.now() - began;
    await this.start();
    return took;
  }
}

/** @param shells  real ones among the sessions, which flood */
async function rollUnderLoad(kind, shells) {
  const folder = join(bench.folder.path, kind);
  const port = await freePort();
  const node = await bench.node();
  const generator = await LoadGenerator.start(bench.processes);
  const staying = await LoadGenerator.start(bench.processes);
  const nodes = { echo: generator.nodePort, [nodeName]: node.port };
  const relays = [1, 2].map((number) => new RestartedRelay(join(folder, `relay-${number}`), nodes, port));
  for (const relay of relays) await relay.start();
  const proxy = await startShipped(kind, bench.processes, folder, {
    port,
    relayPorts: relays.map((each) => each.port),
  });
  for (const each of [generator, staying]) await each.order("relay", "127.0.0.1", port, "echo", nodeName);
  await generator.order("login", node.address, node.port, node.user, node.login.path, `${node.hostKey.path}.pub`);

  await staying.open("link", stayers);
  const soaking = generator.order("soak", soakSeconds, sessions, shells, 1);
  await delay(1_000);
  const took = [];
  for (const relay of relays) took.push(await relay.restart());
  const stayed = await staying.order("count", "link");
  const tally = await soaking;
  await Promise.all([generator.stop(), staying.stop()]);
  const logs = await Promise.all(relays.flatMap((each) => each.logs).map((log) => readFile(log, "utf8")));
  await bench.processes.stop(proxy.child);
  for (const log of logs) assert.doesNotMatch(log, /level=error|ERROR: \w+Sanitizer|runtime error:/);
  return { tally, stayed, took, began: logs.map((log) => (log.match(/event=node_connected/g) ?? []).length) };
}

function assertRolled({ tally, stayed, took, began }) {
  // Those who stayed for longer than it lingers were told by their relay, all of them.
  assert.deepEqual(stayed, { open: 0, losses: { "finished: relay_shutting_down": stayers } });
  for (const each of took) assert.ok(each >= lingerMs && each < lingerMs + 5_000, `it took ${each} ms`);
  // Under load all the time, and on each of the four relays that there were.
  assert.ok(tally.ended > 40 && tally.resumed > 60, JSON.stringify(tally));
  for (const sessionsBegun of began) assert.ok(sessionsBegun > 5, JSON.stringify(began));
}

test("behind HAProxy, which remembers: a rolling restart loses only who stays for longer than a relay lingers", async () => {
  const rolled = await rollUnderLoad("haproxy", 1);
  assertRolled(rolled);
  assert.ok(rolled.tally.shells > 1, JSON.stringify(rolled.tally));
  assert.deepEqual(rolled.tally.faults, {});
});

test("behind nginx, which hashes: besides these only who began elsewhere and lost its socket later", async () => {
  const rolled = await rollUnderLoad("nginx", 0);
  assertRolled(rolled);
  const others = Object.keys(rolled.tally.faults).filter((fault) => !/session_unknown/.test(fault));
  assert.deepEqual(others, [], JSON.stringify(rolled.tally));
});
