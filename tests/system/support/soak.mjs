// A relay under sessions that come, flood, lose their sockets, go on and leave, for as long as wanted; and what is looked at
// meanwhile and afterwards: the octets, the log, the sanitizer's words, the memory, the descriptors.
import { once } from "node:events";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Bench } from "../../bench/support/bench.mjs";
import { LoadGenerator } from "../../bench/support/load-generator.mjs";
import { nodeName } from "../../bench/support/node.mjs";
import { openDescriptors, pssKiB } from "../../bench/support/processes-cost.mjs";
import { median } from "../../bench/support/statistics.mjs";
import { startRelay } from "../../support/node/relay.mjs";

/** Shorter than an operator's, so that sessions expire in the soak too. */
const graceMs = 5_000;
const settings = [
  "origin_required = false",
  "threads = 2",
  "[limits]",
  ...["connections", "connections_per_address", "links", "links_per_address"].map((name) => `${name} = 4096`),
  `session_grace = "${graceMs}ms"`,
  'page_gone_grace = "1s"',
];

const samples = 120;
const endMs = 60_000;

/** What a sanitizer, or the relay itself, says of a bug. */
const bugs =
  /(ERROR: (?:Address|Leak)Sanitizer|WARNING: ThreadSanitizer|runtime error:|level=error|terminate called).*/g;

/** How often each event stands in a log. */
function countEvents(log) {
  const counts = {};
  for (const [, event] of log.matchAll(/ event=(\w+)/g)) counts[event] = (counts[event] ?? 0) + 1;
  return counts;
}

/** Takes samples of the relay's memory until it is told to stop. */
function watchMemory(pid, seconds) {
  const taken = [];
  const timer = setInterval(() => taken.push(pssKiB(pid)), (1e3 * seconds) / samples);
  return () => {
    clearInterval(timer);
    const quarter = Math.floor(taken.length / 4);
    return { early: median(taken.slice(quarter, 2 * quarter)), late: median(taken.slice(-quarter)), samples: taken };
  };
}

/**
 * @param {{ program: string, seconds: number, sessions: number, shells: number, seed: number, folder?: string }} options
 *   `program`: the relay's, built as it is to be tried
 */
export async function soak({ program, seconds, sessions, shells, seed }) {
  const bench = new Bench();
  try {
    const node = await bench.node();
    const folder = join(bench.folder.path, "soak");
    await mkdir(folder);
    const generator = await LoadGenerator.start(bench.processes);
    const nodes = { echo: generator.nodePort, [nodeName]: node.port };
    const relay = await startRelay(bench.processes, folder, { nodes, settings, webRoot: "", program });
    await generator.order("relay", "127.0.0.1", relay.port, "echo", nodeName);
    await generator.order("login", node.address, node.port, node.user, node.login.path, `${node.hostKey.path}.pub`);

    // What a process opens once is open then.
    await generator.open("link", 1);
    await generator.order("close", "link");
    const descriptorsBefore = openDescriptors(relay.pid);
    const memory = watchMemory(relay.pid, seconds);
    const tally = await generator.order("soak", seconds, sessions, shells, seed);
    const memoryKiB = memory();
    await generator.stop();
    // Who left without a word is waited for, and then forgotten.
    for (const ends = performance.now() + endMs; openDescriptors(relay.pid) > descriptorsBefore; await delay(100)) {
      if (performance.now() > ends) break;
    }
    const descriptors = { before: descriptorsBefore, after: openDescriptors(relay.pid) };
    const ended = once(relay.child, "exit");
    relay.child.kill("SIGTERM");
    const [code] = await ended;
    const log = await readFile(relay.log, "utf8");
    return { tally, memoryKiB, descriptors, code, events: countEvents(log), bugs: log.match(bugs) ?? [], log };
  } finally {
    await bench.end();
  }
}
