import { nginx, nginxUpgrade } from "../../tests/system/doctor/support/set-ups.mjs";
import { freePort, startNginx } from "../../tests/system/support/proxies.mjs";
import { WrongProxy } from "../support/proxy.ts";
import { expect, test } from "../test.ts";

/** Chromium's own words for a WebSocket that fails. */
const socketError = /WebSocket connection to .* failed|Failed to load resource/;

test.describe("of a node", () => {
  for (const { node, title, sentence, broken } of [
    {
      node: "refusing",
      title: "refusing refused the connection",
      sentence: "nothing accepts connections on its SSH port: start sshd on the node",
      broken: "The way to the node",
    },
    {
      node: "closing",
      title: "closing hung up at once",
      sentence: "accepted the connection and closed it without a word: look at sshd's log there",
      broken: "closing",
    },
    {
      node: "web-server",
      title: "What answers at web-server is not SSH",
      sentence: "does not speak SSH: correct the node's port in the relay's configuration",
      broken: "web-server",
    },
    {
      node: "garbage",
      title: "What answers at garbage is not SSH",
      sentence: "does not speak SSH: correct the node's port in the relay's configuration",
      broken: "garbage",
    },
    {
      node: "ancient",
      title: "ancient speaks SSH-1 only",
      sentence: "offers only version 1 of SSH, which has been broken for decades: update the SSH server on the node",
      broken: "ancient",
    },
    {
      node: "talkative",
      title: "talkative never came to the point",
      sentence: "sent a long text but no SSH identification: check that the node's port",
      broken: "talkative",
    },
    {
      node: "unreachable",
      title: "unreachable did not answer",
      sentence: "got no answer at all from unreachable's SSH port: check that the node is on and that no firewall",
      broken: "The way to the node",
    },
    {
      node: "old",
      title: "No algorithm in common",
      sentence: "have no key exchange in common: allow a current one in the node's sshd_config",
      broken: "old",
    },
  ]) {
    test(`should name hop, cause and remedy: ${title}`, async ({ page, glasshell, stand }) => {
      await page.goto(stand.relay.url);
      await glasshell.openNode(node);
      await glasshell.expectFailure(title, sentence, broken);
      await expect(glasshell.element.getByRole("button", { name: "Connect again" })).toBeFocused();
    });
  }

  test("should give up on a node that accepts and says nothing", async ({ page, glasshell, stand }) => {
    await page.goto(stand.relay.url);
    await glasshell.openNode("silent");
    // The engine waits for 20 seconds.
    await expect(glasshell.alert).toBeVisible({ timeout: 30_000 });
    await glasshell.expectFailure(
      "silent said nothing",
      "accepted the connection but did not begin to speak SSH in time: check the load on the node",
      "silent",
    );
  });

  test("should show what either side offers when there is nothing in common", async ({ page, glasshell, stand }) => {
    await page.goto(stand.relay.url);
    await glasshell.openNode("old");
    await glasshell.element.getByRole("button", { name: "Details" }).click();
    await expect(glasshell.element).toContainText("diffie-hellman-group1-sha1");
    await expect(glasshell.element).toContainText("curve25519-sha256");
  });

  test("should show what was said instead of SSH", async ({ page, glasshell, stand }) => {
    await page.goto(stand.relay.url);
    await glasshell.openNode("web-server");
    await glasshell.element.getByRole("button", { name: "Details" }).click();
    await expect(glasshell.element).toContainText("HTTP/1.1 400 Bad Request");
  });

  test("should say that the relay has no such node", async ({ page, glasshell, stand }) => {
    await page.goto(`${stand.relay.url}#node=nowhere`);
    await glasshell.expectFailure(
      "The relay has no node called nowhere",
      "has no node named nowhere in its list: check the name in the address",
      new URL(stand.relay.url).host,
    );
  });

  for (const how of ["reset", "end"] as const) {
    test(`should say so when it is gone in the middle of a session (${how})`, async ({ page, glasshell, stand }) => {
      await glasshell.openShell(stand.demoRelay, stand.sshd, "moving");
      await glasshell.run("echo kept-$((40+2))", "kept-42");
      stand.gate.cut(how);
      await expect(glasshell.alert.getByRole("heading")).toHaveText(
        /^(moving is gone|moving closed the connection|The connection to moving was cut)$/,
      );
      await expect(glasshell.alert).toContainText("connect again");
      // What the shell had shown stays in sight, and one key brings a new one.
      await glasshell.expectScreen("kept-42");
      await page.keyboard.press("Enter");
      await expect(glasshell.state).toHaveText("Connected");
      await glasshell.expectPrompt();
    });
  }

  test("should say so when sshd ends the session by itself", async ({ glasshell, stand }) => {
    await glasshell.openShell(stand.demoRelay, stand.sshd);
    await glasshell.run("kill -TERM $(ps -o ppid= -p $$)");
    await expect(glasshell.element.getByRole("button", { name: "Connect again" })).toBeVisible();
    await expect(glasshell.element).toContainText(/web-1 (ended the connection|closed the connection|is gone)/);
  });
});

test.describe("of the relay", () => {
  test("should say so when it does not answer", async ({ page, glasshell, stand, watch }) => {
    const relay = await stand.ownRelay("to-be-down");
    watch.allowOrigin(relay.url);
    watch.allow(socketError);
    await page.goto(relay.url);
    await expect(page.getByRole("button", { name: "SSH web-1" })).toBeVisible();
    await page.waitForFunction(() => customElements.get("glasshell-terminal"));
    await stand.processes.stop(relay.child);
    await glasshell.openNode("web-1");
    await glasshell.expectFailure(
      "The relay does not answer",
      /This browser cannot reach 127\.0\.0\.1:\d+: check your network or VPN, and whether the relay is running\./,
      "The way to the relay",
    );
  });

  test("should say so when it is gone before the page has loaded its terminal", async ({
    page,
    glasshell,
    stand,
    watch,
  }) => {
    watch.allow(socketError);
    const terminal = /glasshell-terminal-[^/]*\.js$/;
    await page.route(terminal, (route) => route.abort());
    await page.goto(stand.relay.url);
    await glasshell.openNode("web-1");
    await expect(page.getByRole("alert")).toContainText("The relay did not give the terminal: check your network");
    await page.unroute(terminal);
    await page.getByRole("button", { name: "Try again" }).click();
    await glasshell.openNode("web-1");
    await expect(glasshell.hostKeyDialog).toHaveCount(1);
  });

  test("should say so when it does not give its list of nodes", async ({ page, stand, watch }) => {
    watch.allow(socketError);
    await page.route("**/api/nodes", (route) => route.fulfill({ status: 502 }));
    await page.goto(stand.relay.url);
    await expect(page.getByRole("alert")).toContainText("The relay did not give its list of nodes: check your network");
    await page.unroute("**/api/nodes");
    await page.getByRole("button", { name: "Try again" }).click();
    await expect(page.getByRole("button", { name: "SSH web-1" })).toBeVisible();
  });

  test("should say so when it is ended on purpose, and when it is back one key is enough", async ({
    page,
    glasshell,
    stand,
    watch,
  }) => {
    const relay = await stand.ownRelay("to-be-drained", ["demo = true"]);
    watch.allowOrigin(relay.url);
    await glasshell.openShell(relay, stand.sshd);
    await glasshell.run("echo kept-$((40+2))", "kept-42");
    const ended = new Promise<number | null>((resolve) => relay.child.once("exit", resolve));
    relay.child.kill("SIGTERM");
    await glasshell.expectFailure("The relay is restarting", "is shutting down: connect again in a minute");
    expect(await ended).toBe(0);
    await glasshell.expectScreen("kept-42");
    watch.allow(socketError);
    await page.keyboard.press("Enter");
    await expect(glasshell.alert.getByRole("heading")).toHaveText("The relay does not answer");
  });

  test("should name the proxy that drops the WebSocket's headers", async ({ page, glasshell, stand, watch }) => {
    const proxy = await WrongProxy.dropsUpgrade(stand.relay.url);
    watch.allowOrigin(proxy.url);
    watch.allow(socketError);
    await page.goto(proxy.url);
    await glasshell.openNode("web-1");
    await glasshell.expectFailure(
      "The WebSocket does not get through",
      "pass on Upgrade and Connection in the proxy (nginx: proxy_http_version 1.1)",
      "The way to the relay",
    );
    await glasshell.element.getByRole("button", { name: "Details" }).click();
    await expect(glasshell.element).toContainText("GET /healthz: 200");
    await expect(glasshell.element).toContainText("GET /ws/ssh/web-1: 426");
    proxy.close();
  });

  test("should say what the doctor says, with the lines for the nginx that drops them, and hand it on as a report", async ({
    page,
    glasshell,
    stand,
    watch,
  }) => {
    const port = await freePort();
    const relay = await stand.ownRelay("behind-nginx", [`hosts = ["127.0.0.1:${port}"]`]);
    const proxy = await startNginx(
      stand.processes,
      await stand.subfolder("wrong-nginx"),
      port,
      nginx({
        listen: port,
        server: `location / { proxy_pass http://127.0.0.1:${relay.port}; ${nginxUpgrade(["upgrade", "connection"])} }`,
      }),
    );
    const url = `http://127.0.0.1:${port}/`;
    watch.allowOrigin(url);
    watch.allow(socketError);
    await page.goto(url);
    await glasshell.openNode("web-1");
    await glasshell.expectFailure(
      "The WebSocket does not get through",
      "pass on Upgrade and Connection in the proxy (nginx: proxy_http_version 1.1)",
      "The way to the relay",
    );
    const seen = "The request for a WebSocket reached the relay without its Upgrade, Connection (426).";
    await expect(glasshell.element).toContainText(seen);
    await expect(glasshell.element).toContainText("lines for nginx");
    await expect(glasshell.element).toContainText("proxy_set_header Upgrade $http_upgrade;");
    await glasshell.element.getByRole("button", { name: "Details" }).click();
    await expect(glasshell.element).toContainText("GET /debug/websocket-test: 200");
    await expect(glasshell.element).toContainText("WebSocket /ws/test: closed (1006)");
    // By the keyboard: what unfolds is still on its way.
    await glasshell.element.getByRole("button", { name: "Copy report" }).press("Enter");
    await expect(glasshell.element.getByRole("button", { name: "Copied" })).toBeVisible();
    const report = await page.evaluate(() => navigator.clipboard.readText());
    expect(report).toContain(seen);
    expect(report).toContain("proxy_set_header Upgrade $http_upgrade;");
    await stand.processes.stop(proxy.child);
  });
});

for (const { language, title, sentence, details, said, again } of [
  {
    language: "en-GB",
    title: "The page gave no token",
    sentence:
      /did not give the token that proves to the relay [\d.:]+ who you are: reload the page and sign in to it again/,
    details: "Details",
    said: "The page said",
    again: "Connect again",
  },
  {
    language: "pt-BR",
    title: "A página não forneceu um token",
    sentence:
      /não forneceu o token que prova ao relay [\d.:]+ quem você é: recarregue a página e faça login nela de novo/,
    details: "Detalhes",
    said: "A página disse",
    again: "Conectar de novo",
  },
]) {
  test.describe(`of the page around the terminal, in ${language}`, () => {
    test.use({ locale: language });
    for (const how of ["throws", "rejects"] as const) {
      test(`should say so when its token function ${how}, and ask it again`, async ({ page, glasshell, stand }) => {
        await page.goto(stand.relay.url);
        await page.waitForFunction(() => customElements.get("glasshell-terminal"));
        await page.evaluate((way) => {
          let asked = 0;
          const terminal = document.createElement("glasshell-terminal");
          terminal.setAttribute("node", "web-1");
          terminal.addEventListener("glasshell-failure", () => terminal.toggleAttribute("data-failed", true));
          const token = (): string | Promise<string> => {
            asked += 1;
            if (asked > 1) return Promise.resolve("a token");
            const error = new Error("nobody is signed in here");
            if (way === "throws") throw error;
            return Promise.reject(error);
          };
          document.body.replaceChildren(Object.assign(terminal, { token }));
        }, how);
        await expect(glasshell.alert.getByRole("heading")).toHaveText(title);
        await expect(glasshell.alert).toContainText(sentence);
        await expect(glasshell.element).toHaveAttribute("data-failed");
        await glasshell.element.getByRole("button", { name: details }).click();
        await expect(glasshell.element.getByRole("term")).toHaveText(said);
        await expect(glasshell.element.getByRole("definition")).toHaveText("Error: nobody is signed in here");
        await glasshell.element.getByRole("button", { name: again }).click();
        await expect(page.getByRole("dialog", { name: "web-1" })).toBeVisible();
      });
    }
  });
}

test("should give up the attempt with Cancel, and begin it again", async ({ page, glasshell, stand }) => {
  await page.goto(stand.relay.url);
  await glasshell.openNode("web-1");
  await glasshell.hostKeyDialog.getByRole("button", { name: "Refuse" }).click();
  await glasshell.element.getByRole("button", { name: "Connect again" }).click();
  await expect(glasshell.hostKeyDialog).toHaveCount(1);
});
