// `yes`, and Ctrl-C after two seconds: how long until the prompt is shown, and how much still arrives meanwhile. Once beside the node,
// and once over a line with a round trip of 100 ms.
import { setTimeout as delay } from "node:timers/promises";
import { PageTerminal } from "../support/browser.mjs";
import { startFarStack, VisitingBench } from "../support/far-stack.mjs";
import { prompt, promptTitle } from "../support/node.mjs";
import { median } from "../support/statistics.mjs";

const rounds = 7;
const floodMs = 2_000;
const ctrlC = "\x03";
const farDelayMs = 50;

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

async function takeTurns(bench, count) {
  const theirs = await bench.openSsh();
  const ours = await PageTerminal.open(bench);
  const samples = [];
  for (let round = 0; round < count; round += 1) {
    samples.push({ theirs: await interruptSsh(theirs), ours: await interruptPage(ours, round) });
  }
  await Promise.all([ours.close(), theirs.close()]);
  return { samples, command: await bench.recordedCommand() };
}

/** On the near side of a bad network. */
export async function takeTurnsFar(addresses, count) {
  const bench = new VisitingBench(addresses);
  const result = await takeTurns(bench, count);
  await bench.end();
  return result;
}

function row(name, { samples, command }) {
  const kib = (way) => median(samples.map((sample) => sample[way].octets)) / 1024;
  return {
    name,
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
    command,
    note: "samples are (ms, KiB) of ours and of ssh -tt; ours until the prompt was shown, theirs until it was read",
  };
}

export const names = ["ctrl_c_flood", "ctrl_c_flood_far"];

/** @param {import("../support/bench.mjs").Bench} bench */
export async function measure(bench) {
  const count = bench.size(rounds, 2);
  const near = await takeTurns(bench, count);
  const stack = await startFarStack(bench, "ctrl-c-flood", { delay_ms: farDelayMs });
  const far = await stack.visit(import.meta.url, "takeTurnsFar", count);
  await stack.end();
  return [row("ctrl_c_flood", near), row("ctrl_c_flood_far", far)];
}
