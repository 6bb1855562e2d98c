// A Chromium whose tabs hide one another, as a person's do. A page that Playwright has started always counts as visible and its
// timers are never slowed down; so this one is started by hand, and Playwright joins it and leaves everything as it is.
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { type Browser, type BrowserContext, chromium, type Page } from "@playwright/test";
import type { Processes } from "../../tests/support/node/processes.mjs";

const program = process.env.GLASSHELL_CHROMIUM ?? "/usr/bin/chromium";
const switches = [
  ...[
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--no-default-browser-check",
  ],
  ...["--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions"],
  ...["--lang=en-GB", "--window-size=1280,800", "--remote-debugging-port=0"],
];

/** Where a Chromium that was just started takes orders: it says so on its standard error. */
async function ordersAt(words: Readable): Promise<string> {
  try {
    for await (const line of createInterface(words)) {
      const found = /^DevTools listening on (ws:\S+)/.exec(line);
      if (found?.[1]) return found[1];
    }
  } finally {
    // Unread, its words would stop it one day.
    words.resume();
  }
  throw new Error("Chromium does not start");
}

export class TabbedBrowser {
  readonly #browser: Browser;
  readonly #stop: () => Promise<void>;

  private constructor(browser: Browser, stop: () => Promise<void>) {
    this.#browser = browser;
    this.#stop = stop;
  }

  /** @param folder  where its profile goes */
  static async start(processes: Processes, folder: string): Promise<TabbedBrowser> {
    const given = [...switches, `--user-data-dir=${join(folder, "profile")}`, "about:blank"];
    const child = processes.start(program, given, { stdio: ["ignore", "ignore", "pipe"] });
    if (!child.stderr) throw new Error("it cannot say where it takes orders");
    const address = await ordersAt(child.stderr);
    const browser = await chromium.connectOverCDP(address, { noDefaults: true });
    return new TabbedBrowser(browser, () => processes.stop(child));
  }

  /** A tab in front of the others. */
  async open(): Promise<Page> {
    return this.#context.newPage();
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.#stop();
  }

  get #context(): BrowserContext {
    const [context] = this.#browser.contexts();
    if (!context) throw new Error("the browser has no profile");
    return context;
  }
}
