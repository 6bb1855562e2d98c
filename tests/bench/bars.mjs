// What is measured, and how good it has to be.

/**
 * @typedef {object} Bar
 * @property {string} what
 * @property {string} unit
 * @property {string} bar  for a person
 * @property {(result: Result) => boolean} meets
 *
 * @typedef {object} Result
 * @property {string} name
 * @property {number | null} value
 * @property {string} unit
 * @property {number | null} baseline  in the same unit, measured in the same run
 * @property {number | null} ratio  of the value to the baseline; where samples were taken in pairs, the median of the pairs' ratios
 */

/** @type {Readonly<Record<string, Bar>>} */
export const bars = {
  pty_throughput: {
    what: "200 MB of text, sshd → relay → WASM under Node",
    unit: "MB/s",
    bar: "ratio ≥ 1.0",
    meets: ({ ratio }) => ratio >= 1,
  },
  browser_throughput: {
    what: "the same drawn by the page in Chromium",
    unit: "MB/s",
    bar: "ratio ≥ 0.6 (aim 0.9), no task over 50 ms",
    meets: ({ ratio, longest_task_ms }) => ratio >= 0.6 && longest_task_ms <= 50,
  },
  relay_cpu: {
    what: "the relay's CPU time",
    unit: "s/GB",
    bar: "≤ 1.0, also with sshd",
    meets: ({ value, with_sshd }) => value <= 1 && with_sshd <= 1,
  },
  echo_added_p50: {
    what: "a keystroke's echo, beyond ssh -tt",
    unit: "ms",
    bar: "≤ 0.3",
    meets: ({ value }) => value <= 0.3,
  },
  echo_added_p99: {
    what: "the same, the slowest of a hundred",
    unit: "ms",
    bar: "≤ 2",
    meets: ({ value }) => value <= 2,
  },
  connect_to_prompt: {
    what: "from the WebSocket's opening to the prompt",
    unit: "ms",
    bar: "ratio ≤ 0.5",
    meets: ({ ratio }) => ratio <= 0.5,
  },
  ctrl_c_flood: {
    what: "Ctrl-C in a flood, in Chromium",
    unit: "ms",
    bar: "≤ 150 ms, ≤ 512 KiB still arrive",
    meets: ({ value, still_arrived_kib }) => value <= 150 && still_arrived_kib <= 512,
  },
  ctrl_c_flood_far: {
    what: "the same over a round trip of 100 ms",
    unit: "ms",
    bar: "≤ 350",
    meets: ({ value }) => value <= 350,
  },
  hidden_tab: {
    what: "a flood in a tab that has been hidden for ten seconds",
    unit: "MB/s",
    bar: "≥ 5",
    meets: ({ value }) => value >= 5,
  },
  bad_network: {
    what: "throughput over lines that are long, lossy or narrow",
    unit: "MB/s",
    bar: "ratio ≥ 0.9 on each",
    meets: ({ ratio }) => ratio >= 0.9,
  },
  reconnect_online: {
    what: "from the browser's word that the network is back to the shell, over a round trip of 100 ms",
    unit: "ms",
    bar: "≤ 450",
    meets: ({ value }) => value <= 450,
  },
  reconnect_visible: {
    what: "the same from becoming visible",
    unit: "ms",
    bar: "≤ 450",
    meets: ({ value }) => value <= 450,
  },
  reconnect_silent: {
    what: "from the line's return, of which nothing tells, to the shell: the slowest",
    unit: "ms",
    bar: "≤ 2,500",
    meets: ({ value }) => value <= 2_500,
  },
  slow_reader: {
    what: "Ctrl-C until the prompt is read, where 1 MB/s is read of a flood",
    unit: "ms",
    bar: "≤ 400 ms, the relay grows ≤ 512 KiB",
    meets: ({ value, relay_growth_kib }) => value <= 400 && relay_growth_kib <= 512,
  },
  idle_session_memory: {
    what: "the relay's memory for each of 1,000 idle sessions",
    unit: "KiB",
    bar: "≤ 24",
    meets: ({ value }) => value <= 24,
  },
  idle_links_9000: {
    what: "the relay's memory for each of 9,000 idle links",
    unit: "KiB",
    bar: "≤ 24, CPU ≤ 5 % of a core, a new session's echo ≤ 1 ms added",
    meets: ({ value, cpu_percent_of_a_core, echo_added_ms }) =>
      value <= 24 && cpu_percent_of_a_core <= 5 && echo_added_ms <= 1,
  },
  busy_links_500: {
    what: "an echo on 500 links with 10 keystrokes a second each, beyond TCP, the slowest of a hundred",
    unit: "ms",
    bar: "≤ 5",
    meets: ({ value }) => value <= 5,
  },
  claim_flood: {
    what: "claims on other people's sessions that are refused",
    unit: "1/s",
    bar: "≥ 10,000 a second; as long for a session that there is as for one that there is not (ratio 0.9 to 1.1)",
    meets: ({ value, ratio }) => value >= 10_000 && ratio >= 0.9 && ratio <= 1.1,
  },
  window_curve: {
    what: "throughput and Ctrl-C against window sizes",
    unit: "",
    bar: "none: for docs/decisions",
    meets: () => true,
  },
  wasm_transfer: {
    what: "the engine: module and glue, brotli",
    unit: "KiB",
    bar: "≤ 480",
    meets: ({ value }) => value <= 480,
  },
  page_transfer: {
    what: "all that a first visit loads, brotli",
    unit: "KiB",
    bar: "≤ 1126.4 (1.1 MiB)",
    meets: ({ value }) => value <= 1126.4,
  },
};
