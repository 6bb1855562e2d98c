// The page as a person meets it: found by role and text, in the page's language.
import { expect, type Locator, type Page } from "@playwright/test";
import type { Relay, Sshd } from "./stand.ts";
import { accounts, prompt } from "./stand.ts";

/** What the element offers to scripts. */
interface TerminalElement extends HTMLElement {
  screenText(): string;
  readonly size: { readonly columns: number; readonly rows: number };
  readonly activeRenderer: "webgl" | "dom" | null;
  renderer: "auto" | "webgl" | "dom";
}

export class Glasshell {
  readonly page: Page;
  readonly hostKeyDialog: Locator;
  readonly changedKeyDialog: Locator;
  readonly signInDialog: Locator;
  /** The one in sight. */
  readonly element: Locator;

  constructor(page: Page) {
    this.page = page;
    this.hostKeyDialog = this.dialog("Is this really");
    this.changedKeyDialog = this.dialog("has changed");
    this.signInDialog = this.dialog("Sign in to");
    this.element = page.locator("glasshell-terminal:not([hidden])");
  }

  /**
   * A dialog that is open, with what is in it. Its content is slotted into the <dialog>, so that Playwright finds it below the
   * component alone.
   */
  dialog(name: string | RegExp): Locator {
    const components = this.page.locator("glasshell-confirm-dialog, wa-dialog");
    return components.filter({ has: this.page.getByRole("dialog", { name }) }).first();
  }

  // ---- the way to a shell --------------------------------------------------------------------------------------

  /** Clicks SSH on a node's card. */
  async openNode(node: string): Promise<void> {
    await this.page.getByRole("button", { name: `SSH ${node}` }).click();
  }

  async acceptHostKey(): Promise<void> {
    await this.hostKeyDialog.getByRole("button", { name: "Accept and remember" }).click();
  }

  async giveUser(user: string): Promise<void> {
    await this.signInDialog.getByRole("textbox", { name: "User name" }).fill(user);
    await this.signInDialog.getByRole("button", { name: "Continue" }).click();
  }

  async givePassword(password: string): Promise<void> {
    await this.signInDialog.getByRole("textbox", { name: "Password" }).fill(password);
    await this.signInDialog.getByRole("button", { name: "Sign in" }).click();
  }

  /** Puts a key's text into the field and sends it. */
  async giveKey(text: string): Promise<void> {
    await this.signInDialog.getByRole("textbox", { name: "Private key" }).fill(text);
    await this.signInDialog.getByRole("button", { name: "Sign in" }).click();
  }

  /** The same, with the certificate of the key. */
  async giveCertifiedKey(key: string, certificate: string): Promise<void> {
    // Folded away until the first try.
    const fold = this.signInDialog.getByRole("button", { name: "Certificate (optional)" });
    if ((await fold.getAttribute("aria-expanded")) === "false") await fold.click();
    await this.signInDialog.getByRole("textbox", { name: "Certificate (optional)" }).fill(certificate);
    await this.giveKey(key);
  }

  /** To the sign-in of an account on a node that this browser has not met. */
  async reachSignIn(relay: Relay, account: string = accounts.any, node = "web-1"): Promise<void> {
    await this.page.goto(relay.url);
    await this.openNode(node);
    await this.acceptHostKey();
    await this.giveUser(account);
  }

  /** A live shell, by the demo's login. */
  async openShell(relay: Relay, sshd: Sshd, node = "web-1"): Promise<void> {
    await this.page.goto(demoAddress(relay, { node, user: accounts.any, key: sshd.login.privateKey }));
    await this.openNode(node);
    await this.acceptHostKey();
    await this.expectShell();
  }

  async expectShell(): Promise<void> {
    await expect(this.state).toHaveText("Connected");
    await this.expectScreen(prompt);
    await expect(this.element.getByRole("textbox", { name: "Terminal on" })).toBeFocused();
  }

  // ---- the terminal --------------------------------------------------------------------------------------------

  input(node = "web-1"): Locator {
    return this.page.getByRole("textbox", { name: `Terminal on ${node}` });
  }

  /** How the session is, as the strip says. */
  get state(): Locator {
    return this.element
      .getByRole("status")
      .filter({ hasText: /^(Connected|Ended|Not connected|Waiting for you|.*…)$/ })
      .first();
  }

  async screenText(): Promise<string> {
    return this.element.evaluate((element: TerminalElement) => element.screenText());
  }

  async lastLine(): Promise<string> {
    return (await this.screenText()).trimEnd().split("\n").at(-1) ?? "";
  }

  async expectScreen(text: string | RegExp): Promise<void> {
    const shown = expect.poll(() => this.screenText());
    if (typeof text === "string") await shown.toContain(text);
    else await shown.toMatch(text);
  }

  /** Types a line. What it prints must differ from what was typed, or the echo would be taken for it. */
  async run(line: string, expected?: string | RegExp): Promise<void> {
    await this.page.keyboard.type(line);
    await this.page.keyboard.press("Enter");
    if (expected !== undefined) await this.expectScreen(expected);
  }

  /** Waits until the shell asks for the next line, after what it was last asked for was seen on the screen. */
  async expectPrompt(): Promise<void> {
    await expect.poll(() => this.lastLine()).toMatch(new RegExp(`^${prompt} ?$`));
  }

  async size(): Promise<{ readonly columns: number; readonly rows: number }> {
    return this.element.evaluate((element: TerminalElement) => element.size);
  }

  /** Selects text on the screen with the mouse. */
  async selectText(text: string): Promise<void> {
    const { left, right, y } = await this.#whereIs(text);
    await this.page.mouse.move(left + 1, y);
    await this.page.mouse.down();
    await this.page.mouse.move(right + 1, y, { steps: 4 });
    await this.page.mouse.up();
  }

  /** Clicks on text on the screen. */
  async click(text: string): Promise<void> {
    const { x, y } = await this.#pointAt(text);
    await this.page.mouse.click(x, y);
  }

  /** Clicks on a link on the screen, which is found while the mouse is over it. */
  async clickLink(text: string): Promise<void> {
    const { x, y } = await this.#pointAt(text);
    await expect(this.element.locator(".xterm-cursor-pointer")).toBeVisible();
    await this.page.mouse.click(x, y);
  }

  async #pointAt(text: string): Promise<{ readonly x: number; readonly y: number }> {
    const { left, right, y } = await this.#whereIs(text);
    const x = (left + right) / 2;
    await this.page.mouse.move(left, y - 1);
    await this.page.mouse.move(x, y, { steps: 3 });
    return { x, y };
  }

  /** Where ASCII text stands on the screen, in pixels. */
  async #whereIs(text: string): Promise<{ readonly left: number; readonly right: number; readonly y: number }> {
    const lines = (await this.screenText()).split("\n");
    const row = lines.findLastIndex((line) => line.includes(text));
    const column = lines[row]?.indexOf(text) ?? -1;
    expect(column, `"${text}" is on the screen`).toBeGreaterThanOrEqual(0);
    const { columns, rows } = await this.size();
    const box = await this.element.locator(".xterm-screen").boundingBox();
    if (!box) throw new Error("the terminal is not in sight");
    const [width, height] = [box.width / columns, box.height / rows];
    const left = box.x + column * width;
    return { left, right: left + text.length * width, y: box.y + (row + 0.5) * height };
  }

  async renderer(): Promise<string | null> {
    return this.element.evaluate((element: TerminalElement) => element.activeRenderer);
  }

  async useRenderer(renderer: "webgl" | "dom"): Promise<void> {
    await this.element.evaluate((element: TerminalElement, chosen) => {
      element.renderer = chosen;
    }, renderer);
    await expect.poll(() => this.renderer()).toBe(renderer);
  }

  /** Pastes as the keyboard does. */
  async paste(text: string): Promise<void> {
    await this.page.evaluate((pasted) => navigator.clipboard.writeText(pasted), text);
    await this.page.keyboard.press("Control+Shift+V");
  }

  async clipboard(): Promise<string> {
    return this.page.evaluate(() => navigator.clipboard.readText());
  }

  async chooseInMenu(item: string): Promise<void> {
    await this.element.getByRole("button", { name: "Terminal menu" }).click();
    await this.page.getByRole("menuitem", { name: item }).click();
  }

  // ---- what went wrong -----------------------------------------------------------------------------------------

  /** The shell is over, in order. */
  async expectEnded(title: string | RegExp): Promise<void> {
    await expect(this.element.getByRole("heading", { name: title })).toBeVisible();
  }

  get alert(): Locator {
    return this.element.getByRole("alert");
  }

  /** The failure as the person reads it: its title, its sentence, where on the way it broke. */
  async expectFailure(title: string | RegExp, sentence: string | RegExp, broken?: string): Promise<void> {
    await expect(this.alert.getByRole("heading")).toHaveText(title);
    await expect(this.alert).toContainText(sentence);
    if (broken !== undefined) {
      const hop = this.element.getByRole("list", { name: "How far it came" }).getByRole("listitem");
      await expect(hop.filter({ hasText: "it broke here" })).toContainText(broken);
    }
  }
}

/** The address that `make run` prints. */
export function demoAddress(relay: Relay, login: { node: string; user: string; key: string }): string {
  return `${relay.url}#demo=${Buffer.from(JSON.stringify(login)).toString("base64url")}`;
}
