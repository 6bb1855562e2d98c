import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Locator } from "@playwright/test";
import { startSshd } from "../../tests/support/node/sshd.mjs";
import { expectAccessible } from "../support/accessible.ts";
import type { Glasshell } from "../support/glasshell.ts";
import { demoAddress } from "../support/glasshell.ts";
import { Path } from "../support/path.ts";
import { accounts, type Relay, type Stand } from "../support/stand.ts";
import { StateLog } from "../support/state-log.ts";
import { test as base, expect } from "../test.ts";

/** How long the way is gone without a word before it is back. Chromium makes wait who opened sockets in vain for a minute. */
const downSeconds = Number(process.env.GLASSHELL_E2E_DOWN_SECONDS ?? 12);
/** From the way's return to the shell, twice what it may take at the most; how long it takes is measured by `make bench`. */
const backWithinMs = 5_000;
const oneWayMs = 50;
/** From a relay's death to a page that says so. */
const toldWithinMs = 10_000;

/** A relay of the test's own, behind a way that can be cut. */
interface Behind {
  readonly path: Path;
  relay: Relay;
}

async function startBehind(stand: Stand, path: Path, name: string, settings: readonly string[] = []): Promise<Relay> {
  const relay = await stand.ownRelay(name, ["demo = true", `hosts = ["${path.host}"]`, ...settings]);
  path.leadTo(relay.port);
  return relay;
}

const test = base.extend<{ readonly settings: readonly string[]; readonly behind: Behind }>({
  settings: [[], { option: true }],
  behind: async ({ stand, watch, settings }, use, { testId }) => {
    const path = await Path.start();
    watch.allowOrigin(`http://${path.host}`);
    watch.allow(/WebSocket connection to .* failed|net::ERR_/);
    const behind = { path, relay: await startBehind(stand, path, `behind-${testId}`, settings) };
    await use(behind);
    path.close();
    await stand.processes.stop(behind.relay.child);
  },
});

const awayPanel = ({ element }: Glasshell): Locator => element.getByRole("group", { name: /^Reconnecting to / });
const offlinePanel = ({ element }: Glasshell): Locator =>
  element.getByRole("group", { name: "This computer has no network" });

async function openShell(glasshell: Glasshell, stand: Stand, { path, relay }: Behind): Promise<void> {
  await glasshell.openShell({ ...relay, url: `http://${path.host}/` }, stand.sshd);
}

/** The connection is cut, and no other comes through. */
async function goAway(glasshell: Glasshell, { path }: Behind): Promise<void> {
  path.reset();
  path.stop();
  await expect(glasshell.state).toHaveText("Reconnecting…");
}

const losses: readonly (readonly [name: string, lose: (path: Path) => void])[] = [
  ["is reset", (path) => path.reset()],
  ["is closed by a proxy that is reloaded", (path) => path.closeSockets(1012)],
  ["is closed without a reason", (path) => path.closeSockets(1001)],
];
for (const [name, lose] of losses) {
  test(`should go on with the same shell when the connection ${name}`, async ({ glasshell, stand, behind }) => {
    await openShell(glasshell, stand, behind);
    await glasshell.run("kept=$((40+2)); echo set-$kept", "set-42");
    const states = await StateLog.of(glasshell);
    lose(behind.path);
    await states.next("shell");
    await glasshell.run('echo "still-$kept"', "still-42");
    await expect(glasshell.input()).toBeFocused();
  });
}

test("should say that it reconnects when nothing comes any more, keep what is typed, and go on with vim", async ({
  page,
  glasshell,
  stand,
  behind,
}) => {
  await openShell(glasshell, stand, behind);
  await glasshell.run("vim notes");
  await glasshell.expectScreen('"notes" [New]');
  await page.keyboard.type("ibefore");
  await glasshell.expectScreen("before");

  behind.path.stop();
  const panel = awayPanel(glasshell);
  await expect(panel).toBeVisible({ timeout: 12_000 });
  await expect(glasshell.state).toHaveText("Reconnecting…");
  await expect(panel).toContainText(/Last heard \d+ s ago/i);
  await page.keyboard.type(" between é");
  await expect(panel).toContainText("10 typed characters wait to be sent.");
  await expectAccessible(page, { dimmed: true });
  expect(await glasshell.screenText()).not.toContain("between");

  const states = await StateLog.of(glasshell);
  const returned = Date.now();
  behind.path.go();
  expect((await states.next("shell")) - returned).toBeLessThan(backWithinMs);
  await expect(panel).toBeHidden();
  await glasshell.expectScreen("before between é");
  await page.keyboard.type(" after");
  await page.keyboard.press("Escape");
  await glasshell.run(":wq");
  await glasshell.expectPrompt();
  expect(await readFile(join(stand.home(accounts.any), "notes"), "utf8")).toBe("before between é after\n");
});

test("should count what was typed before anybody knew that it did not arrive", async ({
  page,
  glasshell,
  stand,
  behind,
}) => {
  await openShell(glasshell, stand, behind);
  behind.path.stop();
  await page.keyboard.type("echo ok-$((1+1))");
  await expect(awayPanel(glasshell)).toContainText("16 typed characters wait to be sent.", { timeout: 12_000 });
  await page.keyboard.press("Enter");
  await expect(awayPanel(glasshell)).toContainText("17 typed characters wait to be sent.");
  behind.path.go();
  await glasshell.expectScreen("\nok-2\n");
  await expect(awayPanel(glasshell)).toBeHidden();
});

test("should not pretend to try while the computer has no network", async ({ page, glasshell, stand, behind }) => {
  await openShell(glasshell, stand, behind);
  await goAway(glasshell, behind);
  await page.context().setOffline(true);
  const panel = offlinePanel(glasshell);
  await expect(panel).toContainText("The shell goes on by itself as soon as there is one.");
  await expect(panel).toContainText(/Last heard \d+ s ago/i);
  await expect(panel).not.toContainText("trying now");
  await expectAccessible(page, { dimmed: true });
  behind.path.go();
  await page.context().setOffline(false);
  await expect(glasshell.state).toHaveText("Connected");
  await expect(panel).toBeHidden();
});

test("should lose no line of a flood, however often the connection is cut", async ({ glasshell, stand, behind }) => {
  await openShell(glasshell, stand, behind);
  await glasshell.run("seq 1 1500000; echo 'do''ne'", /\n\d+\n/);
  const states = await StateLog.of(glasshell);
  for (let cut = 0; cut < 8; cut += 1) {
    behind.path.reset();
    await states.next("shell");
  }
  await glasshell.expectScreen("1500000\ndone");
  const numbers = (await glasshell.screenText()).match(/^\d+$/gm)?.map(Number) ?? [];
  expect(numbers.length).toBeGreaterThan(10);
  for (const [at, number] of numbers.entries()) expect(number).toBe((numbers[0] ?? 0) + at);
});

test("should be back soon after the browser says that the network is", async ({ page, glasshell, stand, behind }) => {
  await openShell(glasshell, stand, behind);
  await goAway(glasshell, behind);
  // Let tries come and go.
  await delay(3_000);
  behind.path.delay(oneWayMs);
  behind.path.go();
  const states = await StateLog.of(glasshell);
  const online = await page.evaluate(() => {
    window.dispatchEvent(new Event("online"));
    return Date.now();
  });
  expect((await states.next("shell")) - online).toBeLessThan(backWithinMs);
});

test("should be back soon after the way is, though nothing tells it", async ({ glasshell, stand, behind }) => {
  test.setTimeout(40_000 + downSeconds * 1_000);
  await openShell(glasshell, stand, behind);
  behind.path.delay(oneWayMs);
  await goAway(glasshell, behind);
  await delay(downSeconds * 1_000);
  const states = await StateLog.of(glasshell);
  const returned = Date.now();
  behind.path.go();
  expect((await states.next("shell")) - returned).toBeLessThan(backWithinMs);
});

test("should reconnect on demand, by button and by key, and leave on demand", async ({
  page,
  glasshell,
  stand,
  behind,
}) => {
  await openShell(glasshell, stand, behind);
  await goAway(glasshell, behind);
  const panel = awayPanel(glasshell);
  await expect(panel).toBeVisible();
  // Before the way is back: it might come back by itself meanwhile.
  await panel.getByRole("button", { name: "Reconnect now" }).click();
  behind.path.go();
  await expect(glasshell.state).toHaveText("Connected");
  await expect(glasshell.input()).toBeFocused();

  await goAway(glasshell, behind);
  await page.keyboard.press("Control+Shift+Enter");
  behind.path.go();
  await expect(glasshell.state).toHaveText("Connected");
  await glasshell.run("echo alive-$((40+2))", "alive-42");

  await goAway(glasshell, behind);
  await panel.getByRole("button", { name: "Disconnect" }).click();
  await glasshell.expectEnded("You closed the session.");
});

test("should say that the relay was restarted, what was lost, and begin again by one key", async ({
  page,
  glasshell,
  stand,
  behind,
}) => {
  await openShell(glasshell, stand, behind);
  const states = await StateLog.of(glasshell);
  const died = Date.now();
  process.kill(behind.relay.pid ?? 0, "SIGKILL");
  expect((await states.next("reconnecting")) - died).toBeLessThan(toldWithinMs);
  await page.keyboard.type("ls");
  behind.relay = await startBehind(stand, behind.path, "restarted");
  expect((await states.next("failed")) - died).toBeLessThan(toldWithinMs);
  await glasshell.expectFailure(/^The relay was restarted/, "does not know this session any more");
  await expect(glasshell.element.getByText("2 typed characters were not sent")).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(glasshell.state).toHaveText("Connected");
  await glasshell.expectScreen("── new session ──");
  await glasshell.run("echo again-$((40+2))", "again-42");
});

test("should say that the rest of a paste is lost with the session", async ({ page, glasshell, stand, behind }) => {
  await openShell(glasshell, stand, behind);
  await glasshell.run("echo raw-$((40+2)); stty raw -echo; sleep 1000", "raw-42");
  await glasshell.element.evaluate((terminal) =>
    (terminal as HTMLElement & { paste(text: string): void }).paste("x".repeat(8_000_000)),
  );
  const progress = glasshell.element.getByText(/^Pasting: \d\.\d MiB of 7\.6 MiB$/);
  await expect(progress).toBeVisible();
  await goAway(glasshell, behind);
  await expect(awayPanel(glasshell)).toBeVisible();
  await expect(progress).toBeVisible();
  await page.keyboard.type("ls");
  await expect(glasshell.element.getByText("2 characters typed meanwhile follow the paste.")).toBeVisible();
  await expectAccessible(page, { dimmed: true });
  process.kill(behind.relay.pid ?? 0, "SIGKILL");
  behind.relay = await startBehind(stand, behind.path, "restarted-while-pasting");
  behind.path.go();
  await glasshell.expectFailure(/^The relay was restarted/, "does not know this session any more");
  await expect(glasshell.element.getByText(/The rest of the paste was not sent\. .*2 typed characters/)).toBeVisible();
  await expect(progress).toBeHidden();
});

test.describe("of a relay that keeps sessions for a second", () => {
  test.use({ settings: ["[limits]", 'session_grace = "1s"'] });

  test("should say that the session was kept as long as allowed", async ({ page, glasshell, stand, behind }) => {
    await openShell(glasshell, stand, behind);
    await goAway(glasshell, behind);
    await delay(2_000);
    behind.path.go();
    await glasshell.expectFailure("The session was kept as long as allowed", "session_grace");
    await page.keyboard.press("Enter");
    await glasshell.expectShell();
  });
});

test.describe("of a relay that keeps one session", () => {
  test.use({ settings: ["[limits]", "detached_sessions = 1"] });

  test("should say that a session had to make room", async ({ page, glasshell, stand, behind }) => {
    await openShell(glasshell, stand, behind);
    await page.getByRole("button", { name: "Glasshell: All nodes" }).click();
    await glasshell.openNode("web-1");
    await glasshell.expectShell();
    await goAway(glasshell, behind);
    behind.path.go();
    const failed = page.locator("glasshell-terminal").getByText("The session had to make room");
    await expect(failed).toHaveCount(1);
  });
});

test("should name the node's setting when the node ended the session meanwhile, and show its last words", async ({
  page,
  glasshell,
  stand,
  behind,
}) => {
  const folder = await stand.subfolder("impatient");
  const impatient = await startSshd(stand.processes, folder, ["ClientAliveInterval 1", "ClientAliveCountMax 2"]);
  const { path } = behind;
  await stand.processes.stop(behind.relay.child);
  const nodes = { "web-1": impatient.port };
  behind.relay = await stand.relayOf("impatient-relay", nodes, ["demo = true", `hosts = ["${path.host}"]`]);
  path.leadTo(behind.relay.port);
  const login = { node: "web-1", user: impatient.user, key: impatient.login.privateKey };
  await page.goto(demoAddress({ ...behind.relay, url: `http://${path.host}/` }, login));
  await glasshell.openNode("web-1");
  await glasshell.acceptHostKey();
  await glasshell.expectScreen(/[#$] $/m);
  await glasshell.run("sleep 1; echo last-$((40+2)); sleep 1000");
  await goAway(glasshell, behind);
  await expect.poll(() => readFile(impatient.log, "utf8")).toContain("Timeout, client not responding");
  path.go();
  await glasshell.expectFailure(/ended the session while you were out of reach$/, "ClientAliveCountMax");
  await glasshell.expectScreen("last-42");
  await stand.processes.stop(impatient.child);
});
