// Text of the node made fit to stand in our own page: titles, banners, prompts. Pure.

/** Controls, and the marks that reorder or hide what a person reads (bidirectional overrides and isolates, zero widths). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const unprintable = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** Several lines: line ends and tabs stay. */
export function printableText(text: string, limit = 4_096): string {
  const kept = text.replace(/\r\n?/g, "\n").replace(unprintable, "");
  return kept.length > limit ? `${kept.slice(0, limit)}…` : kept;
}

/** One line, for a title or a label. */
export function printableLine(text: string, limit = 200): string {
  return printableText(text.replace(/[\t\r\n]+/g, " "), limit).trim();
}
