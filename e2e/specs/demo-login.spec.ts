import { demoAddress } from "../support/glasshell.ts";
import { accounts } from "../support/stand.ts";
import { expect, test } from "../test.ts";

test("should take the login out of the address and the history at once, and use it", async ({
  page,
  glasshell,
  stand,
}) => {
  const { demoRelay, sshd } = stand;
  await page.goto(demoAddress(demoRelay, { node: "web-1", user: accounts.any, key: sshd.login.privateKey }));
  await expect(page.getByText("A throwaway login for the demo node is ready.")).toBeVisible();
  expect(page.url()).toBe(demoRelay.url);
  await glasshell.openNode("web-1");
  await glasshell.acceptHostKey();
  // No dialog in between: nobody is asked for anything.
  await glasshell.expectShell();
  expect(page.url().replace(/&session=[0-9a-f]{32}$/, "")).toBe(`${demoRelay.url}#node=web-1`);
  await page.goBack();
  await expect(page.getByRole("heading", { name: "Nodes" })).toBeVisible();
  expect(page.url()).toBe(demoRelay.url);
});

test("should not use a login for another node than its own", async ({ page, glasshell, stand }) => {
  const { demoRelay, sshd } = stand;
  await page.goto(demoAddress(demoRelay, { node: "moving", user: accounts.any, key: sshd.login.privateKey }));
  await glasshell.openNode("web-1");
  await glasshell.acceptHostKey();
  await expect(glasshell.signInDialog).toHaveCount(1);
});

test("should not use a login that came with the address of a relay that is no demo", async ({
  page,
  glasshell,
  stand,
}) => {
  const { relay, sshd } = stand;
  await page.goto(demoAddress(relay, { node: "web-1", user: accounts.any, key: sshd.login.privateKey }));
  await expect(page.getByRole("heading", { name: "Nodes" })).toBeVisible();
  expect(page.url()).toBe(relay.url);
  await glasshell.openNode("web-1");
  await glasshell.acceptHostKey();
  await expect(glasshell.signInDialog.getByRole("textbox", { name: "User name" })).toBeVisible();
});

test("should say where the demo's login is to be had when the address no longer has it", async ({ page, stand }) => {
  await page.goto(stand.demoRelay.url);
  await expect(page.getByText("Open that address again.")).toBeVisible();
});
