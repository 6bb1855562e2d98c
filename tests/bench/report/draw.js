// Draws the report's charts. Runs in the browser that shows the report, beside uPlot; everything is in the page itself.
/* global uPlot */
(() => {
  const charts = JSON.parse(document.getElementById("charts").textContent);
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  const palette = [1, 2, 3, 4, 5, 6, 7].map((number) => colour(`--series-${number}`));
  const height = 280;

  /** Where a logarithmic axis has its words: at powers of two, or at 1, 2 and 5 times those of ten. */
  const marks = { 2: [1], 10: [1, 2, 5] };
  const splits = (log) => (_plot, _axis, low, high) => {
    const found = [];
    for (let power = Math.floor(Math.log(low) / Math.log(log)); log ** power <= high; power += 1) {
      for (const mark of marks[log]) if (mark * log ** power >= low && mark * log ** power <= high) found.push(mark * log ** power);
    }
    return found;
  };
  const logarithmic = (log) => ({ splits: splits(log), filter: (_plot, values) => values });
  const axis = ({ label, log }) => ({
    ...(log ? logarithmic(log) : {}),
    label,
    labelFont: "12px system-ui, sans-serif",
    font: "12px system-ui, sans-serif",
    stroke: colour("--ink"),
    grid: { stroke: colour("--grid"), width: 1 },
    ticks: { stroke: colour("--grid"), width: 1 },
    values: (_plot, splits) => splits.map((value) => (value === null ? "" : String(Number(value.toPrecision(4))))),
  });
  /** A logarithmic one ends where the values do, not at the next power. */
  const margin = 1.1;
  const range = (_plot, low, high) => [low / margin, high * margin];
  const scale = ({ log }) => (log ? { time: false, distr: 3, log, range } : { time: false });
  const shown = (_plot, value) => (value === null || value === undefined ? "–" : String(Number(value.toPrecision(4))));

  for (const { title, x, y, kind, series } of charts) {
    const place = document.querySelector(`[data-chart="${CSS.escape(title)}"]`);
    const tables = series.map(({ points }) => [points.map(([at]) => at), points.map(([, value]) => value)]);
    const options = {
      width: place.clientWidth,
      height,
      legend: { live: true },
      cursor: { points: { size: 6 } },
      scales: { x: scale(x), y: y.log ? scale(y) : { ...scale(y), range: (_plot, _low, high) => [0, high * 1.05 || 1] } },
      axes: [axis(x), { ...axis(y), size: 64 }],
      series: [
        { label: x.label, value: shown },
        ...series.map(({ name }, index) => ({
          label: name,
          value: shown,
          stroke: palette[index % palette.length],
          fill: kind === "steps" ? `${palette[index % palette.length]}33` : undefined,
          width: 2,
          spanGaps: true,
          paths: kind === "steps" ? uPlot.paths.stepped({ align: -1 }) : uPlot.paths.linear(),
          points: { show: kind === "line", size: 6 },
        })),
      ],
    };
    const plot = new uPlot(options, uPlot.join(tables), place);
    addEventListener("resize", () => plot.setSize({ width: place.clientWidth, height }));
  }
})();
