// `yes`, and Ctrl-C after two seconds: how long until the prompt is shown, and how much still arrives meanwhile.
import { setTimeout as delay } from "node:timers/promises";
import { PageTerminal } from "../support/browser.mjs";
import { prompt, promptTitle } from "../support/node.mjs";
import { median } from "../support/statistics.mjs";

const rounds = 7;
const floodMs = 2_000;
const ctrlC = "\x03";

async function interruptPage(terminal, round) {
  await terminal.type("yes\n");
  await delay(floodMs);
  const shown = terminal.title(promptTitle(round + 2));
  await terminal.interrupt();
  const ended = await shown;
  const began = await terminal.keyAt("c");
  return { ms: ended - began, octets: (await terminal.takeOutput(began, ended)).octets };
}

async function interruptSsh(terminal) {
  terminal.type("yes\n");
  await delay(floodMs);
  const before = terminal.received;
  const ms = await terminal.command(ctrlC, prompt);
  return { ms, octets: terminal.received - before };
}

export const names = ["ctrl_c_flood"];

/** @param {import("../support/bench.mjs").Bench} bench */
export async function measure(bench) {
  const theirs = await bench.openSsh();
  const ours = await PageTerminal.open(bench);
  const samples = [];
  for (let round = 0; round < rounds; round += 1) {
    samples.push({ theirs: await interruptSsh(theirs), ours: await interruptPage(ours, round) });
  }
  await Promise.all([ours.close(), theirs.close()]);
  const kib = (way) => median(samples.map((sample) => sample[way].octets)) / 1024;
  return [
    {
      name: "ctrl_c_flood",
      value: median(samples.map((sample) => sample.ours.ms)),
      baseline: median(samples.map((sample) => sample.theirs.ms)),
      ratio: median(samples.map((sample) => sample.ours.ms / sample.theirs.ms)),
      slowest: Math.max(...samples.map((sample) => sample.ours.ms)),
      still_arrived_kib: kib("ours"),
      most_still_arrived_kib: Math.max(...samples.map((sample) => sample.ours.octets)) / 1024,
      baseline_still_arrived_kib: kib("theirs"),
      samples: samples.map((sample) => [
        sample.ours.ms,
        sample.ours.octets / 1024,
        sample.theirs.ms,
        sample.theirs.octets / 1024,
      ]),
      command: await bench.recordedCommand(),
      note: "samples are (ms, KiB) of ours and of ssh -tt; ours until the prompt was shown, theirs until it was read",
    },
  ];
}
