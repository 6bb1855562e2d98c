// The report of the benchmarks: one file that needs nothing else.
import assert from "node:assert/strict";
import { test } from "node:test";
import { chartsFor } from "../bench/report/charts.mjs";
import { reportPage } from "../bench/report/page.mjs";

const buckets = [
  [0.5, 10],
  [1, 30],
];
const rows = [
  { name: "pty_throughput", value: 60, unit: "MB/s", baseline: 70, ratio: 0.86, bar: "ratio ≥ 1.0", met: false },
  { name: "echo_added_p50", value: 0.1, unit: "ms", met: true, histograms: { ours: buckets, theirs: buckets } },
  { name: "relay_cpu", value: null, unit: "s/GB", met: false, error: "no <node> & no relay" },
  {
    name: "bad_network",
    value: 1,
    unit: "MB/s",
    met: true,
    lines: [
      { line: "100 ms", round_trip_ms: 100, ours: 9, theirs: 10 },
      { line: "100 ms, 5 %", round_trip_ms: 100, loss_percent: 5, ours: 3, theirs: 3 },
    ],
  },
];

test("a histogram is drawn as shares, a line of throughput begins where nothing is in between", () => {
  const [echo, throughput] = chartsFor(rows);
  assert.deepEqual(echo.series[0].points, [
    [0.5, 25],
    [1, 75],
  ]);
  assert.deepEqual(throughput.series[0].points, [
    [0, 60],
    [100, 9],
  ]);
});

test("the page loads nothing, shows every row, and every text is escaped", async () => {
  const page = await reportPage(rows);
  assert.doesNotMatch(page, /<(?:script|link|img)[^>]*(?:src|href)=/);
  for (const { name } of rows) assert.ok(page.includes(`<code>${name}</code>`));
  assert.ok(page.includes("no &lt;node&gt; &amp; no relay"));
  assert.equal(page.match(/<figure>/g).length, 2);
});

test("a row that could not be measured is not drawn", () => {
  assert.deepEqual(chartsFor([{ name: "echo_added_p50", error: "no sshd" }]), []);
});
