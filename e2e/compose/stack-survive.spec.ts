import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "@playwright/test";
import { Glasshell } from "../support/glasshell.ts";
import { StateLog } from "../support/state-log.ts";

const run = promisify(execFile);

function given(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run scripts/compose-test.sh`);
  return value;
}

/** A command of compose over the running stack. */
async function compose(...args: readonly string[]): Promise<string> {
  const [program = "", ...first] = given("GLASSHELL_COMPOSE").split(" ");
  const { stdout } = await run(program, [...first, ...args]);
  return stdout;
}

/** From the list of nodes to a shell that takes what is typed. */
async function signIn(glasshell: Glasshell): Promise<void> {
  await glasshell.page.goto("/");
  await glasshell.openNode("Demo node");
  await expect(glasshell.hostKeyDialog).toContainText(given("GLASSHELL_HOST_KEY"));
  await glasshell.acceptHostKey();
  await glasshell.givePassword(given("GLASSHELL_PASSWORD"));
  await expect(glasshell.state).toHaveText("Connected");
  await expect(glasshell.element.getByRole("textbox", { name: "Terminal on" })).toBeFocused();
}

test("should keep a shell through nginx with TLS, however nginx is restarted", async ({ page }) => {
  const glasshell = new Glasshell(page);
  await signIn(glasshell);
  await glasshell.run("kept=$((40+2)); echo set-$kept", "set-42");

  await page.setViewportSize({ width: 900, height: 600 });
  await expect.poll(async () => (await glasshell.size()).columns).toBeLessThan(120);
  const { columns, rows } = await glasshell.size();
  await glasshell.run('echo "size $(stty size)"', `size ${rows} ${columns}`);

  for (const [turn, command] of [
    ["reload", ["exec", "-T", "nginx", "nginx", "-s", "reload"]],
    ["restart", ["restart", "nginx"]],
  ] as const) {
    const states = await StateLog.of(glasshell);
    await compose(...command);
    if (turn === "restart") await states.next("shell");
    await glasshell.run(`echo "${turn}-$kept"`, `${turn}-42`);
  }
});

test("should say that the relay was restarted, and be one key from a new shell", async ({ page }) => {
  const glasshell = new Glasshell(page);
  await signIn(glasshell);
  await glasshell.run("echo up-$((1+1))", "up-2");
  await compose("restart", "relay");
  await expect(glasshell.alert.getByRole("heading")).toHaveText(/relay/, { timeout: 30_000 });
  await page.keyboard.press("Enter");
  await expect(glasshell.signInDialog.getByRole("textbox", { name: /User name|Password/ }).first()).toBeVisible({
    timeout: 20_000,
  });
});
