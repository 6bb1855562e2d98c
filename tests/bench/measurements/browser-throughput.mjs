// The same 200 MB drawn by the page in Chromium, against `ssh -tt`, in turn. It is over when the marker's title has been shown, which
// xterm.js sets only after everything before it.
import { PageTerminal } from "../support/browser.mjs";
import { cpuSeconds, cpuSecondsOfThreads, treeCpuSeconds } from "../support/processes-cost.mjs";
import { median } from "../support/statistics.mjs";

const rounds = 5;

/** Threads that took less are left out, in CPU seconds per GB. */
const leastShown = 0.1;

export const names = ["browser_throughput"];

/** @param {import("../support/bench.mjs").Bench} bench */
export async function measure(bench) {
  const theirs = await bench.openSsh();
  const ours = await PageTerminal.open(bench);
  const [node, relay] = await Promise.all([bench.node(), bench.relay()]);
  const costs = () => ({
    sshd_and_cat: treeCpuSeconds(node.pid),
    relay: cpuSeconds(relay.pid),
    ...cpuSecondsOfThreads(ours.browser.pid),
  });
  const spent = {};
  const samples = [];
  const tasks = [];
  const messageOctets = [];
  // The first of each is not counted: the file comes from the disk, and the page's code is still being optimised.
  for (let round = 0; round <= rounds; round += 1) {
    const text = await bench.showText("printf 'gsh-%s\\n' end");
    const theirMs = await theirs.command(text.line, "gsh-end");

    const marker = `gsh-end-${round}`;
    const { line, octets } = await bench.showText(`printf '\\033]2;gsh-%s\\007gsh-%s\\n' end-${round} end-${round}`);
    const shown = ours.title(marker);
    const before = costs();
    await ours.type(line);
    const ended = await shown;
    const began = await ours.keyAt("Enter");
    if (!(await ours.screenText()).includes(marker)) throw new Error("the end of the text is not on the screen");
    const output = await ours.takeOutput(began, ended);
    if (round === 0) continue;
    for (const [who, cost] of Object.entries(costs())) {
      spent[who] = (spent[who] ?? 0) + (cost - (before[who] ?? 0)) / ((rounds * octets) / 1e9);
    }
    samples.push([octets / 1e3 / (ended - began), octets / 1e3 / theirMs]);
    messageOctets.push(output.octets / output.messages);
    tasks.push(...(await ours.longTasks(began)));
  }
  if (bench.profile) {
    const { line } = await bench.showText("printf '\\033]2;gsh-%s\\007' profiled");
    await ours.profile("browser_throughput", async () => {
      const shown = ours.title("gsh-profiled");
      await ours.type(line);
      await shown;
    });
  }
  await Promise.all([ours.close(), theirs.close()]);
  return [
    {
      name: "browser_throughput",
      value: median(samples.map(([rate]) => rate)),
      baseline: median(samples.map(([, rate]) => rate)),
      ratio: median(samples.map(([rate, baseline]) => rate / baseline)),
      samples,
      longest_task_ms: Math.max(0, ...tasks.map(({ duration }) => duration)),
      octets_per_worker_message: median(messageOctets),
      tasks_over_50_ms: tasks.length,
      cpu_s_per_gb: Object.fromEntries(Object.entries(spent).filter(([, cost]) => cost >= leastShown)),
      command: await bench.recordedCommand(),
      note: "samples are pairs of (ours, ssh -tt); Chromium tells only of tasks over 50 ms, so longest_task_ms is 0 if there was none",
    },
  ];
}
