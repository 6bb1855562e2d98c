// What of the results is drawn: charts as plain data, of which nothing is drawn here.

/**
 * @typedef {object} Axis
 * @property {string} label  with its unit
 * @property {2 | 10} [log]  the scale is logarithmic, with a word at each power of this
 *
 * @typedef {object} Chart
 * @property {string} title
 * @property {string} note  what is seen, in a sentence
 * @property {Axis} x
 * @property {Axis} y
 * @property {"line" | "steps"} kind
 * @property {readonly { name: string, points: readonly (readonly [number, number])[] }[]} series
 */

/** A histogram's buckets as shares of all samples. @param {readonly [number, number][]} buckets  upper bound and count */
function shares(name, buckets) {
  const all = buckets.reduce((sum, [, count]) => sum + count, 0);
  return { name, points: buckets.map(([bound, count]) => [bound, (100 * count) / all]) };
}

const latency = { label: "milliseconds", log: 10 };
const share = { label: "% of keystrokes" };

function latencyChart(title, note, series) {
  return { title, note, x: latency, y: share, kind: "steps", series };
}

/** Each takes the row of one measurement. @type {Record<string, (row: any, rows: Map<string, any>) => Chart[]>} */
const chartsOf = {
  echo_added_p50: ({ histograms }) => [
    latencyChart("A keystroke's echo", "One person at a shell, by relay and module under Node, and by ssh.", [
      shares("relay and module", histograms.ours),
      shares("ssh -tt", histograms.theirs),
    ]),
  ],
  busy_links_500: ({ histograms, shells, people }) => [
    latencyChart(
      `Echoes of ${people} people who type`,
      "Ten keystrokes a second each, on one relay, to a node that echoes.",
      [shares("through the relay", histograms.ours), shares("TCP without a relay", histograms.theirs)],
    ),
    latencyChart(
      `Echoes of ${shells.people} people in shells`,
      "The same on a real sshd, the SSH engine on both ways.",
      [shares("through the relay", shells.histograms.ours), shares("TCP without a relay", shells.histograms.theirs)],
    ),
  ],
  idle_links_9000: ({ histograms, memory, links }) => [
    {
      title: "The relay's memory",
      note: "Idle links, each of which has carried 64 KiB before; PSS.",
      x: { label: "sessions" },
      y: { label: "MiB" },
      kind: "line",
      series: [{ name: "relay", points: memory.map(([count, kib]) => [count, kib / 1024]) }],
    },
    latencyChart(`A new session's echo beside ${links} idle ones`, "To a node that echoes.", [
      shares("through the relay", histograms.link),
      shares("TCP without a relay", histograms.tcp),
    ]),
  ],
  bad_network: ({ lines }, rows) => {
    const long = lines.filter(({ loss_percent, rate_kbit }) => !loss_percent && !rate_kbit);
    // Without a line in between it is what pty_throughput measures.
    const { value, baseline } = rows.get("pty_throughput") ?? {};
    const near = value ? [{ round_trip_ms: 0, ours: value, theirs: baseline }] : [];
    const points = (way) => [...near, ...long].map((line) => [line.round_trip_ms, line[way]]);
    return [
      {
        title: "Throughput against the round trip",
        note: "Over lines that are only long, with a consumer that commits at once.",
        x: { label: "milliseconds of round trip" },
        y: { label: "MB/s", log: 10 },
        kind: "line",
        series: [
          { name: "relay and module", points: points("ours") },
          { name: "ssh -tt", points: points("theirs") },
        ],
      },
    ];
  },
  window_curve: ({ curves }) => {
    const series = (key) =>
      curves.map(({ line, points }) => ({ name: line, points: points.map((each) => [each.window_kib, each[key]]) }));
    const x = { label: "KiB of the SSH channel's window", log: 2 };
    return [
      {
        title: "Throughput against the window",
        note: "By the length of the line, its width, and how fast the screen reads.",
        x,
        y: { label: "MB/s", log: 10 },
        kind: "line",
        series: series("mb_per_second"),
      },
      {
        title: "Ctrl-C against the window",
        note: "From the key until the prompt is read.",
        x,
        y: { label: "milliseconds", log: 10 },
        kind: "line",
        series: series("interrupt_ms"),
      },
    ];
  },
};

/** @param {readonly { name: string, error?: string }[]} rows  of results.json @returns {Chart[]} */
export function chartsFor(rows) {
  const measured = new Map(rows.filter(({ error }) => !error).map((row) => [row.name, row]));
  return [...measured].filter(([name]) => name in chartsOf).flatMap(([name, row]) => chartsOf[name](row, measured));
}
