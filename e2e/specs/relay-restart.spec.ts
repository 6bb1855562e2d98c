import { demoAddress, Glasshell } from "../support/glasshell.ts";
import { Path } from "../support/path.ts";
import { accounts, type Relay } from "../support/stand.ts";
import { test as base, expect } from "../test.ts";

/** A relay that was told to end, and waits for the one session that it has. */
interface Restart {
  /** Where the demo's login opens a shell without a question. */
  readonly address: string;
  /** Its session ends, and with that the relay. */
  readonly end: () => Promise<void>;
  /** Another relay is there, at the same address. */
  readonly begin: () => Promise<void>;
}

const test = base.extend<{ readonly restart: Restart }>({
  restart: async ({ context, stand, watch }, use, { testId }) => {
    const path = await Path.start();
    const url = `http://${path.host}/`;
    watch.allowOrigin(url);
    watch.allow(/WebSocket connection to .* failed|Failed to load resource/);
    const relays: Relay[] = [];
    const start = async (settings: readonly string[]): Promise<Relay> => {
      const name = `restart-${testId}-${relays.length}`;
      const relay = await stand.ownRelay(name, ["demo = true", `hosts = ["${path.host}"]`, ...settings]);
      relays.push(relay);
      path.leadTo(relay.port);
      return { ...relay, url };
    };

    const lingering = await start(["[limits]", 'linger_time = "1h"']);
    const holder = new Glasshell(await context.newPage());
    await holder.openShell(lingering, stand.sshd);
    const ended = new Promise<number | null>((resolve) => lingering.child.once("exit", resolve));
    lingering.child.kill("SIGTERM");
    await expect.poll(async () => (await fetch(`${url}readyz`)).status).toBe(503);

    await use({
      address: demoAddress(lingering, { node: "web-1", user: accounts.any, key: stand.sshd.login.privateKey }),
      end: async () => {
        await holder.run("exit");
        expect(await ended).toBe(0);
      },
      begin: async () => {
        await start([]);
      },
    });
    path.close();
    for (const relay of relays) await stand.processes.stop(relay.child);
  },
});

test.beforeEach(async ({ page, glasshell, restart }) => {
  await page.goto(restart.address);
  await glasshell.openNode("web-1");
  await expect(glasshell.state).toHaveText("The relay is restarting; trying again…");
});

test("should wait for the next relay, and get its shell from that one", async ({ page, glasshell, restart }) => {
  const triedInVain = page.waitForEvent("requestfailed", (request) => request.url().includes("/readyz"));
  await restart.end();
  await triedInVain;
  await expect(glasshell.alert).toBeHidden();
  await restart.begin();
  await glasshell.expectShell();
  await glasshell.run("echo there-$((40+2))", "there-42");
});

test("should stop to try when the person does not want to wait", async ({ glasshell }) => {
  await glasshell.element.getByRole("button", { name: "Cancel" }).click();
  await glasshell.expectEnded("You closed the session.");
  await expect(glasshell.element.getByRole("button", { name: "Connect again" })).toBeVisible();
});
