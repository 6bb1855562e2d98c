// The results, as a file for programs and as a table for people.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { bars } from "../bars.mjs";
import { rounded } from "./statistics.mjs";

const digits = 4;

function roundedDeep(value) {
  if (typeof value === "number") return rounded(value, digits);
  if (Array.isArray(value)) return value.map(roundedDeep);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, roundedDeep(each)]));
}

/** A measurement's row as it is written: its unit and its bar beside it. */
export function complete(row, circumstances) {
  const { unit, bar, meets } = bars[row.name];
  const { name, value, baseline, ratio, ...further } = row;
  return { name, value, unit, baseline, ratio, bar, met: meets(row), ...further, ...circumstances };
}

/** A measurement that could not be made is a result, too: a bar that nobody has looked at is not met. */
export function failed(name, error) {
  const { unit, bar } = bars[name];
  return {
    name,
    value: null,
    unit,
    baseline: null,
    ratio: null,
    bar,
    met: false,
    error: String(error?.message ?? error),
  };
}

const resultsPath = (folder) => join(folder, "results.json");

/** What an earlier run has written; nothing if there was none. */
export async function readResults(folder) {
  try {
    return JSON.parse(await readFile(resultsPath(folder), "utf8"));
  } catch {
    return [];
  }
}

/** @returns {Promise<string>} the path */
export async function writeResults(folder, rows) {
  await mkdir(folder, { recursive: true });
  await writeFile(resultsPath(folder), `${JSON.stringify(rows.map(roundedDeep), null, 2)}\n`);
  return resultsPath(folder);
}

const shown = (value) => (value === null || value === undefined ? "–" : String(rounded(value)));

export function table(rows) {
  const lines = [["", "value", "", "baseline", "ratio", "bar", ""]];
  for (const { name, value, unit, baseline, ratio, bar, met, error } of rows) {
    lines.push([
      name,
      shown(value),
      unit,
      shown(baseline),
      shown(ratio),
      bar,
      error ? "FAILED" : met ? "met" : "MISSED",
    ]);
  }
  const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  const numbers = new Set([1, 3, 4]);
  return lines
    .map((line) =>
      line
        .map((cell, i) => (numbers.has(i) ? cell.padStart(widths[i]) : cell.padEnd(widths[i])))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
