// The page under the policy that the relay sends with it. That nothing violates it, and that nothing leaves to another origin, is
// watched in every test (support/watch.ts); here is shown that it would be noticed, and what is forbidden.
import { expect, test } from "../test.ts";

test("should send a strict policy with the page and with the Worker", async ({ page, stand }) => {
  const policies: string[] = [];
  page.on("response", (response) => {
    if (/\/$|worker[^/]*\.js$/.test(response.url())) {
      policies.push(response.headers()["content-security-policy"] ?? "");
    }
  });
  await page.goto(stand.relay.url);
  await expect.poll(() => policies.length).toBeGreaterThanOrEqual(2);
  for (const policy of policies) {
    expect(policy).toContain("default-src 'none'");
    expect(policy).toMatch(/script-src 'self' 'wasm-unsafe-eval'(;|$)/);
    expect(policy).not.toMatch(/script-src[^;]*'unsafe-inline'|script-src[^;]*'unsafe-eval'/);
    expect(policy).toMatch(/frame-ancestors 'none'/);
  }
});

test("should let no injected script run and no foreign address be reached", async ({ page, stand, watch }) => {
  watch.allow(/policy: |Content Security Policy/);
  await page.goto(stand.relay.url);
  await expect(page.getByRole("heading", { name: "Nodes" })).toBeVisible();
  const outcome = await page.evaluate(async () => {
    const script = document.createElement("script");
    script.textContent = "document.title = 'taken over'";
    document.body.append(script);
    const foreign = await fetch("http://127.0.0.1:9/").then(
      () => "reached",
      () => "refused",
    );
    return { title: document.title, foreign };
  });
  expect(outcome).toEqual({ title: "Glasshell", foreign: "refused" });
  const noticed = expect.poll(() => watch.violations.join("\n"));
  await noticed.toMatch(/^policy: script-src/m);
  await noticed.toMatch(/^policy: connect-src/m);
});

test("should draw with the DOM, with dialogs, menu, search and links, and violate nothing", async ({
  page,
  glasshell,
  stand,
  watch,
}) => {
  await glasshell.openShell(stand.demoRelay, stand.sshd);
  await glasshell.useRenderer("dom");
  await glasshell.run(
    String.raw`printf '\e[1;3;4;31mstyled\e[0m \e[38;5;208mpalette\e[0m\n'; seq 1 500; echo do"ne"`,
    "done",
  );
  await page.keyboard.press("Control+Shift+F");
  await page.keyboard.type("4");
  await page.keyboard.press("Escape");
  await glasshell.element.getByRole("button", { name: "Terminal menu" }).click();
  await page.keyboard.press("Escape");
  await glasshell.element.getByRole("button", { name: /^End-to-end/ }).click();
  await expect(glasshell.element.getByText("Key exchange")).toBeVisible();
  expect(watch.violations).toEqual([]);
});

test("should load all of its own and finish within the transfer budget", async ({ page, stand }) => {
  const sizes: Promise<number>[] = [];
  page.on("requestfinished", (request) => sizes.push(request.sizes().then(({ responseBodySize }) => responseBodySize)));
  await page.goto(stand.relay.url);
  await page.waitForLoadState("networkidle");
  const total = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  expect(total).toBeGreaterThan(100 * 1024);
  expect(total).toBeLessThan(1.1 * 1024 * 1024);
});
