// The fixtures: a worker's servers, and the page, watched for what no test may cause.
import { test as base, expect } from "@playwright/test";
import { Glasshell } from "./support/glasshell.ts";
import { Stand } from "./support/stand.ts";
import { Watch } from "./support/watch.ts";

interface TestFixtures {
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
  glasshell: async ({ page }, use) => {
    await use(new Glasshell(page));
  },
});

export { expect };
