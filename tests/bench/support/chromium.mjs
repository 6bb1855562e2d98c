// The system's Chromium, told what to do over its own protocol. Not through Playwright: that has the browser report every WebSocket
// frame with its octets, which takes more CPU time than the session that is to be measured.
import { join } from "node:path";
import { createInterface } from "node:readline";

const program = "/usr/bin/chromium";
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
  ...["--lang=en-US", "--window-size=1280,800", "--remote-debugging-port=0"],
];
/** Measuring must not depend on which window the desktop's user looks at, unless it is about hidden ones. */
const neverHidden = [
  "--disable-background-timer-throttling",
  "--disable-backgrounding-occluded-windows",
  "--disable-renderer-backgrounding",
];
const startTimeoutMs = 30_000;

/** Where a Chromium that was just started takes orders: it says so on its standard error. */
async function debuggingAddress(child) {
  const words = [];
  const timer = setTimeout(() => child.stderr.destroy(), startTimeoutMs);
  try {
    for await (const line of createInterface(child.stderr)) {
      words.push(line);
      const found = /^DevTools listening on (ws:\S+)/.exec(line);
      if (found) return found[1];
    }
  } finally {
    clearTimeout(timer);
    child.stderr.resume();
  }
  throw new Error(`Chromium does not start:\n${words.join("\n")}`);
}

export class Chromium {
  #processes;
  #child;
  #socket;
  #lastId = 0;
  #open = new Map();
  #listeners = [];

  /**
   * @param {import("./bench.mjs").Bench} bench  who stops it and whose folder it writes to
   * @param {string} trustedUrl  taken for a secure origin, as only loopback's would be without TLS
   * @param {{ slowsHidden?: boolean }} ways  whether a hidden tab is slowed down as a person's is
   */
  static async start(bench, trustedUrl, { slowsHidden = false } = {}) {
    const browser = new Chromium();
    browser.#processes = bench.processes;
    const profile = join(bench.folder.path, `chromium-${performance.now()}`);
    const trusted = `--unsafely-treat-insecure-origin-as-secure=${new URL(trustedUrl).origin}`;
    const given = [
      ...switches,
      ...(slowsHidden ? [] : neverHidden),
      trusted,
      `--user-data-dir=${profile}`,
      "about:blank",
    ];
    browser.#child = bench.processes.start(program, given, { stdio: ["ignore", "ignore", "pipe"] });
    browser.#socket = new WebSocket(await debuggingAddress(browser.#child));
    browser.#socket.addEventListener("message", ({ data }) => browser.#receive(JSON.parse(data)));
    browser.#socket.addEventListener("close", () => browser.#abandon());
    await new Promise((resolve, reject) => {
      browser.#socket.addEventListener("open", resolve);
      browser.#socket.addEventListener("error", () => reject(new Error("Chromium does not take orders")));
    });
    return browser;
  }

  get pid() {
    return this.#child.pid;
  }

  /** @see the Chrome DevTools Protocol */
  send(method, params = {}, sessionId = undefined) {
    this.#lastId += 1;
    const id = this.#lastId;
    this.#socket.send(JSON.stringify({ id, method, params, sessionId }));
    return new Promise((resolve, reject) => this.#open.set(id, { resolve, reject, method }));
  }

  /** @param {(method: string, params: object, sessionId: string) => void} listener */
  onEvent(listener) {
    this.#listeners.push(listener);
  }

  async close() {
    this.#socket.close();
    await this.#processes.stop(this.#child);
  }

  #receive({ id, method, params, sessionId, result, error }) {
    if (id === undefined) {
      for (const listener of this.#listeners) listener(method, params, sessionId);
      return;
    }
    const { resolve, reject, method: asked } = this.#open.get(id);
    this.#open.delete(id);
    if (error) reject(new Error(`${asked}: ${error.message}`));
    else resolve(result);
  }

  #abandon() {
    for (const { reject, method } of this.#open.values()) reject(new Error(`${method}: Chromium has ended`));
    this.#open.clear();
  }
}
