// The fixtures: a worker's servers, and the page, watched for what no test may cause.
import { test as base, expect } from "@playwright/test";
import { Glasshell } from "./support/glasshell.ts";
import { Stand } from "./support/stand.ts";
import { TabbedBrowser } from "./support/tabbed-browser.ts";
import { Watch } from "./support/watch.ts";

interface TestFixtures {
  /** A browser whose tabs hide one another. */
  readonly tabs: TabbedBrowser;
  readonly watch: Watch;
  readonly glasshell: Glasshell;
}
interface WorkerFixtures {
  readonly stand: Stand;
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  stand: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from the pattern
    async ({}, use) => {
      const stand = await Stand.start();
      await use(stand);
      await stand.stop();
    },
    { scope: "worker" },
  ],
  watch: [
    async ({ page, stand }, use) => {
      const watch = await Watch.on(page, [stand.relay.url, stand.demoRelay.url]);
      await use(watch);
      await watch.expectQuiet();
    },
    { auto: true },
  ],
  tabs: async ({ stand }, use, { testId }) => {
    const tabs = await TabbedBrowser.start(stand.processes, await stand.subfolder(`tabs-${testId}`));
    await use(tabs);
    await tabs.close();
  },
  glasshell: async ({ page }, use) => {
    await use(new Glasshell(page));
  },
});

export { expect };
