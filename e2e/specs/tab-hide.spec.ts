import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Page } from "@playwright/test";
import { Glasshell } from "../support/glasshell.ts";
import { accounts } from "../support/stand.ts";
import { expect, test } from "../test.ts";

/** How long the tab is hidden before its speed is measured. A browser slows timers down at once, and once more after five minutes. */
const hiddenSeconds = Number(process.env.GLASSHELL_E2E_HIDDEN_SECONDS ?? 10);
const measuredSeconds = 3;
/** What a hidden tab takes at least, in MB/s; on a machine that does not draw so fast, nearly what it takes while visible. */
const hiddenRate = 5;
const nearly = 0.8;
/** From the front to the screen as it is. */
const shownWithinMs = 500;

const isHidden = (tab: Page) => tab.evaluate(() => document.hidden);

/** The log of a build, 100 octets a line, until there is a file `stop`; how many lines there were stands in a file. */
const build = String.raw`perl -e '
  for ($n = 0; ; ) {
    printf("\x1b[32m%08d\x1b[0m compiling a file with a rather long name, and all of its warnings: ação 日本語\n", $n++) for 1..10000;
    open(F, ">lines.new"); print F $n; close(F); rename("lines.new", "lines");
    last if -e "stop";
  }
  print "built ", $n, "\n"'`.replaceAll(/\n\s*/g, " ");
const lineOctets = 107;

test("should let a build run on in a hidden tab, and show where it is on coming back", async ({ tabs, stand }) => {
  test.setTimeout(60_000 + hiddenSeconds * 1_000);
  const tab = await tabs.open();
  const glasshell = new Glasshell(tab);
  await glasshell.openShell(stand.demoRelay, stand.sshd);
  const file = (name: string) => join(stand.home(accounts.any), name);
  await rm(file("stop"), { force: true });
  await glasshell.run(build, /^\d{8} compiling/m);
  const linesSoFar = async () => Number(await readFile(file("lines"), "utf8"));
  await expect.poll(() => linesSoFar().catch(() => 0), "the build has counted its first lines").toBeGreaterThan(0);
  const measureRate = async () => {
    const [before, began] = [await linesSoFar(), performance.now()];
    await delay(measuredSeconds * 1_000);
    return (((await linesSoFar()) - before) * lineOctets) / (performance.now() - began) / 1_000;
  };
  const visibleRate = await measureRate();

  await tabs.open();
  await expect.poll(() => isHidden(tab)).toBe(true);
  await delay(hiddenSeconds * 1_000);
  const rate = await measureRate();
  expect(await isHidden(tab)).toBe(true);
  expect(rate).toBeGreaterThan(Math.min(hiddenRate, nearly * visibleRate));

  await writeFile(file("stop"), "");
  await glasshell.expectPrompt();
  expect(await isHidden(tab)).toBe(true);
  const last = `built ${await linesSoFar()}`;
  // Drawn by the DOM: its rows are what is in sight, and not what is in the terminal's buffer.
  const shown = tab.evaluate(async (text) => {
    const terminal = document.querySelector("glasshell-page")?.shadowRoot?.querySelector("glasshell-terminal");
    const rows = terminal?.shadowRoot?.querySelector(".xterm-rows");
    await new Promise((resolve) => document.addEventListener("visibilitychange", resolve, { once: true }));
    const began = performance.now();
    while (!rows?.textContent?.includes(text)) await new Promise((resolve) => requestAnimationFrame(resolve));
    return performance.now() - began;
  }, last);
  await tab.bringToFront();
  expect(await shown).toBeLessThan(shownWithinMs);
  const numbers = (await glasshell.screenText()).match(/^\d{8}(?= compiling)/gm)?.map(Number) ?? [];
  expect(numbers.length).toBeGreaterThan(10);
  for (const [at, number] of numbers.entries()) expect(number).toBe((numbers[0] ?? 0) + at);
  expect(numbers.at(-1)).toBe((await linesSoFar()) - 1);
});
