// What no test may cause without saying so: an error on the console, a violation of the page's policy, a request to another origin.
import { expect, type Page } from "@playwright/test";

export class Watch {
  readonly #page: Page;
  readonly #seen: string[] = [];
  readonly #allowed: RegExp[] = [];
  readonly #origins = new Set<string>();

  private constructor(page: Page) {
    this.#page = page;
  }

  static async on(page: Page, origins: readonly string[]): Promise<Watch> {
    const watch = new Watch(page);
    for (const origin of origins) watch.allowOrigin(origin);
    await page.exposeFunction("reportViolation", (text: string) => watch.#seen.push(`policy: ${text}`));
    await page.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", (event) => {
        const report = (window as unknown as { reportViolation: (text: string) => void }).reportViolation;
        report(`${event.effectiveDirective} forbids ${event.blockedURI} (${event.sourceFile}:${event.lineNumber})`);
      });
    });
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") watch.#seen.push(`console: ${message.text()}`);
    });
    page.on("pageerror", (error) => watch.#seen.push(`uncaught: ${error.message}`));
    page.on("request", (request) => watch.#onAddress(request.url()));
    page.on("websocket", (socket) => watch.#onAddress(socket.url()));
    return watch;
  }

  /** An error that the test provokes. */
  allow(message: RegExp): void {
    this.#allowed.push(message);
  }

  allowOrigin(url: string): void {
    this.#origins.add(new URL(url).host);
  }

  /** The violations of the page's policy so far. */
  get violations(): readonly string[] {
    return this.#seen.filter((text) => text.startsWith("policy: "));
  }

  async expectQuiet(): Promise<void> {
    const unexpected = this.#seen.filter((text) => !this.#allowed.some((allowed) => allowed.test(text)));
    expect(unexpected, `errors of ${this.#page.url().replace(/#.*/, "")}`).toEqual([]);
  }

  #onAddress(address: string): void {
    const url = new URL(address);
    if (url.protocol === "data:" || url.protocol === "blob:") return;
    if (!this.#origins.has(url.host)) this.#seen.push(`request to another origin: ${address}`);
  }
}
