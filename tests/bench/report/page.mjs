// The results as one HTML file that needs nothing else: a table and charts.
import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { bars } from "../bars.mjs";
import { rounded } from "../support/statistics.mjs";
import { chartsFor } from "./charts.mjs";

const uplot = dirname(createRequire(import.meta.url).resolve("uplot"));

/** Colours that stay apart for most eyes, on light and on dark paper. */
const palette = ["#3b6fd4", "#d9822b", "#2a9d6f", "#c2457a", "#8a63d2", "#7f8c2f", "#4aa3b5"];

const entities = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escaped = (text) => String(text).replace(/[&<>"]/g, (character) => entities[character]);
const shown = (value) => (value === null || value === undefined ? "–" : String(rounded(value)));

function resultRow({ name, value, unit, baseline, ratio, bar, met, error, measured }) {
  const verdict = error ? "not measured" : met ? "met" : "missed";
  const cells = [
    `<td><code>${escaped(name)}</code><div class="note">${escaped(bars[name]?.what ?? "")}</div></td>`,
    `<td class="number">${shown(value)} ${value === null ? "" : escaped(unit)}</td>`,
    `<td class="number">${shown(baseline)}</td>`,
    `<td class="number">${shown(ratio)}</td>`,
    `<td>${escaped(error ?? bar)}</td>`,
    `<td class="${verdict === "met" ? "met" : "missed"}">${verdict}</td>`,
    `<td class="number note">${escaped((measured ?? "").slice(0, 16).replace("T", " "))}</td>`,
  ];
  return `<tr>${cells.join("")}</tr>`;
}

function figure({ title, note }) {
  return `<figure><figcaption><h2>${escaped(title)}</h2><p>${escaped(note)}</p></figcaption><div data-chart="${escaped(title)}"></div></figure>`;
}

/** @param {readonly object[]} rows  of results.json @returns {Promise<string>} */
export async function reportPage(rows) {
  const charts = chartsFor(rows);
  const [library, libraryStyle, draw, style] = await Promise.all(
    [
      join(uplot, "uPlot.iife.min.js"),
      join(uplot, "uPlot.min.css"),
      new URL("draw.js", import.meta.url),
      new URL("report.css", import.meta.url),
    ].map((path) => readFile(path, "utf8")),
  );
  const colours = palette.map((colour, index) => `--series-${index + 1}: ${colour};`).join(" ");
  const machines = [...new Set(rows.map(({ machine }) => machine).filter(Boolean))].join("; ");
  // JSON in a script element ends at the first "</": there is none once "<" is written otherwise.
  const data = JSON.stringify(charts).replaceAll("<", "\\u003c");
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Glasshell: how fast it is</title>
<style>${libraryStyle}</style>
<style>:root { ${colours} }
${style}</style>
<h1>Glasshell: how fast it is</h1>
<p>${escaped(machines)}. How it is measured stands in docs/performance.md; times are UTC.</p>
<div class="scroll"><table class="results">
<tr><th>what</th><th class="number">value</th><th class="number">baseline</th><th class="number">ratio</th><th>bar</th><th></th><th class="number">measured</th></tr>
${rows.map(resultRow).join("\n")}
</table></div>
<div class="charts">
${charts.map(figure).join("\n")}
</div>
<script id="charts" type="application/json">${data}</script>
<script>${library}</script>
<script>${draw}</script>
</html>
`;
}

/** Writes the page beside the results. @returns {Promise<string>} its path */
export async function writeReport(folder, rows) {
  const path = join(folder, "report.html");
  await writeFile(path, await reportPage(rows));
  return path;
}
