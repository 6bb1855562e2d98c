// The real relay, the real sshd and the module, with a bad network between the client and the relay.
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { Bench } from "../bench/support/bench.mjs";
import { startFarStack } from "../bench/support/far-stack.mjs";

const nearSide = new URL("support/near-side.mjs", import.meta.url);
const octets = 1_500_000;

let bench;
let path;
let sha256;
before(async () => {
  bench = new Bench();
  path = join(bench.folder.path, "content");
  const content = randomBytes(octets);
  sha256 = createHash("sha256").update(content).digest("hex");
  await writeFile(path, content);
});
after(() => bench.end());

test("over a slow line each answer takes its round trip, and every octet arrives", async () => {
  const stack = await startFarStack(bench, "slow", { delay_ms: 40 });
  const shown = await stack.visit(nearSide, "showFile", path);
  assert.deepEqual([shown.octets, shown.sha256], [octets, sha256]);
  // TCP, the upgrade, the hello, and SSH's own: identification, key exchange, authentication, channel.
  assert.ok(shown.promptMs > 8 * 80, `${shown.promptMs} ms`);
  await stack.end();
});

test("over a line that loses packets, is narrow and falls dead for a while every octet arrives", async () => {
  const stack = await startFarStack(bench, "lossy", {
    delay_ms: 10,
    jitter_ms: 5,
    loss_percent: 2,
    rate_kbit: 6_000,
    queue_ms: 100,
  });
  const shows = stack.visit(nearSide, "showFile", path);
  await delay(1_500);
  await stack.network.set({ down: 1 });
  await delay(1_500);
  await stack.network.set({ down: 0 });
  const shown = await shows;
  assert.deepEqual([shown.octets, shown.sha256], [octets, sha256]);
  await stack.end();
});

test("each line is one of its own: both ends of another have the same addresses", async () => {
  const [one, other] = await Promise.all([
    startFarStack(bench, "one", { delay_ms: 1 }),
    startFarStack(bench, "other", { delay_ms: 60 }),
  ]);
  const [near, far] = await Promise.all([one, other].map((stack) => stack.visit(nearSide, "showFile", path)));
  assert.ok(far.promptMs > 8 * 120 && near.promptMs < far.promptMs, `${near.promptMs} and ${far.promptMs} ms`);
  await Promise.all([one.end(), other.end()]);
});
