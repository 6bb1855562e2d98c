// Measures speed and size, each figure with its baseline in the same run; build/bench/results.json holds what came out, and
// build/bench/report.html shows it.
// Usage: run.mjs [--profile] [--quick] [NAME…]   NAMEs are in bars.mjs; --profile: also build/bench/*.cpuprofile of the WASM side, the page
// and its Worker; --quick: small sizes where a measurement has them, to see that it works: its figures mean nothing
import { cpus, loadavg } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { bars } from "./bars.mjs";
import { writeReport } from "./report/page.mjs";
import { Bench } from "./support/bench.mjs";
import { root } from "./support/paths.mjs";
import { complete, failed, readResults, table, writeResults } from "./support/report.mjs";

const measurements = [
  "pty-throughput",
  "browser-throughput",
  "relay-cpu",
  "echo",
  "connect-to-prompt",
  "ctrl-c-flood",
  "hidden-tab",
  "bad-network",
  "reconnect",
  "slow-reader",
  "idle-session-memory",
  "idle-links",
  "busy-links",
  "claim-flood",
  "transfer",
  "window-curve",
];

const { values: options, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: { profile: { type: "boolean", default: false }, quick: { type: "boolean", default: false } },
});
const unknown = wanted.filter((name) => !(name in bars));
if (unknown.length > 0) {
  console.error(`Not measured here: ${unknown.join(", ")}. There are: ${Object.keys(bars).join(", ")}`);
  process.exit(2);
}
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => process.exit(1)); // what was started ends with it

const bench = new Bench(options);
const rows = [];
try {
  for (const file of measurements) {
    const { names, measure, onlyWhenNamed = false } = await import(`./measurements/${file}.mjs`);
    if (wanted.length === 0 ? onlyWhenNamed : !names.some((name) => wanted.includes(name))) continue;
    console.error(`measuring ${names.join(", ")} …`);
    const [load] = loadavg();
    const circumstances = {
      measured: new Date().toISOString(),
      machine: `${cpus().length} × ${cpus()[0].model}`,
      load_before: load,
    };
    try {
      rows.push(...(await measure(bench)).map((row) => complete(row, circumstances)));
    } catch (error) {
      console.error(error);
      rows.push(...names.map((name) => failed(name, error)));
    }
  }
} finally {
  await bench.end();
}

const order = Object.keys(bars);
const inOrder = (all) => all.toSorted((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
const folder = join(root, options.quick ? "build/bench/quick" : "build/bench");
// What was not measured now stays as it was measured before; each row says when that was.
const fresh = new Set(rows.map(({ name }) => name));
const kept = (await readResults(folder)).filter(({ name }) => name in bars && !fresh.has(name));
const all = inOrder([...rows, ...kept]);
const path = await writeResults(folder, all);
const report = await writeReport(folder, await readResults(folder));
console.log(`\n${table(inOrder(rows))}\n\nwritten to ${path} and ${report}`);
// A missed bar is a result; only what could not be measured is a failure.
process.exitCode = rows.some(({ error }) => error) ? 1 : 0;
