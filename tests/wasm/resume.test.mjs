// A session that outlives its sockets: when it wants another one, what it says there, and what the person is told.
import assert from "node:assert/strict";
import { test } from "node:test";
import { beat, bye, refuse, sessionId, sessionSecret, welcome } from "./support/frames.mjs";
import { nodeBanner, ScriptedRelay } from "./support/scripted-relay.mjs";

const lastKinds = (relay, kinds) => assert.deepEqual(relay.kinds(), kinds);

test("a socket that closes leaves the session waiting, and another one is wanted at once", async () => {
  const relay = await ScriptedRelay.opened();
  relay.now += 1_500;
  assert.equal(relay.session.lastHeardMs(relay.now), 1_500);
  relay.session.socketClosed(relay.now);
  assert.deepEqual(relay.actions(), [{ kind: "linkLost", lastHeardMs: 1_500 }]);
  assert.equal(relay.session.wantsClose, false);
  assert.equal(relay.session.wantsSocket(relay.now), true);
  assert.equal(relay.session.wantsSocket(relay.now), false, "it was said");
  assert.deepEqual(relay.frames(), []);
});

test("the next socket's hello claims the session, with a fresh proof", async () => {
  const relay = await ScriptedRelay.opened({ proof: new TextEncoder().encode("first") });
  relay.session.socketClosed(relay.now);
  const proof = new TextEncoder().encode("second");
  relay.session.setProof(proof);
  assert.ok(
    proof.every((octet) => octet === 0),
    "wiped",
  );
  relay.session.socketOpened(relay.now);
  const [hello, ...more] = relay.frames();
  assert.deepEqual(more, []);
  assert.equal(hello.proof.toString(), "second");
  const { id, secret, attempt, received } = hello.claim;
  assert.deepEqual([id, attempt, received], [sessionId, 1, nodeBanner.length]);
  assert.deepEqual(secret, sessionSecret);
});

test("the session goes on: what was lost comes again, once and in order", async () => {
  const relay = await ScriptedRelay.opened();
  const whole = Buffer.from(relay.stream);
  assert.match(whole.toString("latin1"), /^SSH-2\.0-/);
  for (const arrived of [0, 1, whole.length - 1, whole.length]) {
    relay.stream = whole.subarray(0, arrived);
    relay.session.socketClosed(relay.now);
    relay.now += 2_000;
    relay.resume();
    relay.frames();
    assert.deepEqual(relay.stream, whole, `after ${arrived} octets`);
    lastKinds(relay, ["linkLost", "linkResumed"]);
  }
});

test("octets of the node that come over the next socket follow those of the last", async () => {
  const relay = await ScriptedRelay.create();
  relay.session.start(relay.now);
  relay.hear(welcome());
  relay.frames();
  relay.say(nodeBanner.slice(0, 10));
  relay.session.socketClosed(relay.now);
  const [hello] = relay.resume();
  assert.equal(hello.claim.received, 10);
  relay.actions();
  relay.say(`${nodeBanner.slice(10)}${"\0".repeat(40)}`);
  relay.wait(0);
  // The banner was whole: what follows it is no packet, and the engine says so of the node's packet, not of its banner.
  const failed = relay.actions().find(({ kind }) => kind === "failed");
  assert.equal(failed.stage, "key_exchange");
});

test("how long it was away is told", async () => {
  const relay = await ScriptedRelay.opened();
  relay.session.socketClosed(relay.now);
  relay.now += 61_500;
  relay.resume();
  assert.deepEqual(
    relay.actions().filter(({ kind }) => kind !== "linkLost"),
    [{ kind: "linkResumed", awayMs: 61_500 }],
  );
});

test("tries follow one another every two seconds while the page is seen, and a try that hangs is given up", async () => {
  const relay = await ScriptedRelay.opened();
  relay.session.setVisible(true, relay.now);
  relay.session.socketClosed(relay.now);
  assert.equal(relay.untilSocketWanted(0), 0);
  relay.actions();
  for (let attempt = 1; attempt <= 5; attempt += 1) {
    const took = relay.untilSocketWanted(10_000);
    assert.ok(took >= 1_900 && took <= 2_100, `${took} ms`);
    const [retry] = relay.actions();
    assert.deepEqual([retry.kind, retry.attempt, retry.reason], ["linkRetry", attempt, ""]);
  }
});

test("a try that fails at once is followed by the next after two seconds, and says when", async () => {
  const relay = await ScriptedRelay.opened();
  relay.session.socketClosed(relay.now);
  relay.untilSocketWanted(0);
  relay.actions();
  relay.session.socketFailed(relay.now);
  const [{ kind, attempt, nextMs }] = relay.actions();
  assert.deepEqual([kind, attempt], ["linkRetry", 1]);
  assert.ok(nextMs >= 1_500 && nextMs <= 2_000, `${nextMs} ms`);
  assert.ok(relay.untilSocketWanted(10_000) <= nextMs + 1);
});

test("tries of a page that nobody sees are further and further apart, and one comes at once when it is seen", async () => {
  const relay = await ScriptedRelay.opened();
  relay.session.setVisible(false, relay.now);
  relay.session.socketClosed(relay.now);
  for (let i = 0; i < 12; i += 1) {
    assert.ok(relay.untilSocketWanted(70_000) !== null);
    relay.session.socketFailed(relay.now);
  }
  relay.session.setVisible(true, relay.now);
  assert.equal(relay.untilSocketWanted(0), 0);
});

test("a nudge brings a try at once", async () => {
  const relay = await ScriptedRelay.opened();
  relay.session.socketClosed(relay.now);
  relay.untilSocketWanted(0);
  relay.session.socketFailed(relay.now);
  assert.equal(relay.session.wantsSocket(relay.now), false);
  relay.session.nudge(relay.now);
  assert.equal(relay.session.wantsSocket(relay.now), true);
});

test("before the start, and after the end, a nudge and being seen are of no consequence", async () => {
  const relay = await ScriptedRelay.create();
  relay.session.nudge(relay.now);
  relay.session.setVisible(true, relay.now);
  assert.equal(relay.session.wantsSocket(relay.now), false);
  assert.equal(relay.session.lastHeardMs(relay.now), null);
  relay.session.start(relay.now);
  relay.session.nudge(relay.now);
  assert.equal(relay.untilSocketWanted(10_000), null);
  relay.session.disconnect(relay.now);
  relay.session.nudge(relay.now);
  relay.session.setVisible(false, relay.now);
  assert.equal(relay.untilSocketWanted(60_000), null);
});

test("a socket that opens after it was given up is as good as another", async () => {
  const relay = await ScriptedRelay.opened();
  relay.session.socketClosed(relay.now);
  relay.untilSocketWanted(0);
  relay.untilSocketWanted(10_000);
  relay.actions();
  relay.resume();
  lastKinds(relay, ["linkResumed"]);
});

test("a silent relay is found out within ten seconds while the page is seen; its socket is to be closed", async () => {
  const relay = await ScriptedRelay.opened();
  relay.session.setVisible(true, relay.now);
  const began = relay.now;
  relay.wait(60_000, () => relay.session.wantsClose);
  assert.ok(relay.now - began <= 10_000, `${relay.now - began} ms`);
  assert.deepEqual(relay.actions(), [{ kind: "linkLost", lastHeardMs: relay.now - began }]);
  assert.deepEqual(relay.frames(), [], "nothing more goes into it");
  relay.session.socketClosed(relay.now);
  assert.equal(relay.session.wantsClose, false);
  assert.equal(relay.session.wantsSocket(relay.now), true);
  relay.resume();
  lastKinds(relay, ["linkResumed"]);
});

test("a silent relay is given a minute while nobody sees the page", async () => {
  const relay = await ScriptedRelay.opened();
  relay.session.setVisible(false, relay.now);
  const began = relay.now;
  relay.wait(120_000, () => relay.session.wantsClose);
  const took = relay.now - began;
  assert.ok(took >= 60_000 && took <= 80_000, `${took} ms`);
  lastKinds(relay, ["linkLost"]);
});

test("beats come at the pace of the page", async () => {
  for (const [visible, times] of [
    [true, [3_000, 6_000, 9_000, 12_000]],
    [false, [15_000]],
  ]) {
    const relay = await ScriptedRelay.opened();
    relay.session.setVisible(visible, relay.now);
    relay.frames();
    const began = relay.now;
    const asked = [];
    relay.wait(times.at(-1), () => {
      for (const { kind, stamp } of relay.frames()) {
        if (kind !== "beat") continue;
        asked.push(relay.now - began);
        relay.hear(beat(true, stamp));
      }
      return false;
    });
    assert.deepEqual(asked, times);
    assert.ok(!relay.kinds().includes("linkLost"));
  }
});

test("a network that came back gets a second socket beside a silent one, and the first goes on until then", async () => {
  const relay = await ScriptedRelay.opened();
  relay.now += 5_000;
  relay.session.nudge(relay.now);
  assert.equal(relay.session.wantsSocket(relay.now), true);
  lastKinds(relay, []);
  assert.equal(relay.session.wantsClose, false);
  relay.resume();
  lastKinds(relay, []);
  relay.session.socketClosed(relay.now);
  lastKinds(relay, ["linkLost"]);
});

test("a socket that answers after all needs no successor", async () => {
  const relay = await ScriptedRelay.opened();
  relay.now += 5_000;
  relay.session.nudge(relay.now);
  relay.hear(beat(true, 0n));
  assert.equal(relay.untilSocketWanted(1_000), null);
});

test("a socket that was heard a moment ago has a second to answer a nudge", async () => {
  const relay = await ScriptedRelay.opened();
  relay.now += 500;
  relay.session.nudge(relay.now);
  assert.ok(relay.frames().some(({ kind }) => kind === "beat"));
  assert.equal(relay.untilSocketWanted(10_000), 1_000);
});

test("a page that is seen again asks, and wants another socket if nothing comes", async () => {
  const relay = await ScriptedRelay.opened();
  relay.session.setVisible(false, relay.now);
  relay.wait(12_000);
  relay.frames();
  relay.session.setVisible(true, relay.now);
  assert.ok(relay.frames().some(({ kind }) => kind === "beat"));
  assert.equal(relay.untilSocketWanted(10_000), 1_000);
});

test("a refusal that may be tried again is waited out, with its reason", async () => {
  const relay = await ScriptedRelay.opened();
  relay.session.socketClosed(relay.now);
  relay.untilSocketWanted(0);
  relay.actions();
  relay.session.socketOpened(relay.now);
  relay.frames();
  relay.hear(refuse("relay", 6, 20_000));
  assert.equal(relay.session.wantsClose, true);
  const [retry] = relay.actions();
  assert.deepEqual([retry.kind, retry.reason], ["linkRetry", "too_many_links"]);
  assert.ok(retry.nextMs >= 20_000 && retry.nextMs <= 25_000);
  relay.session.socketClosed(relay.now);
  const took = relay.untilSocketWanted(60_000);
  assert.ok(took >= 20_000 && took <= 25_000, `${took} ms`);
  assert.equal(relay.resume()[0].claim.attempt, 2);
  lastKinds(relay, ["linkResumed"]);
});

for (const [number, reason] of [
  [17, "session_unknown"],
  [18, "session_expired"],
  [23, "session_wrong_secret"],
  [24, "session_wrong_user"],
  [25, "session_superseded"],
  [26, "session_evicted"],
]) {
  test(`a refusal that is final ends the session, and says why: ${reason}`, async () => {
    const relay = await ScriptedRelay.opened();
    relay.session.socketClosed(relay.now);
    relay.untilSocketWanted(0);
    relay.actions();
    relay.session.socketOpened(relay.now);
    relay.frames();
    relay.hear(refuse("session", number));
    assert.deepEqual(relay.actions(), [{ kind: "linkRefused", hop: "session", reason, retryAfterMs: 0, text: "" }]);
    assert.equal(relay.session.wantsClose, true);
    relay.session.socketClosed(relay.now);
    relay.session.nudge(relay.now);
    assert.equal(relay.untilSocketWanted(3_600_000), null);
    assert.equal(relay.session.waitMs(relay.now), null);
  });
}

test("a welcome that cannot be true fails the session: another session, more than was sent", async () => {
  for (const greeting of [{ id: "ff".repeat(16) }, { received: 1_000_000 }, { receiveLimit: 1 }]) {
    const relay = await ScriptedRelay.opened();
    relay.session.socketClosed(relay.now);
    relay.actions();
    relay.resume(greeting);
    assert.deepEqual(relay.actions(), [{ kind: "linkFailed", error: "counts_impossible" }]);
  }
});

test("a session that was never welcomed ends with its socket", async () => {
  const relay = await ScriptedRelay.create();
  relay.session.start(relay.now);
  relay.frames();
  relay.session.socketClosed(relay.now);
  lastKinds(relay, []);
  assert.equal(relay.untilSocketWanted(60_000), null);
  assert.equal(relay.session.wantsClose, true);
});

test("the node's end of the stream needs no other socket", async () => {
  const relay = await ScriptedRelay.opened();
  relay.hear(bye(relay.sent, "node_tcp", 13));
  relay.session.socketClosed(relay.now);
  const kinds = relay.kinds();
  assert.equal(kinds.at(-1), "linkFinished");
  assert.ok(!kinds.includes("linkLost"));
  assert.equal(relay.untilSocketWanted(60_000), null);
});

test("what the node said last is acknowledged before the socket is closed, or the relay would keep it", async () => {
  const relay = await ScriptedRelay.opened();
  relay.say(Buffer.from([0, 0]));
  relay.hear(bye(relay.sent, "node_tcp", 13));
  assert.equal(relay.kinds().at(-1), "linkFinished");
  const acks = relay.frames().filter(({ kind }) => kind === "ack");
  assert.equal(acks.at(-1)?.consumed, relay.sent);
  assert.equal(relay.session.wantsClose, true);
});

test("the node's last octets and its end are heard over the next socket", async () => {
  const relay = await ScriptedRelay.opened();
  relay.session.socketClosed(relay.now);
  relay.resume();
  relay.hear(bye(relay.sent, "node_tcp", 13));
  assert.deepEqual(relay.actions().at(-1), {
    kind: "linkFinished",
    hop: "node_tcp",
    reason: "closed_by_node",
    text: "",
  });
});

test("SSH time stands still while the session is away: a day later no deadline of the node has passed", async () => {
  const relay = await ScriptedRelay.opened();
  relay.session.setVisible(true, relay.now);
  relay.session.socketClosed(relay.now);
  relay.wait(24 * 3_600_000, () => {
    if (relay.session.wantsSocket(relay.now)) relay.session.socketFailed(relay.now);
    return false;
  });
  assert.ok(!relay.kinds().includes("failed"));
  relay.resume();
  lastKinds(relay, ["linkResumed"]);
  // The key exchange has its time from here on, and then it is over.
  const began = relay.now;
  let failed = null;
  relay.wait(600_000, () => {
    for (const frame of relay.frames()) if (frame.kind === "beat") relay.hear(beat(true, frame.stamp));
    failed = failed ?? relay.actions().find(({ kind }) => kind === "failed");
    return failed;
  });
  assert.equal(failed.cause, "timed_out");
  const took = relay.now - began;
  assert.ok(took >= 19_000 && took <= 21_000, `${took} ms`);
});

test("a machine that slept with its socket open has not used up the node's time", async () => {
  const relay = await ScriptedRelay.opened();
  relay.now += 8 * 3_600_000;
  relay.session.tick(relay.now);
  assert.deepEqual(relay.actions(), []);
  assert.ok(relay.frames().some(({ kind }) => kind === "beat"));
});

test("who leaves while the session is away has left at once", async () => {
  const relay = await ScriptedRelay.opened();
  relay.session.socketClosed(relay.now);
  relay.actions();
  relay.session.disconnect(relay.now);
  lastKinds(relay, ["closed"]);
  assert.equal(relay.session.wantsClose, true);
  assert.equal(relay.untilSocketWanted(60_000), null);
});

test("no deadline is left that brings nothing, whatever happens while the session is away", async () => {
  const relay = await ScriptedRelay.opened();
  relay.session.setVisible(true, relay.now);
  relay.session.socketClosed(relay.now);
  let ticks = 0;
  relay.wait(60_000, () => {
    ticks += 1;
    relay.session.wantsSocket(relay.now);
    return false;
  });
  assert.ok(ticks < 100, `${ticks} wake-ups in a minute`);
});
