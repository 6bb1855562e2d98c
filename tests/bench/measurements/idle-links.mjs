// Thousands of links that nobody types in, on one relay: their memory, the CPU time of their beats, and how it is to come in
// as one more. Each has carried 64 KiB before it falls idle.
import { setTimeout as delay } from "node:timers/promises";
import { startLoadedRelay } from "../support/loaded-relay.mjs";
import { cpuSeconds, openDescriptors, pssKiB } from "../support/processes-cost.mjs";

/** Two descriptors each in the relay, and in the generator, which is their node too: below the 20,000 of a process here. */
const manyLinks = 9_000;
/** The memory is looked at on the way, when so large a part of them is open. */
const steps = [1 / 9, 3 / 9, 6 / 9, 1];
const carriedOctets = 64 * 1024;
/** A hidden tab's; a page that somebody looks at asks more often. */
const beatMs = 25_000;
const visibleBeatMs = 3_000;
const settleMs = 3_000;
const keystrokes = 500;
const pauseMs = 4;

async function cpuPercent(pid, ms) {
  const before = cpuSeconds(pid);
  const began = performance.now();
  await delay(ms);
  return (100 * (cpuSeconds(pid) - before)) / ((performance.now() - began) / 1e3);
}

async function openIdle({ generator }, count) {
  const { seconds } = await generator.open("link", count);
  await generator.order("exchange", "link", carriedOctets);
  await delay(settleMs);
  return seconds;
}

export const names = ["idle_links_9000"];

/** @param {import("../support/bench.mjs").Bench} bench */
export async function measure(bench) {
  const links = bench.size(manyLinks, 300);
  const loaded = await startLoadedRelay(bench, "idle-links");
  const { generator, relay } = loaded;
  await generator.order("beat", beatMs);
  await openIdle(loaded, 1);
  const alone = { pss: pssKiB(relay.pid), echo: await generator.order("echo", keystrokes, pauseMs, "link", "tcp") };
  const memory = [[1, alone.pss]];
  let seconds = 0;
  for (const step of steps) {
    const wanted = Math.round(step * links);
    seconds += await openIdle(loaded, wanted - memory.at(-1)[0]);
    memory.push([wanted, pssKiB(relay.pid)]);
  }
  const pss = memory.at(-1)[1];
  const descriptors = openDescriptors(relay.pid);
  const cpu = await cpuPercent(relay.pid, bench.size(2 * beatMs, 2_000));
  const echo = await generator.order("echo", keystrokes, pauseMs, "link", "tcp");
  const { open } = await generator.order("count", "link");
  if (open !== links) throw new Error(`${links - open} links were lost meanwhile`);

  await generator.order("close", "link");
  await generator.order("beat", visibleBeatMs);
  await openIdle(loaded, links);
  const cpuVisible = await cpuPercent(relay.pid, bench.size(5 * visibleBeatMs, 2_000));
  await loaded.end();
  return [
    {
      name: "idle_links_9000",
      value: (pss - alone.pss) / (links - 1),
      baseline: null,
      ratio: null,
      links,
      cpu_percent_of_a_core: cpu,
      cpu_percent_when_all_are_looked_at: cpuVisible,
      echo_added_ms: echo.link.p50 - echo.tcp.p50,
      echo_added_p99_ms: echo.link.p99 - echo.tcp.p99,
      echo_added_alone_ms: alone.echo.link.p50 - alone.echo.tcp.p50,
      opened_per_second: (links - 1) / seconds,
      memory,
      descriptors,
      histograms: { link: echo.link.histogram, tcp: echo.tcp.histogram },
      note: `memory is pairs of links and KiB (PSS); the kernel's socket buffers are not in it. Beats every ${beatMs / 1e3} s, as of hidden tabs, or every ${visibleBeatMs / 1e3} s, as of tabs that are looked at`,
    },
  ];
}
