import { expect, test } from "../test.ts";

test.beforeEach(async ({ glasshell, stand }) => {
  await glasshell.openShell(stand.demoRelay, stand.sshd);
});

test("should interrupt with Ctrl-C, even with text selected", async ({ page, glasshell }) => {
  await glasshell.run("echo select-me; sleep 1000", /\nselect-me\n/);
  await glasshell.selectText("select-me");
  await page.keyboard.press("Control+c");
  await glasshell.expectScreen("^C");
  await glasshell.expectPrompt();
});

test("should end the shell with Ctrl-D, and complete with Tab", async ({ page, glasshell }) => {
  await glasshell.run("mkdir -p a-long-name");
  await page.keyboard.type("cd a-lo");
  await page.keyboard.press("Tab");
  await glasshell.expectScreen("cd a-long-name/");
  await page.keyboard.press("Control+u");
  await page.keyboard.press("Control+d");
  await glasshell.expectEnded("The shell ended.");
});

test("should copy what is selected", async ({ page, glasshell }) => {
  await glasshell.run("echo copy-this-$((40+2))", "copy-this-42");
  await glasshell.selectText("copy-this-42");
  await page.keyboard.press("Control+Shift+C");
  await expect(glasshell.element.getByText("Copied", { exact: true })).toBeVisible();
  expect(await glasshell.clipboard()).toBe("copy-this-42");
});

test("should paste in brackets, with escape sequences taken out", async ({ page, glasshell }) => {
  // `cat -v` shows what arrives; the brackets are asked for as an editor would.
  await glasshell.run(String.raw`printf '\e[?2004hbrackets-%s\n' on; cat -v`, "brackets-on");
  await glasshell.paste("one\x1b[201~two\u009b31mthree");
  await page.keyboard.press("Enter");
  await glasshell.expectScreen("^[[200~one[201~two31mthree^[[201~");
  await expect(glasshell.element.getByText("2 control characters were left out of the paste.")).toBeVisible();
});

test("should ask before it pastes several lines where each would run at once", async ({ glasshell }) => {
  await glasshell.run("bind 'set enable-bracketed-paste off'; echo off-$((40+2))", "off-42");
  await glasshell.expectPrompt();
  const dialog = glasshell.dialog("Paste 2 lines?");
  await glasshell.paste("echo first-$((1+1))\necho second-$((1+1))\n");
  await expect(dialog).toContainText("echo first-$((1+1))");
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(dialog).toBeHidden();
  expect(await glasshell.screenText()).not.toContain("first-2");
  await expect(glasshell.input()).toBeFocused();

  await glasshell.paste("echo first-$((1+1))\necho second-$((1+1))\n");
  await dialog.getByRole("button", { name: "Paste", exact: true }).click();
  await glasshell.expectScreen("second-2");
});

test("should not ask where the shell can tell a paste from typing", async ({ page, glasshell }) => {
  await glasshell.expectPrompt();
  await glasshell.paste("echo first-$((1+1))\necho second-$((1+1))");
  await glasshell.expectScreen("echo second-$((1+1))");
  expect(await glasshell.screenText()).not.toContain("first-2");
  await page.keyboard.press("Enter");
  await glasshell.expectScreen("second-2");
});
