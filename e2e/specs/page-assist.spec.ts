// For people who hear the page, who use it without a mouse, or who read Portuguese.
import type { Page } from "@playwright/test";
import { expectAccessible } from "../support/accessible.ts";
import { demoAddress } from "../support/glasshell.ts";
import { accounts } from "../support/stand.ts";
import { expect, test } from "../test.ts";

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`in ${colorScheme} colours`, () => {
    test.use({ colorScheme });

    test("should have no barrier on the page, in its dialogs and around the terminal", async ({
      page,
      glasshell,
      stand,
    }) => {
      await page.goto(stand.relay.url);
      await expect(page.getByRole("heading", { name: "web-1" })).toBeVisible();
      await expectAccessible(page);
      await glasshell.openNode("web-1");
      await expect(glasshell.hostKeyDialog.getByRole("button", { name: "Refuse" })).toBeFocused();
      await expectAccessible(page);
      await glasshell.acceptHostKey();
      await glasshell.giveUser(accounts.any);
      await glasshell.givePassword("wrong");
      await expect(glasshell.signInDialog.getByRole("alert")).toBeVisible();
      await expectAccessible(page);
      await glasshell.signInDialog.getByRole("radio", { name: "Private key" }).click();
      await expectAccessible(page);
      await glasshell.giveKey(stand.keys.plain.privateKey);
      await glasshell.expectShell();
      await expect(glasshell.signInDialog).toBeHidden();
      await expectAccessible(page);
      await glasshell.run("exit 1");
      await glasshell.expectEnded("The shell ended with status 1.");
      await expectAccessible(page);
    });

    test("should have no barrier where it explains a failure", async ({ page, glasshell, stand }) => {
      await page.goto(stand.relay.url);
      await glasshell.openNode("old");
      await expect(glasshell.alert).toBeVisible();
      await glasshell.element.getByRole("button", { name: "Details" }).click();
      await expectAccessible(page);
    });
  });
}

test("should reach a shell with the keyboard alone", async ({ page, glasshell, stand }) => {
  await page.goto(
    demoAddress(stand.demoRelay, { node: "web-1", user: accounts.any, key: stand.keys.plain.privateKey }),
  );
  const ssh = page.getByRole("button", { name: "SSH web-1" });
  await expect(ssh).toBeVisible();
  for (let tabs = 0; tabs < 20 && !(await isFocused(page, "SSH web-1")); tabs += 1) await page.keyboard.press("Tab");
  await expect(ssh).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(glasshell.hostKeyDialog.getByRole("button", { name: "Refuse" })).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(glasshell.hostKeyDialog.getByRole("button", { name: "Accept and remember" })).toBeFocused();
  await page.keyboard.press("Enter");
  await glasshell.expectShell();
  await expect(glasshell.input()).toBeFocused();
});

test("should keep a copy of the screen for screen readers when asked to", async ({ page, glasshell, stand }) => {
  await glasshell.openShell(stand.demoRelay, stand.sshd);
  await glasshell.element.getByRole("button", { name: "Terminal menu" }).click();
  await page.getByRole("menuitemcheckbox", { name: "Screen reader mode" }).click();
  await glasshell.input().focus();
  await glasshell.run("echo heard-$((40+2))");
  await expect(glasshell.element.getByRole("listitem").filter({ hasText: "heard-42" })).toHaveCount(1);
});

test.describe("in Portuguese", () => {
  test.use({ locale: "pt-BR" });

  test("should speak Portuguese on the page, in dialogs and in failures", async ({ page, glasshell, stand }) => {
    await page.goto(stand.relay.url);
    await expect(page.getByRole("heading", { name: "Nós" })).toBeVisible();
    await expect(page.locator("html")).toHaveAttribute("lang", "pt-BR");
    await glasshell.openNode("web-1");
    const hostKey = glasshell.dialog("Este é mesmo web-1?");
    await expect(hostKey).toContainText("Impressão digital");
    await hostKey.getByRole("button", { name: "Aceitar e lembrar" }).click();
    const signIn = glasshell.dialog("Entrar em web-1");
    await signIn.getByRole("textbox", { name: "Nome de usuário" }).fill(accounts.any);
    await signIn.getByRole("button", { name: "Continuar" }).click();
    await signIn.getByRole("textbox", { name: "Senha" }).fill("errada");
    await signIn.getByRole("button", { name: "Entrar" }).click();
    await expect(signIn.getByRole("alert")).toContainText("O nó não aceitou essa senha.");
    await signIn.getByRole("button", { name: "Cancelar" }).click();
    await expect(glasshell.alert.getByRole("heading")).toHaveText("Login cancelado");
  });

  test("should change to English, and remember it", async ({ page, stand }) => {
    await page.goto(stand.relay.url);
    await page.getByRole("button", { name: "Configurações" }).click();
    await page.getByRole("menuitemcheckbox", { name: "English" }).click();
    await expect(page.getByRole("heading", { name: "Nodes" })).toBeVisible();
    await page.reload();
    await expect(page.getByRole("heading", { name: "Nodes" })).toBeVisible();
  });
});

async function isFocused(page: Page, name: string): Promise<boolean> {
  return page
    .getByRole("button", { name })
    .evaluate((button) => button.matches(":focus") || button === document.activeElement);
}
