import { demoAddress } from "../support/glasshell.ts";
import { accounts, type Stand } from "../support/stand.ts";
import { expect, test } from "../test.ts";

const login = (stand: Stand, node: string) =>
  demoAddress(stand.demoRelay, { node, user: accounts.any, key: stand.sshd.login.privateKey });

test("should list the nodes, show the fingerprint that ssh-keygen prints, and open a shell once it is accepted", async ({
  page,
  glasshell,
  stand,
}) => {
  await page.goto(login(stand, "web-1"));
  await expect(page.getByRole("heading", { name: "Nodes" })).toBeVisible();
  for (const node of ["web-1", "moving", "refusing"]) {
    await expect(page.getByRole("heading", { name: node, exact: true })).toBeVisible();
  }
  await glasshell.openNode("web-1");
  await expect(glasshell.hostKeyDialog).toContainText(await stand.fingerprint(stand.sshd));
  await expect(glasshell.hostKeyDialog).toContainText("ssh-ed25519");
  await glasshell.acceptHostKey();
  await glasshell.expectShell();
  await glasshell.run("whoami | tr a-z A-Z", "ANA");
});

test("should not ask about a host key that was accepted before", async ({ page, glasshell, stand }) => {
  await glasshell.openShell(stand.demoRelay, stand.sshd);
  // A new visit of the same browser.
  page.on("dialog", (dialog) => void dialog.accept());
  await page.goto("about:blank");
  await page.goto(login(stand, "web-1"));
  await glasshell.openNode("web-1");
  await glasshell.expectShell();
});

test("should send nothing about the person when the host key is refused", async ({ page, glasshell, stand }) => {
  const before = (await stand.sshdLog()).length;
  await page.goto(login(stand, "web-1"));
  await glasshell.openNode("web-1");
  await glasshell.hostKeyDialog.getByRole("button", { name: "Refuse" }).click();
  await glasshell.expectFailure("You refused the host key", "nothing about you was sent");
  await expect(glasshell.hostKeyDialog).toBeHidden();
  // sshd notes whoever says a name, even without a credential. Sessions of pages that are gone may end meanwhile.
  const left = /^Disconnected from (\S+ port \d+) \[preauth\]$/m;
  await expect.poll(async () => (await stand.sshdLog()).slice(before)).toMatch(left);
  const log = (await stand.sshdLog()).slice(before);
  const [, connection = ""] = left.exec(log) ?? [];
  const ofIt = log.split("\n").filter((line) => line.includes(connection));
  expect(ofIt.length).toBeGreaterThan(1);
  expect(ofIt.join("\n")).not.toContain(accounts.any);
});

test("should refuse with the Escape key too, and ask again at the next connection", async ({
  page,
  glasshell,
  stand,
}) => {
  await page.goto(login(stand, "web-1"));
  await glasshell.openNode("web-1");
  await expect(glasshell.hostKeyDialog.getByRole("button", { name: "Refuse" })).toBeFocused();
  await page.keyboard.press("Escape");
  await glasshell.expectFailure("You refused the host key", "nothing about you was sent");
  await expect(glasshell.element.getByRole("button", { name: "Connect again" })).toBeFocused();
  await page.keyboard.press("Enter");
  await glasshell.acceptHostKey();
  await glasshell.expectShell();
});

test("should say whether a pasted fingerprint is the same", async ({ page, glasshell, stand }) => {
  await page.goto(login(stand, "web-1"));
  await glasshell.openNode("web-1");
  const given = glasshell.hostKeyDialog.getByRole("textbox", { name: /^Compare/ });
  await given.fill(await stand.fingerprint(stand.other));
  await expect(glasshell.hostKeyDialog.getByRole("status")).toHaveText(/It is not the same/);
  await given.fill(`256 ${await stand.fingerprint(stand.sshd)} root@web-1 (ED25519)`);
  await expect(glasshell.hostKeyDialog.getByRole("status")).toHaveText("It is the same.");
});

test.describe("of a node whose host key has changed", () => {
  test.beforeEach(async ({ glasshell, stand }) => {
    stand.gate.leadTo(stand.sshd.port);
    await glasshell.openShell(stand.demoRelay, stand.sshd, "moving");
    await glasshell.run("exit");
    await glasshell.expectEnded("The shell ended.");
    stand.gate.leadTo(stand.other.port);
  });
  test.afterEach(({ stand }) => stand.gate.leadTo(stand.sshd.port));

  test("should show the old and the new fingerprint and go no further", async ({ page, glasshell, stand }) => {
    await page.keyboard.press("Enter");
    await expect(glasshell.changedKeyDialog).toContainText(await stand.fingerprint(stand.sshd));
    await expect(glasshell.changedKeyDialog).toContainText(await stand.fingerprint(stand.other));
    await expect(glasshell.changedKeyDialog.getByRole("button", { name: /Accept/ })).toHaveCount(0);
    await glasshell.changedKeyDialog.getByRole("button", { name: "Refuse" }).click();
    await glasshell.expectFailure("moving showed another host key", "nothing about you was sent");
    await expect(glasshell.input("moving")).toBeFocused();
    // Still the old key: who comes back to the real node is not asked.
    stand.gate.leadTo(stand.sshd.port);
    await page.keyboard.press("Enter");
    await glasshell.expectShell();
  });

  test("should replace the key only after its name was typed", async ({ page, glasshell }) => {
    await page.keyboard.press("Enter");
    const dialog = glasshell.changedKeyDialog;
    await dialog.getByText("The key was changed on purpose").click();
    const replace = dialog.getByRole("button", { name: "Replace the key and connect" });
    await expect(replace).toBeDisabled();
    await dialog.getByRole("textbox", { name: "Type moving to confirm" }).fill("web-1");
    await expect(replace).toBeDisabled();
    await dialog.getByRole("textbox", { name: "Type moving to confirm" }).fill("moving");
    await replace.click();
    // The other server does not know this account; what counts is that it is asked.
    await expect(glasshell.signInDialog).toContainText("as ana");
    await page.keyboard.press("Escape");
    await expect(glasshell.signInDialog).toBeHidden();
    await glasshell.element.getByRole("button", { name: "Connect again" }).click();
    await expect(glasshell.signInDialog).toContainText("as ana");
    await expect(glasshell.changedKeyDialog).toBeHidden();
  });
});
