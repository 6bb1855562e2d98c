import { expect, test } from "../test.ts";

const base64 = (text: string) => Buffer.from(text).toString("base64");

test.beforeEach(async ({ page, glasshell, stand }) => {
  await glasshell.openShell(stand.demoRelay, stand.sshd);
  await page.evaluate(() => navigator.clipboard.writeText("mine"));
});

test("should ask before a program writes to the clipboard", async ({ page, glasshell }) => {
  const question = page.getByRole("alertdialog", { name: /wants to put 9 characters on your clipboard/ });
  await glasshell.run(String.raw`printf '\e]52;c;${base64("from-node")}\a'`);
  await expect(question).toContainText("from-node");
  await question.getByRole("button", { name: "Refuse" }).click();
  await expect(question).toBeHidden();
  expect(await glasshell.clipboard()).toBe("mine");

  await glasshell.run(String.raw`printf '\e]52;c;${base64("from-node")}\a'`);
  await question.getByRole("button", { name: "Allow" }).click();
  await expect(glasshell.element.getByText("Copied", { exact: true })).toBeVisible();
  expect(await glasshell.clipboard()).toBe("from-node");
  await expect(glasshell.input()).toBeFocused();
});

test("should never answer a program that reads the clipboard", async ({ page, glasshell }) => {
  // What the terminal would answer is typed into `cat -v`; the status report behind it proves that answers do arrive.
  await glasshell.run(String.raw`printf '\e]52;c;?\a\e]52;p;?\a\e[5n'; cat -v`, "^[[0n");
  expect((await glasshell.lastLine()).trim()).toBe("^[[0n");
  await expect(page.getByRole("alertdialog")).toHaveCount(0);
  expect(await glasshell.clipboard()).toBe("mine");
});

test("should leave alone what is too long or no text", async ({ page, glasshell }) => {
  await glasshell.run(
    String.raw`printf '\e]52;c;'; head -c 600000 /dev/zero | base64 -w0; printf '\a\e]52;c;/////w==\ado%s\n' ne`,
    "done",
  );
  await glasshell.expectPrompt();
  await expect(page.getByRole("alertdialog")).toHaveCount(0);
});
