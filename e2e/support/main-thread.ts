// How long the tasks of a page's main thread take, in CPU time: what a task waits for a core is the machine's doing, not the page's.
import type { Browser, Page } from "@playwright/test";

/** @see https://chromium.googlesource.com/catapult, trace event format */
interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** CPU time in microseconds. */
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

export class MainThread {
  readonly #browser: Browser;

  private constructor(browser: Browser) {
    this.#browser = browser;
  }

  static async watch(page: Page): Promise<MainThread> {
    const browser = page.context().browser();
    if (!browser) throw new Error("there is no browser to trace");
    await browser.startTracing(page, { categories: ["toplevel"] });
    return new MainThread(browser);
  }

  /** Ends the watch. */
  async longestMs(): Promise<number> {
    const trace = JSON.parse(String(await this.#browser.stopTracing())) as { readonly traceEvents: TraceEvent[] };
    const threads = new Set(
      trace.traceEvents
        .filter(({ name, args }) => name === "thread_name" && args?.name === "CrRendererMain")
        .map(({ pid, tid }) => `${pid} ${tid}`),
    );
    const tasks = trace.traceEvents.filter(
      ({ name, ph, pid, tid }) => ph === "X" && name.endsWith("RunTask") && threads.has(`${pid} ${tid}`),
    );
    if (!tasks.some(({ tdur }) => tdur)) throw new Error("the trace has no tasks of the page");
    return Math.max(...tasks.map(({ tdur = 0 }) => tdur)) / 1_000;
  }
}
