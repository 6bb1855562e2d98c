// A keystroke and its echo, which the node's terminal gives by itself while `cat` runs. The two ways take turns, key by key.
import { setTimeout as delay } from "node:timers/promises";
import { histogram, percentile } from "../support/statistics.mjs";

const keystrokes = 1_000;
/** Between two keystrokes: nobody types without a pause, and processes fall asleep in it. */
const pauseMs = 4;
/** A terminal's line in the kernel takes 4,095 octets, and echoes none beyond them. */
const lineOctets = 80;

export const names = ["echo_added_p50", "echo_added_p99"];

/** @param {import("../support/bench.mjs").Bench} bench */
export async function measure(bench) {
  const ways = { ours: await bench.openWasm(), theirs: await bench.openSsh() };
  const samples = { ours: [], theirs: [] };
  for (const terminal of Object.values(ways)) await terminal.command("printf 'gsh-%s\\n' begin; cat\n", "gsh-begin");

  for (let stroke = 0; stroke < keystrokes; stroke += 1) {
    const key = "abcdefghijklmnopqrstuvwxyz"[stroke % 26];
    for (const way of stroke % 2 === 0 ? ["theirs", "ours"] : ["ours", "theirs"]) {
      await delay(pauseMs);
      samples[way].push(await ways[way].command(key, key));
    }
    if (stroke % lineOctets === lineOctets - 1) {
      // The last key stands beside the end only in what cat repeats, not in the echo.
      for (const terminal of Object.values(ways)) await terminal.command("!\n", `${key}!\r\n`);
    }
  }
  await Promise.all([ways.ours.close(), ways.theirs.close()]);

  const command = await bench.recordedCommand();
  return [
    ["echo_added_p50", 0.5],
    ["echo_added_p99", 0.99],
  ].map(([name, share]) => {
    const ours = percentile(samples.ours, share);
    const theirs = percentile(samples.theirs, share);
    const histograms = { ours: histogram(samples.ours), theirs: histogram(samples.theirs) };
    return {
      name,
      value: ours - theirs,
      baseline: theirs,
      ratio: ours / theirs,
      ours,
      keystrokes,
      command,
      histograms,
    };
  });
}
