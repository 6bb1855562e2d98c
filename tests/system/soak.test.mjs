// The soak, for some seconds: `make soak` does the same for half an hour under each sanitizer.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { soak } from "./support/soak.mjs";

const program = fileURLToPath(new URL("../../build/dev/relay/glasshell-relay", import.meta.url));

test("sessions that flood, lose their sockets, go on and leave get every octet, and leave nothing behind", async () => {
  const { tally, descriptors, code, events, bugs } = await soak({
    program,
    seconds: 12,
    sessions: 24,
    shells: 1,
    seed: 1,
  });
  assert.deepEqual(tally.faults, {});
  assert.deepEqual(bugs, []);
  assert.equal(code, 0);
  assert.deepEqual(descriptors.after, descriptors.before);
  assert.ok(tally.ended > 20 && tally.left > 2 && tally.resumed > 50 && tally.shells > 1, JSON.stringify(tally));
  assert.ok(events.session_resumed >= tally.resumed, JSON.stringify(events));
  // One that was left before its client had said a word after the welcome ends with its socket; the others expire.
  assert.ok(events.session_expired > 0, JSON.stringify(events));
  assert.equal(events.session_closed, events.node_connected, JSON.stringify(events));
});
