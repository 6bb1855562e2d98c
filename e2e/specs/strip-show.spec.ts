import { expect, test } from "../test.ts";

test("should show the seal, what was negotiated, and the round trip", async ({ page, glasshell, stand }) => {
  await glasshell.openShell(stand.demoRelay, stand.sshd);
  const seal = glasshell.element.getByRole("button", { name: /^End-to-end encrypted/ });
  await expect(seal).toBeVisible();
  await expect(glasshell.element.getByText("ana@web-1", { exact: true })).toBeVisible();
  const trip = glasshell.element.getByRole("img", { name: /^Round trip to the (node|relay): \d+(\.\d)? ms$/ });
  await expect(trip).toBeVisible();

  await seal.click();
  const facts = glasshell.element.locator("dl");
  await expect(facts).toContainText("curve25519-sha256");
  await expect(facts).toContainText("chacha20-poly1305@openssh.com");
  await expect(facts).toContainText("part of the cipher");
  await expect(facts).toContainText(await stand.fingerprint(stand.sshd));
  await expect(facts).toContainText("OpenSSH");
  await expect(facts).toContainText("publickey");
  await expect(facts).toContainText("Round trip to the relay");
  await page.keyboard.press("Escape");
  await expect(facts).toBeHidden();
  await expect(glasshell.input()).toBeFocused();
});

test("should claim nothing before the host key was accepted", async ({ page, glasshell, stand }) => {
  await page.goto(stand.relay.url);
  await glasshell.openNode("web-1");
  await expect(glasshell.hostKeyDialog).toHaveCount(1);
  await expect(glasshell.element.getByRole("button", { name: /^End-to-end encrypted/ })).toHaveCount(0);
});

test("should show the title that a program sets, without its tricks", async ({ page, glasshell, stand }) => {
  await glasshell.openShell(stand.demoRelay, stand.sshd);
  await glasshell.run(String.raw`printf '\e]0;build \u202egnp.exe 3/7\a'`);
  await expect(page).toHaveTitle("build gnp.exe 3/7 · Glasshell");
  await expect(glasshell.element.getByText("· build gnp.exe 3/7")).toBeVisible();
});

test("should tell the page around it that the bell rang", async ({ glasshell, stand }) => {
  await glasshell.openShell(stand.demoRelay, stand.sshd);
  await glasshell.element.evaluate((element: HTMLElement) => {
    element.addEventListener("glasshell-bell", () => element.setAttribute("data-rang", "yes"));
  });
  await glasshell.run(String.raw`printf '\a'`);
  await expect(glasshell.element).toHaveAttribute("data-rang", "yes");
});

test("should change the text size by key and by menu", async ({ page, glasshell, stand }) => {
  await glasshell.openShell(stand.demoRelay, stand.sshd);
  const before = await glasshell.size();
  await page.keyboard.press("Control+Equal");
  await page.keyboard.press("Control+Equal");
  await expect.poll(async () => (await glasshell.size()).columns).toBeLessThan(before.columns);
  await glasshell.chooseInMenu("Default text size");
  await expect.poll(() => glasshell.size()).toEqual(before);
});
