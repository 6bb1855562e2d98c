// The driver's part in a session that outlives its sockets: which socket carries it, and what is asked of the page for the next one.
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { refuse, welcome } from "./support/frames.mjs";
import { ScriptedSockets } from "./support/scripted-sockets.mjs";

let script;
const opened = async (changes) => {
  script = await ScriptedSockets.opened(changes);
  return script;
};
afterEach(() => script?.end());

test("a socket that is lost is followed by another one, whose hello has a fresh proof", async () => {
  const { last: first } = await opened();
  first.end();
  assert.deepEqual(script.take(), ["linkLost", "proofWanted"]);
  assert.equal(script.sockets.length, 2);
  script.last.accept();
  assert.deepEqual(script.last.frames(), [], "the proof is not there yet");
  script.prove(1);
  const [hello, ...more] = script.last.frames();
  assert.deepEqual(more, []);
  assert.equal(hello.proof.toString(), "proof 1");
  assert.equal(hello.claim.attempt, 1);
  script.last.hear(welcome({ received: first.stream, receiveLimit: 300_000 }));
  assert.deepEqual(script.take(), ["linkResumed"]);
});

test("the proof may be there before the socket is", async () => {
  await opened();
  script.last.end();
  script.prove(1, "early");
  script.last.accept();
  assert.equal(script.last.frames()[0].proof.toString(), "early");
});

test("a try that hangs is given up for the next, and its late proof is for nobody", async () => {
  await opened();
  script.say({ kind: "visible", visible: true });
  script.last.end();
  assert.deepEqual(script.take(), ["linkLost", "proofWanted"]);
  assert.equal(script.untilAsked(), 2);
  assert.equal(script.sockets.length, 3);
  assert.equal(script.sockets[1].readyState, 2, "given up");
  assert.deepEqual(script.take().sort(), ["linkRetry", "proofWanted"]);
  const late = new TextEncoder().encode("late");
  script.say({ kind: "proof", attempt: 1, proof: late });
  assert.ok(
    late.every((octet) => octet === 0),
    "wiped",
  );
  script.last.accept();
  assert.deepEqual(script.last.frames(), []);
  script.prove(2);
  assert.equal(script.last.frames()[0].proof.toString(), "proof 2");
});

test("without a proof to be had the try has failed, and the next one asks again", async () => {
  await opened();
  script.say({ kind: "visible", visible: true });
  script.last.end();
  script.take();
  script.say({ kind: "proof", attempt: 1, proof: null });
  assert.equal(script.last.readyState, 2, "its socket is of no use");
  assert.deepEqual(script.take(), ["linkRetry"]);
  assert.equal(script.untilAsked(), 2);
  assert.equal(script.sockets.length, 3);
});

test("a refusal that passes is followed by another try, one that does not ends the session", async () => {
  await opened();
  script.last.end();
  script.prove(1);
  script.last.accept();
  script.last.hear(refuse("relay", 20, 1_000));
  assert.deepEqual(script.take(), ["linkLost", "proofWanted", "linkRetry"]);
  assert.equal(script.last.readyState, 2);
  assert.equal(script.untilAsked(), 2);
  script.prove(2);
  script.last.accept();
  script.last.hear(refuse("session", 17));
  assert.deepEqual(script.take(), ["proofWanted", "linkRefused"]);
  script.wait(60_000);
  assert.deepEqual(script.take(), []);
  assert.equal(script.sockets.length, 3);
});

test("after a sleep another socket is tried at once, while the present one may still be alive", async () => {
  const { last: first } = await opened();
  script.say({ kind: "visible", visible: true });
  script.take();
  script.sleep(3_600_000);
  assert.equal(script.sockets.length, 2);
  assert.equal(first.readyState, 1);
  script.prove(1);
  script.last.accept();
  assert.equal(first.readyState, 2, "replaced");
  script.last.hear(welcome({ received: first.stream, receiveLimit: 300_000 }));
  assert.ok(!script.take().includes("linkLost"), "nobody was kept waiting");
});

test("a nudge tries at once", async () => {
  await opened();
  script.say({ kind: "visible", visible: false });
  script.last.end();
  script.wait(1_000);
  for (const socket of script.sockets.slice(1)) socket.end();
  const before = script.sockets.length;
  script.say({ kind: "nudge" });
  assert.equal(script.sockets.length, before + 1);
});

/** A page that is seen lost its relay so long ago. */
async function goneFor(ms) {
  await opened();
  script.say({ kind: "visible", visible: true });
  script.last.end();
  script.wait(ms);
}

/** Tries for so long without a relay. @return how many sockets were opened for it */
function tryInVain(ms) {
  const before = script.sockets.length;
  script.wait(ms);
  return script.sockets.length - before;
}

test("a relay that is gone for long is asked for by plain HTTP, since browsers make wait who opens sockets in vain", async () => {
  await goneFor(0);
  const tries = tryInVain(240_000);
  assert.ok(tries >= 14 && tries <= 20, `${tries} sockets`);
  // A browser lets a host have six connections that came to nothing, of those with credentials and of those without.
  const open = (kind) => script.questions.filter(({ credentials }) => credentials === kind).length;
  assert.deepEqual([open("omit"), open("include")], [6, 4]);
});

test("a question that hangs stays open, and the next one comes late enough that the browser has a connection for it", async () => {
  await goneFor(0);
  while (script.questions.length === 0) script.wait(10);
  script.wait(12_900);
  assert.equal(script.questions.length, 1);
  script.wait(10_000);
  assert.equal(script.questions.length, 2);
  const before = script.sockets.length;
  script.questions[0].answer(200);
  await new Promise(setImmediate);
  assert.equal(script.sockets.length, before + 1);
  assert.deepEqual(script.questions, [], "nobody waits for the others any more");
});

test("for two minutes no two seconds pass without a packet to the relay", async () => {
  await goneFor(0);
  // Linux: as long as a connection is being opened, and as far as its timers are exact.
  const sentAfterMs = [0, 1_000, 2_000, 3_000, 4_000, 5_000, 7_000, 11_000];
  const lives = [];
  const seen = new Map();
  for (let at = 0; at < 120_000; at += 10) {
    for (const each of [...script.sockets.slice(1), ...script.questions]) {
      if (!seen.has(each)) lives.push(seen.set(each, { from: at, to: Number.POSITIVE_INFINITY }).get(each));
      if (each.readyState === 2) seen.get(each).to = Math.min(seen.get(each).to, at);
    }
    script.wait(10);
  }
  const packets = lives.flatMap(({ from, to }) => sentAfterMs.map((after) => from + after).filter((at) => at <= to));
  packets.sort((one, other) => one - other);
  const gaps = packets
    .map((at, index) => at - (packets[index - 1] ?? 0))
    .filter((_, index) => packets[index] < 120_000);
  assert.ok(Math.max(...gaps) <= 2_100, `${Math.max(...gaps)} ms`);
});

test("a question that came to nothing at once is asked again a second later", async () => {
  await goneFor(0);
  while (script.questions.length === 0) script.wait(10);
  for (let asked = 0; asked < 3; asked += 1) {
    script.questions[0].fail();
    await new Promise(setImmediate);
    assert.deepEqual(script.questions, []);
    // A try of a socket may come in between.
    for (let waited = 0; script.questions.length === 0; waited += 10) {
      assert.ok(waited < 4_500, "asked again");
      script.wait(10);
    }
  }
});

test("a try without much hope asks for its proof when its socket is open", async () => {
  await goneFor(70_000);
  const asked = () => script.posted.filter(({ kind }) => kind === "proofWanted").length;
  assert.equal(asked(), 3);
  const before = script.sockets.length;
  while (script.sockets.length === before) script.wait(10);
  assert.equal(asked(), 3);
  script.last.accept();
  assert.equal(asked(), 4);
  script.prove(script.posted.findLast(({ kind }) => kind === "proofWanted").attempt);
  assert.equal(script.last.frames()[0].kind, "hello");
});

test("the socket is opened as soon as there is an answer", async () => {
  await goneFor(70_000);
  while (script.questions.length === 0) script.wait(10);
  const before = script.sockets.length;
  const count = script.questions.length;
  const [question] = script.questions;
  assert.equal(question.url, "http://relay/healthz");
  question.answer(503);
  await new Promise(setImmediate);
  assert.equal(script.sockets.length, before, "a proxy without a relay is none");
  script.wait(1_100);
  assert.equal(script.questions.length, count, "asked again");
  script.questions.at(-1).answer(0);
  await new Promise(setImmediate);
  assert.equal(script.sockets.length, before + 1);
  assert.deepEqual(script.questions, []);
  script.last.accept();
  const { attempt } = script.posted.findLast(({ kind }) => kind === "proofWanted");
  script.prove(attempt);
  assert.equal(script.last.frames()[0].kind, "hello");
});

test("who has reason to hope does not ask first", async () => {
  await goneFor(70_000);
  while (script.questions.length === 0) script.wait(10);
  const before = script.sockets.length;
  script.say({ kind: "nudge" });
  script.wait(300);
  assert.equal(script.sockets.length, before + 1);
});

test("who leaves while the relay is out of reach has left at once", async () => {
  await opened();
  script.last.end();
  script.take();
  script.say({ kind: "disconnect" });
  assert.deepEqual(script.take(), ["closed"]);
  assert.equal(script.last.readyState, 2);
  script.wait(60_000);
  assert.deepEqual([script.take(), script.sockets.length], [[], 2]);
});

test("what the page says before there is a socket is heard", async () => {
  script = await ScriptedSockets.begun();
  script.say({ kind: "visible", visible: true });
  script.say({ kind: "nudge" });
  script.say({ kind: "visible", visible: false });
  script.last.accept();
  assert.deepEqual(script.posted, []);
  assert.equal(script.last.frames()[0].kind, "hello");
});

test("before the relay has accepted there is no session that could go on", async () => {
  script = await ScriptedSockets.begun();
  script.last.accept();
  script.last.end(1012, "restarting");
  assert.deepEqual(script.posted, [{ kind: "socketFailed", opened: true, code: 1012, text: "restarting" }]);
  script.wait(60_000);
  assert.equal(script.sockets.length, 1);
});
