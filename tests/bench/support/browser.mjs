// The page in the system's Chromium, as a person uses it, with what is measured noted beside it: when a title was set, how long tasks
// took, what the Worker sent. Nothing in the product knows of it.
import { chromium } from "playwright";
import { promptTitle } from "./node.mjs";

const options = {
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"].concat(
    ["--disable-component-update", "--disable-sync"],
  ),
};

/** Runs in the page before any of its own code. */
function takeNotes() {
  const notes = { titles: new Map(), waiting: new Map(), tasks: [], keys: new Map(), output: [] };
  // A title is set at its place in the output: all before it has been drawn into the terminal's buffer.
  document.addEventListener("glasshell-title", (event) => {
    // The next frame shows it; the one after that has begun when it was shown.
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        notes.titles.set(event.title, performance.now());
        notes.waiting.get(event.title)?.();
      }),
    );
  });
  document.addEventListener("keydown", (event) => notes.keys.set(event.key, performance.now()), { capture: true });
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) notes.tasks.push({ startTime, duration });
  }).observe({ type: "longtask", buffered: true });
  globalThis.Worker = class extends Worker {
    constructor(...given) {
      super(...given);
      this.addEventListener("message", ({ data }) => {
        if (data?.kind === "output") notes.output.push({ at: performance.now(), octets: data.bytes.length });
      });
    }
  };
  globalThis.benchNotes = notes;
}

/** The demo's login as the address's fragment carries it. */
function fragment(node, name) {
  const login = { node: name, user: node.user, key: node.login.privateKey };
  return `#demo=${Buffer.from(JSON.stringify(login)).toString("base64url")}`;
}

export class PageTerminal {
  #browser;
  page;

  /** Opens the page and a shell on the node, at its prompt. `onContext` sees the browser's context before anything is loaded. */
  static async open({ url, node, name, onContext }) {
    const terminal = new PageTerminal();
    terminal.#browser = await chromium.launch(options);
    try {
      const context = await terminal.#browser.newContext({ viewport: { width: 1280, height: 800 }, locale: "en-US" });
      onContext?.(context);
      terminal.page = await context.newPage();
      await terminal.page.addInitScript(takeNotes);
      await terminal.page.goto(url + fragment(node, name));
      await terminal.page.getByRole("button", { name: "SSH", exact: false }).first().click();
      await terminal.page.getByRole("button", { name: "Accept and remember" }).click();
      await terminal.title(promptTitle(1));
    } catch (error) {
      await terminal.close();
      throw error;
    }
    return terminal;
  }

  /** Resolves when a title was set and the screen with it was shown: the page's `performance.now()`. */
  title(text, timeoutMs = 180_000) {
    return this.page.evaluate(
      ([title, ms]) =>
        new Promise((resolve, reject) => {
          const { titles, waiting } = globalThis.benchNotes;
          const done = () => resolve(titles.get(title));
          if (titles.has(title)) return done();
          setTimeout(() => reject(new Error(`the title ${title} was not set in ${ms} ms`)), ms);
          waiting.set(title, done);
        }),
      [text, timeoutMs],
    );
  }

  /** When a key was last pressed: the page's `performance.now()`. */
  keyAt(key) {
    return this.page.evaluate((name) => globalThis.benchNotes.keys.get(name), key);
  }

  /** Tasks of the main thread over 50 ms since `from`; the browser tells of no shorter ones. */
  longTasks(from) {
    return this.page.evaluate((time) => globalThis.benchNotes.tasks.filter(({ startTime }) => startTime >= time), from);
  }

  /** Octets of output that the Worker has sent between two times. */
  outputBetween(from, to) {
    return this.page.evaluate(
      ([begin, end]) =>
        globalThis.benchNotes.output
          .filter(({ at }) => at >= begin && at <= end)
          .reduce((all, { octets }) => all + octets, 0),
      [from, to],
    );
  }

  /** What the terminal shows, through the element's public face. */
  screenText() {
    return this.page.evaluate(() => {
      const find = (root) => {
        for (const element of root.querySelectorAll("*")) {
          if (element.localName === "glasshell-terminal") return element;
          const within = element.shadowRoot && find(element.shadowRoot);
          if (within) return within;
        }
        return null;
      };
      return find(document)?.screenText() ?? "";
    });
  }

  async close() {
    await this.#browser.close();
  }
}
