import { expect, test } from "../test.ts";

test.beforeEach(async ({ glasshell, stand }) => {
  await glasshell.openShell(stand.demoRelay, stand.sshd);
});

test("should say with which status the shell ended, and connect again by one key", async ({ page, glasshell }) => {
  await glasshell.run("echo kept-$((40+2)); exit 3");
  await glasshell.expectEnded("The shell ended with status 3.");
  await glasshell.expectScreen("kept-42");
  await expect(glasshell.input()).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(glasshell.state).toHaveText("Connected");
  await glasshell.expectScreen("── new session ──");
  await glasshell.expectPrompt();
  await glasshell.expectScreen("kept-42");
  await glasshell.run("echo again-$((40+2))", "again-42");
});

test("should say which signal ended the shell", async ({ glasshell }) => {
  await glasshell.run("kill -HUP $$");
  await glasshell.expectEnded("The shell was ended by signal HUP.");
});

test("should put back the modes that a program left behind", async ({ page, glasshell }) => {
  await glasshell.run(String.raw`printf '\e[?1049h\e[?1003h\e[?2004hleft-behind'; kill -9 $$`);
  await glasshell.expectEnded(/The shell (was ended|ended)/);
  await page.keyboard.press("Enter");
  await glasshell.expectShell();
  await page.mouse.move(300, 300);
  await page.mouse.move(400, 350);
  await glasshell.run("echo clean-$((40+2))", "clean-42");
  expect(await glasshell.lastLine()).not.toContain("<35;");
});

test("should end the session from the menu, and ask before a tab with a live shell is closed", async ({
  page,
  glasshell,
}) => {
  await page.getByRole("button", { name: "Close the session on web-1" }).click();
  const question = glasshell.dialog("Close the session on web-1?");
  await question.getByRole("button", { name: "Cancel" }).click();
  await expect(question).toBeHidden();
  await expect(glasshell.input()).toBeFocused();
  await glasshell.run("echo alive-$((40+2))", "alive-42");

  await glasshell.chooseInMenu("Disconnect");
  await glasshell.expectEnded("You closed the session.");
  await page.getByRole("button", { name: "Close the session on web-1" }).click();
  await expect(page.getByRole("heading", { name: "Nodes" })).toBeVisible();
});

test("should leave no shell behind when its tab is closed", async ({ page, glasshell, stand }) => {
  await glasshell.run("echo pid-$$-", /pid-(\d+)-\n/);
  const pid = /pid-(\d+)-\n/.exec(await glasshell.screenText())?.[1] ?? "";
  await page.getByRole("button", { name: "Close the session on web-1" }).click();
  await glasshell.dialog("Close the session").getByRole("button", { name: "Close session" }).click();
  await expect(page.getByRole("heading", { name: "Nodes" })).toBeVisible();
  await expect.poll(() => stand.isRunning(Number(pid))).toBe(false);
});

test("should keep several sessions apart", async ({ page, glasshell }) => {
  await glasshell.run("echo one-$((40+2))", "one-42");
  await page.getByRole("button", { name: "Glasshell: All nodes" }).click();
  await glasshell.openNode("web-1");
  await glasshell.expectShell();
  expect(await glasshell.screenText()).not.toContain("one-42");
  await glasshell.run("exit");
  await glasshell.expectEnded("The shell ended.");
  await page
    .getByRole("navigation", { name: "Open sessions" })
    .getByRole("button", { name: /^Connected/ })
    .click();
  await glasshell.expectScreen("one-42");
  await glasshell.run("echo two-$((40+2))", "two-42");
});
