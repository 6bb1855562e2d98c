// The page as a person uses it, with what is measured noted beside it: when a title was set, how long tasks took, what the Worker
// sent. Nothing in the product knows of it.
import { Chromium } from "./chromium.mjs";
import { nodeName, promptTitle } from "./node.mjs";
import { withProfiler } from "./profile.mjs";

const waitMs = 180_000;

/** Runs in the page before any of its own code. */
function takeNotes() {
  const notes = { titles: new Map(), waiting: new Map(), tasks: [], keys: new Map(), output: [] };
  // A title is set at its place in the output: all before it has been drawn into the terminal's buffer.
  document.addEventListener("glasshell-title", (event) => {
    // The next frame shows it; when another one begins, it was shown.
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
  /** The first that is in sight, through all shadow roots. */
  const find = (selector, text, root = document) => {
    for (const element of root.querySelectorAll("*")) {
      const matches = element.matches(selector) && element.checkVisibility() && element.textContent.includes(text);
      const found = matches ? element : element.shadowRoot && find(selector, text, element.shadowRoot);
      if (found) return found;
    }
    return null;
  };
  const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const untilFound = async (selector, text, ms) => {
    for (const deadline = performance.now() + ms; performance.now() < deadline; await nextFrame()) {
      const found = find(selector, text);
      if (found) return found;
    }
    throw new Error(`there is no ${selector} with "${text}"`);
  };
  const untilTitle = (title, ms) =>
    new Promise((resolve, reject) => {
      const done = () => resolve(notes.titles.get(title));
      if (notes.titles.has(title)) return done();
      setTimeout(() => reject(new Error(`the title ${title} was not set in ${ms} ms`)), ms);
      notes.waiting.set(title, done);
    });
  globalThis.bench = { notes, find, untilFound, untilTitle };
}

/** The demo's login as the address's fragment carries it. */
function fragment(node) {
  const login = { node: nodeName, user: node.user, key: node.login.privateKey };
  return `#demo=${Buffer.from(JSON.stringify(login)).toString("base64url")}`;
}

/** What a key is to Chromium. @see Input.dispatchKeyEvent */
function keyOf(character) {
  if (character === "\n") return { key: "Enter", code: "Enter", windowsVirtualKeyCode: 13, text: "\r" };
  // Other characters' codes are those of arrows and the like: a terminal looks at the code first.
  const code = /[a-z0-9 ]/i.test(character) ? character.toUpperCase().charCodeAt(0) : 0;
  return { key: character, text: character, windowsVirtualKeyCode: code };
}
const controlC = { key: "c", code: "KeyC", windowsVirtualKeyCode: 67, modifiers: 2 };

export class PageTerminal {
  browser;
  #session;

  /**
   * Opens the page and a shell on the node, at its prompt.
   *
   * @param {import("./bench.mjs").Bench} bench
   * @param {{ watch?: (browser: Chromium) => void, slowsHidden?: boolean }} ways  `watch` sees the browser before anything is loaded;
   *   `slowsHidden` as for `Chromium.start`
   */
  static async open(bench, { watch = () => {}, slowsHidden } = {}) {
    const [node, relay] = await Promise.all([bench.node(), bench.relay()]);
    const terminal = new PageTerminal();
    terminal.browser = await Chromium.start(bench, relay.url, { slowsHidden });
    try {
      watch(terminal.browser);
      await terminal.#attach();
      await terminal.send("Page.enable");
      await terminal.send("Page.addScriptToEvaluateOnNewDocument", { source: `(${takeNotes})()` });
      await terminal.send("Page.navigate", { url: relay.url + (relay.demo ? fragment(node) : "") });
      await terminal.#click("wa-button", "SSH");
      await terminal.#click("wa-button", "Accept and remember");
      if (!relay.demo) await terminal.#signIn(node);
      await terminal.title(promptTitle(1));
    } catch (error) {
      await terminal.close();
      throw error;
    }
    return terminal;
  }

  /** One order to the page. */
  send(method, params) {
    return this.browser.send(method, params, this.#session);
  }

  /** What a function says in the page; it and its arguments travel as text. */
  async evaluate(run, ...given) {
    const expression = `(${run})(...${JSON.stringify(given)})`;
    const answer = await this.send("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true });
    if (answer.exceptionDetails)
      throw new Error(answer.exceptionDetails.exception?.description ?? "the page has thrown");
    return answer.result.value;
  }

  /** Types as a keyboard does; a newline is Enter. */
  async type(text) {
    for (const character of text) await this.#press(keyOf(character));
  }

  interrupt() {
    return this.#press(controlC);
  }

  /** Resolves when a title was set and the screen with it was shown: the page's `performance.now()`. */
  title(text) {
    return this.evaluate((title, ms) => globalThis.bench.untilTitle(title, ms), text, waitMs);
  }

  /** When a key was last pressed: the page's `performance.now()`. */
  keyAt(key) {
    return this.evaluate((name) => globalThis.bench.notes.keys.get(name), key);
  }

  /** Tasks of the main thread over 50 ms since `from`; the browser tells of no shorter ones. */
  longTasks(from) {
    return this.evaluate((time) => globalThis.bench.notes.tasks.filter(({ startTime }) => startTime >= time), from);
  }

  /** What the Worker has sent between two times: octets and in how many messages. Forgets what it was asked about. */
  takeOutput(from, to) {
    return this.evaluate(
      (begin, end) => {
        const between = globalThis.bench.notes.output.splice(0).filter(({ at }) => at >= begin && at <= end);
        return { octets: between.reduce((all, { octets }) => all + octets, 0), messages: between.length };
      },
      from,
      to,
    );
  }

  /** What the terminal shows, through the element's public face. */
  screenText() {
    return this.evaluate(() => globalThis.bench.find("glasshell-terminal", "").screenText());
  }

  /** Profiles the page and its Worker while `work` runs, into build/bench. */
  async profile(name, work) {
    const workers = [];
    this.browser.onEvent((method, { targetInfo, sessionId }) => {
      if (method === "Target.attachedToTarget" && targetInfo.type === "worker") workers.push(sessionId);
    });
    await this.send("Target.setAutoAttach", { autoAttach: true, waitForDebuggerOnStart: false, flatten: true });
    const [worker] = workers;
    if (!worker) throw new Error("the page has no Worker");
    const toWorker = (method, params) => this.browser.send(method, params, worker);
    const both = () => withProfiler(`${name}-worker`, toWorker, work);
    await withProfiler(`${name}-page`, (method, params) => this.send(method, params), both);
  }

  /** Another tab comes to the front, as when a person opens one. Resolves when this one is hidden. */
  async hide() {
    await this.browser.send("Target.createTarget", { url: "about:blank" });
    await this.evaluate(
      () =>
        new Promise((resolve) => {
          if (document.hidden) resolve();
          document.addEventListener("visibilitychange", resolve, { once: true });
        }),
    );
  }

  /** Comes to the front again. @returns when the page was told, as its `Date.now()` */
  async show() {
    const told = this.evaluate(
      () =>
        new Promise((resolve) => {
          document.addEventListener("visibilitychange", () => resolve(Date.now()), { once: true });
        }),
    );
    await this.send("Page.bringToFront");
    return told;
  }

  async close() {
    await this.browser.close();
  }

  async #attach() {
    const { targetInfos } = await this.browser.send("Target.getTargets");
    const { targetId } = targetInfos.find(({ type }) => type === "page");
    const { sessionId } = await this.browser.send("Target.attachToTarget", { targetId, flatten: true });
    this.#session = sessionId;
  }

  /** At the prompts, as where there is no demo. */
  async #signIn(node) {
    await this.#fill('wa-input[label="User name"]', node.user);
    await this.#click("wa-button", "Continue");
    await this.#fill('wa-textarea[label="Private key"]', node.login.privateKey);
    await this.#click("wa-button", "Sign in");
  }

  async #fill(selector, text) {
    await this.evaluate(
      async (...which) => (await globalThis.bench.untilFound(...which)).focus(),
      selector,
      "",
      waitMs,
    );
    await this.send("Input.insertText", { text });
  }

  async #click(selector, text) {
    await this.evaluate(
      async (...which) => {
        const element = await globalThis.bench.untilFound(...which);
        element.click();
      },
      selector,
      text,
      waitMs,
    );
  }

  async #press(key) {
    await this.send("Input.dispatchKeyEvent", { type: key.text ? "keyDown" : "rawKeyDown", ...key });
    await this.send("Input.dispatchKeyEvent", { type: "keyUp", ...key, text: undefined });
  }
}
