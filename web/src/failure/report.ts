// A failure as text to hand to somebody else. Holds what is shown and nothing more: no credential, no key, nothing of the screen.
import type { Explanation } from "./explain.ts";

/** @param where  the relay's and the node's names */
export function reportOf(explanation: Explanation, where: { readonly relay: string; readonly node: string }): string {
  const { advice } = explanation;
  return [
    `${explanation.title} (${where.relay}, ${where.node})`,
    explanation.sentence,
    ...(advice ? ["", advice.seen, advice.means, advice.remedy] : []),
    ...(advice && advice.lines.length > 0 ? [`${advice.linesFor}:`, ...advice.lines.map((line) => `    ${line}`)] : []),
    "",
    ...explanation.details.map((detail) => `${detail.label}: ${detail.value}`),
    "",
  ].join("\n");
}
