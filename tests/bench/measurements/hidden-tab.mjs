// A flood in a tab that was hidden by another one, in a Chromium that slows hidden tabs down: what the screen takes after ten seconds.
import { setTimeout as delay } from "node:timers/promises";
import { PageTerminal } from "../support/browser.mjs";

const hiddenMs = 10_000;
const measuredMs = 10_000;
const visibleMs = 3_000;
const flood = `yes '${"a line of a build log as wide as a terminal, ".repeat(2)}'\n`;

/** The Worker sends output only as far as the screen has taken what came before. @returns MB/s */
async function rateOf(terminal, ms) {
  const now = () => terminal.evaluate(() => performance.now());
  const began = await now();
  await delay(ms);
  const ended = await now();
  return (await terminal.takeOutput(began, ended)).octets / 1e3 / (ended - began);
}

export const names = ["hidden_tab"];

/** @param {import("../support/bench.mjs").Bench} bench */
export async function measure(bench) {
  const terminal = await PageTerminal.open(bench, { slowsHidden: true });
  await terminal.type(flood);
  await delay(visibleMs);
  const visible = await rateOf(terminal, visibleMs);
  await terminal.hide();
  await delay(bench.size(hiddenMs, 1_000));
  const hidden = await rateOf(terminal, bench.size(measuredMs, 2_000));
  if (!(await terminal.evaluate(() => document.hidden))) throw new Error("the tab is not hidden");
  await terminal.close();
  return [
    {
      name: "hidden_tab",
      value: hidden,
      baseline: visible,
      ratio: hidden / visible,
      note: "the baseline is the same tab while it was in front",
    },
  ];
}
