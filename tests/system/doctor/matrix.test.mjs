// Broken set-ups, each broken in one way, with real proxies and servers: the doctor says which hop it is and why, by its exit code, its
// finding, and the lines for the proxy that it recognised.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { contents } from "./matrix/contents.mjs";
import { nodes } from "./matrix/nodes.mjs";
import { paths } from "./matrix/paths.mjs";
import { upgrades } from "./matrix/upgrades.mjs";
import { examine } from "./support/doctor.mjs";
import { Ground, host } from "./support/matrix.mjs";

const matrix = [...paths, ...contents, ...upgrades, ...nodes];

let ground;
before(async () => {
  ground = await Ground.prepare(matrix.length);
});
after(() => ground?.clear());

/** Every line for every proxy in a finding. */
const linesOf = (finding) => Object.values(finding.lines).flat();

for (const setUp of matrix) {
  test(setUp.name, async () => {
    const port = ground.takePort();
    const started = await setUp.start?.(ground, port);
    const scheme = setUp.scheme ?? "http";
    const url = setUp.url?.() ?? `${scheme}://${host}:${port}${setUp.base ?? "/"}`;
    const trusted = setUp.trusting?.() ?? ["--ca", ground.authority.root];
    const args = [
      url,
      "--resolve",
      `${host}:${port}:127.0.0.1`,
      "--timeout",
      setUp.limit ?? "2s",
      ...trusted,
      ...(setUp.args ?? []),
    ];
    if (setUp.twice) await examine(args);
    const { code, report } = await examine(args);
    const { expect } = setUp;
    const hop = expect.note ? report.hops.find(({ findings }) => findings) : report.hops.at(-1);
    const story = JSON.stringify(hop, null, 1);

    assert.ok([expect.finding].flat().includes(report.finding), `${report.finding}: ${story}`);
    assert.equal(code, expect.code, story);
    assert.equal(report.exit_code, code);
    const [finding] = hop.findings;
    if (expect.note) assert.equal(finding.id, expect.note, story);
    for (const sentence of [finding.seen, finding.means, finding.do]) assert.doesNotMatch(sentence, /[{}]|^$/, story);
    if (expect.seen) assert.ok(finding.seen.includes(expect.seen), story);
    if (expect.proxy) {
      assert.equal(report.proxy, expect.proxy, story);
      assert.deepEqual(Object.keys(finding.lines), [expect.proxy], "only the lines of the proxy that was recognised");
    }
    if (expect.line) assert.ok(linesOf(finding).includes(expect.line), story);
    if (started?.child) await ground.processes.stop(started.child);
  });
}

test("the matrix has at least thirty set-ups, and each of its own name", () => {
  assert.ok(matrix.length >= 30, `${matrix.length}`);
  assert.equal(new Set(matrix.map(({ name }) => name)).size, matrix.length);
});
