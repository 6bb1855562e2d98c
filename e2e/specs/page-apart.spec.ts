import { accounts, password } from "../support/stand.ts";
import { StaticHost } from "../support/static-host.ts";
import { test as base, expect } from "../test.ts";

const test = base.extend<{ readonly host: StaticHost }>({
  host: async ({ stand, watch }, use, { testId }) => {
    const host = await StaticHost.start();
    watch.allowOrigin(host.url);
    const relay = await stand.ownRelay(`apart-${testId}`, [`origins = ["${new URL(host.url).origin}"]`]);
    watch.allowOrigin(relay.url);
    await host.leadTo(relay.url);
    await use(host);
    host.close();
  },
});

test("should work from another host, which names the relay", async ({ page, glasshell, host }) => {
  await page.goto(host.url);
  await glasshell.openNode("web-1");
  await glasshell.acceptHostKey();
  await glasshell.giveUser(accounts.any);
  await glasshell.givePassword(password);
  await glasshell.expectShell();
  await glasshell.run("echo apart-$((40+2))", "apart-42");
  // What a page that lost its relay asks for; a browser that keeps the answer from it would call it unreachable.
  const relay = await page.locator('meta[name="glasshell-relay"]').getAttribute("content");
  await page.evaluate((url) => fetch(`${url}healthz`, { mode: "no-cors" }), relay);
});

test("should not run a script that is not the one that was built", async ({ page, host, watch }) => {
  watch.allow(/integrity/);
  const index = String(host.changed.get("/index.html"));
  const script = /src="\.(\/assets\/[^"]+\.js)"/.exec(index)?.[1];
  expect(script).toBeDefined();
  host.changed.set(script ?? "", 'document.title = "not ours";');
  const refused = page.waitForEvent("console", (message) => message.text().includes("integrity"));
  await page.goto(host.url);
  await refused;
  await expect(page).toHaveTitle("Glasshell");
  await expect(page.getByRole("button")).toHaveCount(0);
});

test("should not run an engine that is not the one that was built", async ({ page, glasshell, host, watch }) => {
  watch.allow(/integrity|426/); // once it has failed, the page looks whether the relay is there
  let name = "";
  page.on("request", (request) => {
    if (request.url().endsWith(".wasm")) name = new URL(request.url()).pathname;
  });
  await page.goto(host.url);
  await expect.poll(() => name).not.toBe("");
  host.changed.set(name, Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]));
  await page.reload();
  await glasshell.openNode("web-1");
  await glasshell.expectFailure("The SSH engine did not start", "could not run in this browser", "This browser");
});
