// The messages between page and Worker: closed unions, told apart by their kind.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { SessionDriver } from "../../web/src/worker/session-driver.ts";
import { actions, checkFromWorker, fromWorker } from "./support/contract.mjs";
import { loadEngine, options, root } from "./support/engine.mjs";

const contract = (await readFile(`${root}web/src/worker/messages.ts`, "utf8")).replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, "");

/** The kinds of a union, and of the interfaces and unions that it names. */
function kindsOf(name) {
  const declaration = new RegExp(`export (?:type ${name} =|interface ${name} )([\\s\\S]*?)(?=\\nexport |$)`).exec(
    contract,
  );
  assert.ok(declaration, name);
  const members = declaration[1];
  const kinds = [...members.matchAll(/readonly kind: "(\w+)"/g)].map(([, kind]) => kind);
  const named = [...members.matchAll(/^ {2}\| (\w+);?$/gm)].map(([, other]) => other);
  return [...kinds, ...named.flatMap(kindsOf)].sort();
}

test("every message that the Worker posts is one of the contract's", () => {
  assert.deepEqual(Object.keys(fromWorker).sort(), kindsOf("FromWorker"));
  assert.deepEqual(Object.keys(actions).sort(), kindsOf("Action"));
});

test("the check finds a message without a kind, with a field too many, too few, or of another type", () => {
  const good = { kind: "socketFailed", opened: false, code: 1006, text: "" };
  checkFromWorker(good);
  for (const bad of [
    {},
    { ...good, kind: "other" },
    { ...good, more: 1 },
    { kind: "socketFailed", opened: false, code: 1006 },
    { ...good, code: "1006" },
    { kind: "action", action: { kind: "shellStarted", prompt: 1 } },
    { kind: "action", action: { kind: "unknown" } },
  ]) {
    assert.throws(() => checkFromWorker(bad), JSON.stringify(bad));
  }
});

/** A driver whose socket is a script's. */
async function drivenSession() {
  const posted = [];
  const socket = { readyState: 0, protocol: "", close() {}, send() {} };
  const engine = loadEngine();
  const driver = new SessionDriver({
    engine,
    openSocket: () => socket,
    fetch: () => Promise.reject(new Error("nobody asks")),
    post: (message) => posted.push(message),
    now: () => 1_000,
  });
  await engine;
  return { driver, socket, posted };
}

test("what comes before `open`, a second `open`, and what comes after the end are ignored", async () => {
  const { driver, posted } = await drivenSession();
  driver.receive({ kind: "input", bytes: new Uint8Array(1) });
  driver.receive({ kind: "commit", bytes: 1 });
  driver.receive({ kind: "open", url: "ws://a", healthUrl: "http://a/healthz", ...options() });
  driver.receive({ kind: "open", url: "ws://b", healthUrl: "http://b/healthz", ...options() });
  assert.deepEqual(posted, []);
  driver.receive({ kind: "disconnect" });
  driver.receive({ kind: "disconnect" });
  driver.receive({ kind: "input", bytes: new Uint8Array(1) });
  driver.receive({ kind: "resize", size: { columns: 0, rows: 0, widthPixels: 0, heightPixels: 0 } });
  assert.deepEqual(posted, [{ kind: "action", action: { kind: "closed" } }]);
});

test("a page that asks for what cannot be ends the session with one message, and every secret is gone", async () => {
  const { driver, socket, posted } = await drivenSession();
  driver.receive({ kind: "open", url: "ws://a", healthUrl: "http://a/healthz", ...options() });
  await new Promise(setImmediate);
  Object.assign(socket, { readyState: 1, protocol: "glasshell.v1" });
  socket.onopen();
  driver.receive({ kind: "resize", size: { columns: 0, rows: 24, widthPixels: 0, heightPixels: 0 } });
  driver.receive({ kind: "resize", size: { columns: 0, rows: 24, widthPixels: 0, heightPixels: 0 } });
  assert.deepEqual(
    posted.map(({ kind }) => kind),
    ["engineFailed"],
  );
  for (const message of posted) checkFromWorker(message);
});
