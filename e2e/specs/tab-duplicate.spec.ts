import type { Page } from "@playwright/test";
import { expectAccessible } from "../support/accessible.ts";
import { Glasshell } from "../support/glasshell.ts";
import type { Stand } from "../support/stand.ts";
import type { TabbedBrowser } from "../support/tabbed-browser.ts";
import { expect, test } from "../test.ts";

/** A shell in one tab, and another tab with the same address in front of it, as when a tab is duplicated. */
async function duplicate(tabs: TabbedBrowser, stand: Stand): Promise<{ readonly owner: Page; readonly other: Page }> {
  const owner = await tabs.open();
  await new Glasshell(owner).openShell(stand.demoRelay, stand.sshd);
  await expect(owner).toHaveURL(/#node=web-1&session=[0-9a-f]{32}$/);
  const other = await tabs.open();
  await other.goto(owner.url());
  return { owner, other };
}

/** A tab that was not opened by the demo's address has no login of its own. */
async function expectSignIn({ signInDialog }: Glasshell): Promise<void> {
  await expect(signInDialog.getByRole("textbox", { name: "User name" })).toBeVisible();
}

test("should ask the tab that has the session to come forward, and offer a new one", async ({ tabs, stand }) => {
  const { owner, other } = await duplicate(tabs, stand);
  const [mine, theirs] = [new Glasshell(owner), new Glasshell(other)];
  await theirs.expectEnded("This session is open in another tab");
  await expect(theirs.state).toHaveText("Not connected");
  await expect(other).toHaveURL(owner.url());
  await expectAccessible(other);
  await expect(owner).toHaveTitle(/^▶ Here: web-1/);
  await expect(mine.element.getByText("Another tab asked for this session. It is here.")).toBeAttached();

  await owner.bringToFront();
  await expect(owner).toHaveTitle("web-1 · Glasshell");
  await mine.run("echo mine-$((40+2))", "mine-42");

  await other.bringToFront();
  await theirs.element.getByRole("button", { name: "Ask it to come forward" }).click();
  await expect(owner).toHaveTitle(/^▶ Here: web-1/);
  await theirs.element.getByRole("button", { name: "New session here" }).click();
  await expectSignIn(theirs);
  expect(await mine.screenText()).toContain("mine-42");
});

test("should begin a new session when nobody has the one in the address any more", async ({ tabs, stand }) => {
  const { owner, other } = await duplicate(tabs, stand);
  await new Glasshell(owner).run("exit");
  await new Glasshell(owner).expectEnded("The shell ended.");
  await expect(owner).toHaveURL(/#node=web-1$/);
  await other.reload();
  await expectSignIn(new Glasshell(other));
});
