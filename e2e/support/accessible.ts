// No barrier that a machine can find, by the rules of WCAG 2.2 AA and good practice.
import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

/** @param dimmed  whether a terminal is dimmed on purpose, so that its contrast is not looked at */
export async function expectAccessible(page: Page, { dimmed = false } = {}): Promise<void> {
  const builder = new AxeBuilder({ page }).withTags([
    "wcag2a",
    "wcag2aa",
    "wcag21a",
    "wcag21aa",
    "wcag22aa",
    "best-practice",
  ]);
  if (dimmed) builder.exclude({ fromShadowDom: ["glasshell-page", "glasshell-terminal", ".screen"] });
  const { violations } = await builder.analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(", ")}`)).toEqual([]);
}
