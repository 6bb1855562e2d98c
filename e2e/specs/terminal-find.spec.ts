import { expect, test } from "../test.ts";

test.beforeEach(async ({ glasshell, stand }) => {
  await glasshell.openShell(stand.demoRelay, stand.sshd);
});

test("should find text above the screen, count the matches and close with Escape", async ({ page, glasshell }) => {
  await glasshell.run("echo needle-$((1+1)); seq 1 200; echo needle-$((1+2))", "needle-3");
  await page.keyboard.press("Control+Shift+F");
  const bar = glasshell.element.getByRole("search");
  await expect(bar.getByRole("textbox", { name: "Find in the terminal" })).toBeFocused();
  await page.keyboard.type("needle-[23]");
  await expect(bar.getByRole("status")).toHaveText("No match");
  await bar.getByRole("button", { name: "Regular expression" }).click();
  await expect(bar.getByRole("status")).toHaveText(/^\d of 2$/);
  await bar.getByRole("button", { name: "Previous match" }).click();
  await bar.getByRole("button", { name: "Previous match" }).click();
  await glasshell.expectScreen("needle-2");
  await page.keyboard.press("Escape");
  await expect(bar).toBeHidden();
  await expect(glasshell.input()).toBeFocused();
});

test("should show a link's address before it opens", async ({ context, glasshell, stand }) => {
  const address = `${stand.relay.url}healthz?a=1`;
  // A program can print any text over any address.
  await glasshell.run(String.raw`printf '\e]8;;${address}\e\\http://bank.example\e]8;;\e\\\n\n'; echo do"ne"`, "done");
  await glasshell.clickLink("http://bank.example");
  const dialog = glasshell.dialog("Open this link?");
  await expect(dialog).toContainText(address);
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(dialog).toBeHidden();
  expect(context.pages().length).toBe(1);

  await glasshell.clickLink("http://bank.example");
  const opened = context.waitForEvent("page");
  await dialog.getByRole("button", { name: "Open link" }).click();
  const other = await opened;
  await expect(other).toHaveURL(address);
  expect(await other.evaluate(() => window.opener)).toBeNull();
});

test("should open an address in plain text at once with Ctrl and a click", async ({
  page,
  context,
  glasshell,
  stand,
}) => {
  await glasshell.run(`clear; echo see ${stand.relay.url}healthz for m""ore`, "for more");
  const opened = context.waitForEvent("page");
  await page.keyboard.down("Control");
  await glasshell.clickLink(`${stand.relay.url}healthz`);
  await page.keyboard.up("Control");
  await expect(await opened).toHaveURL(`${stand.relay.url}healthz`);
});

test("should not open what is no web address", async ({ page, context, glasshell }) => {
  await glasshell.run(String.raw`printf '\e]8;;javascript:alert(1)\e\\click-%s\e]8;;\e\\\n\n' me`, "click-me");
  await glasshell.expectPrompt();
  await glasshell.click("click-me");
  await glasshell.run("echo still-$((1+1))", "still-2");
  await expect(page.getByRole("dialog")).toBeHidden();
  expect(context.pages().length).toBe(1);
});
