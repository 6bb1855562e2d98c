// The run's last line, for CI and for whoever scrolls to the end: how many, how long, and which were slow.
import type { FullResult, Reporter, Suite, TestCase, TestResult } from "@playwright/test/reporter";

export default class SummaryReporter implements Reporter {
  #root: Suite | null = null;
  readonly #durations: { readonly title: string; readonly seconds: number }[] = [];

  onBegin(_config: unknown, root: Suite): void {
    this.#root = root;
  }

  onTestEnd(test: TestCase, result: TestResult): void {
    this.#durations.push({ title: test.title, seconds: result.duration / 1000 });
  }

  onEnd(result: FullResult): void {
    const outcomes = this.#root?.allTests().map((test) => test.outcome()) ?? [];
    const count = (outcome: ReturnType<TestCase["outcome"]>) => outcomes.filter((each) => each === outcome).length;
    const slowest = this.#durations.sort((a, b) => b.seconds - a.seconds).slice(0, 3);
    process.stdout.write(
      `\nSlowest: ${slowest.map(({ title, seconds }) => `${title} (${seconds.toFixed(1)} s)`).join("; ")}\n` +
        `e2e: ${count("expected")} passed, ${count("unexpected")} failed, ${count("skipped")} skipped, ` +
        `${outcomes.length} in all, ${(result.duration / 1000).toFixed(0)} s, ${result.status}\n`,
    );
  }

  printsToStdio(): boolean {
    return true;
  }
}
