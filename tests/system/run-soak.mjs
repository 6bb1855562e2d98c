// The soak, as long as wanted; what came out is printed, and written as JSON beside the relay's log.
// Usage: run-soak.mjs NAME RELAY MINUTES [--growth-kib N]   the relay may grow by so much from the second to the last quarter of the time
import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { root } from "../bench/support/paths.mjs";
import { soak } from "./support/soak.mjs";

const sessions = 60;
const shells = 3;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { "growth-kib": { type: "string", default: "1024" } },
});
const [name, program, minutes] = positionals;
if (!minutes) {
  console.error("Usage: run-soak.mjs NAME RELAY MINUTES [--growth-kib N]");
  process.exit(2);
}
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => process.exit(1)); // what was started ends with it

const seed = Date.now() % 1_000_000;
const { log, ...result } = await soak({
  program: resolve(program),
  seconds: Math.round(60 * Number(minutes)),
  sessions,
  shells,
  seed,
});
const { tally, memoryKiB, descriptors, code, bugs } = result;
const growth = memoryKiB.late - memoryKiB.early;
const wrongs = [
  ...Object.entries(tally.faults).map(([what, count]) => `${count} × ${what}`),
  ...bugs.slice(0, 10),
  ...(code === 0 ? [] : [`the relay ended with ${code}`]),
  ...(descriptors.after > descriptors.before ? [`${descriptors.after - descriptors.before} descriptors are left`] : []),
  ...(growth > Number(values["growth-kib"]) ? [`the relay has grown by ${Math.round(growth)} KiB`] : []),
];
const folder = join(root, "build/soak");
await mkdir(folder, { recursive: true });
await writeFile(
  join(folder, `${name}.json`),
  `${JSON.stringify({ name, minutes, seed, growth, ...result }, null, 1)}\n`,
);
await writeFile(join(folder, `${name}.log`), log);
console.log(`${name}, seed ${seed}: ${JSON.stringify(tally)}`);
console.log(`memory ${memoryKiB.early} → ${memoryKiB.late} KiB (PSS), descriptors ${JSON.stringify(descriptors)}`);
for (const wrong of wrongs) console.log(`WRONG: ${wrong}`);
process.exit(wrongs.length > 0 ? 1 : 0);
