// The golden frames of the link, given to the module as a relay's messages.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { EngineSession } from "../../web/src/wasm/engine-session.ts";
import { loadEngine, options, root } from "./support/engine.mjs";

const now = 1_000;
const vectors = JSON.parse(await readFile(`${root}tests/vectors/link-frames.json`, "utf8"));

/** A session that has said hello, or one that was welcomed too. */
async function session(...received) {
  const made = new EngineSession(await loadEngine(), options(), now);
  made.start(now);
  for (const hex of received) made.message(Buffer.from(hex, "hex"), now);
  return made;
}

function actions(of) {
  const said = [];
  for (let action = of.nextAction(); action; action = of.nextAction()) said.push(action);
  return said;
}

const welcome = vectors.valid.find(({ fields }) => fields.type === "welcome" && fields.custody === "browser");
const ofType = (type) => vectors.valid.filter(({ fields }) => fields.type === type);

for (const { name, hex, error } of vectors.refused) {
  test(`${name}: ${error}`, async () => {
    assert.deepEqual(actions(await session(hex)), [{ kind: "linkFailed", error }]);
  });
}

test("the hello of a session is the vector's", async () => {
  const [{ hex }] = ofType("hello");
  assert.equal(Buffer.from((await session()).nextMessage()).toString("hex"), hex);
});

test("the vector's welcome opens the link", async () => {
  assert.deepEqual(actions(await session(welcome.hex)), [
    { kind: "linkEstablished", custody: "browser", sessionId: welcome.fields.id, graceMs: 7_200_000 },
  ]);
});

for (const { name, hex, fields } of ofType("refuse")) {
  test(name, async () => {
    assert.deepEqual(actions(await session(hex)), [
      {
        kind: "linkRefused",
        hop: fields.hop,
        reason: fields.reason,
        retryAfterMs: Number(fields.retry_after_ms),
        text: fields.text,
      },
    ]);
  });
}

for (const { name, hex } of vectors.valid) {
  if (/^(01|02|03)/.test(hex)) continue;
  test(`${name}, before the welcome: unexpected_frame`, async () => {
    assert.deepEqual(actions(await session(hex)), [{ kind: "linkFailed", error: "unexpected_frame" }]);
  });
}

for (const { name, hex } of ofType("hello").concat(ofType("welcome"), ofType("refuse"))) {
  test(`${name}, after the welcome: unexpected_frame`, async () => {
    const [, failed] = actions(await session(welcome.hex, hex));
    assert.deepEqual(failed, { kind: "linkFailed", error: "unexpected_frame" });
  });
}
