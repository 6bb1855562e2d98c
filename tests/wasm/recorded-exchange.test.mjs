// A real session with a real sshd, recorded as the node's octets and heard again: octet by octet, cut anywhere, and over socket after
// socket. With the same random numbers the keys are the same, so what the node said then can be read now.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { EngineSession } from "../../web/src/wasm/engine-session.ts";
import { loadEngine, options } from "./support/engine.mjs";
import { octets } from "./support/person.mjs";
import { ScriptedRelay } from "./support/scripted-relay.mjs";
import { startStack } from "./support/stack.mjs";

/** What is typed at each prompt of the shell. */
const lines = [
  "stty size; seq 1 1500\r",
  "printf '\\xe5\\x90\\x8d \\033[31mred\\033[0m %s\\r\\n' gsh\r",
  "head -c 20000 /dev/zero | tr '\\0' x\r",
  "exit 5\r",
];
/** When these come depends on the clock. */
const timed = /oundTrip$|^link(Lost|Retry|Resumed|Established)$/;

let stack;
let key;
let recorded;
before(async () => {
  stack = await startStack();
  key = await stack.makeKey("key");
  recorded = await record();
});
after(() => stack?.stop());

/** Small numbers that are always the same, from 0 up to `below`. */
function numbers(seed) {
  let state = seed >>> 0 || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state % below;
  };
}
const engineWithKnownRandom = () => {
  const next = numbers(2026);
  return loadEngine((fill) => {
    for (let i = 0; i < fill.length; i += 1) fill[i] = next(256);
  });
};

/** Somebody who answers and types as soon as there is reason to. */
class Reader {
  actions = [];
  shown = Buffer.alloc(0);
  #session;
  #prompts = 0;

  constructor(session) {
    this.#session = session;
  }

  /** @return whether anything came */
  look(now) {
    const session = this.#session;
    let any = false;
    for (let action = session.nextAction(); action; action = session.nextAction()) {
      any = true;
      if (!timed.test(action.kind)) this.actions.push(action);
      if (action.kind !== "authenticationPrompt") continue;
      session.reply(action.prompt, { kind: "publicKey", privateKey: octets(key.text), certificate: "" }, now);
    }
    for (let output = session.takeOutput(1, 65_536); output; output = session.takeOutput(1, 65_536)) {
      any = true;
      this.shown = Buffer.concat([this.shown, output]);
      session.commit(output.length, now);
    }
    const line = lines[this.#prompts];
    if (line && this.shown.toString("latin1").split("ready> ").length - 2 >= this.#prompts) {
      this.#prompts += 1;
      session.input(octets(line), now);
      any = true;
    }
    return any;
  }
  get ended() {
    return this.actions.some(({ kind }) => kind === "closed" || kind === "failed");
  }
}

/** The messages of the relay, and what became of them. */
async function record() {
  const session = new EngineSession(await engineWithKnownRandom(), options(stack.acquainted), 0);
  const reader = new Reader(session);
  const origin = stack.relay.url.replace(/\/$/, "");
  const socket = new WebSocket(stack.relay.socketUrl("real"), { protocols: ["glasshell.v1"], headers: { origin } });
  socket.binaryType = "arraybuffer";
  const messages = [];
  let negotiatedAt = Number.POSITIVE_INFINITY;
  await new Promise((resolve, reject) => {
    const move = () => {
      do {
        for (let message = session.nextMessage(); message; message = session.nextMessage())
          socket.send(message.slice());
      } while (reader.look(0));
      if (reader.actions.some(({ kind }) => kind === "negotiated"))
        negotiatedAt = Math.min(negotiatedAt, messages.length);
      if (reader.ended) resolve();
    };
    socket.onopen = () => {
      session.start(0);
      move();
    };
    socket.onmessage = ({ data }) => {
      messages.push(new Uint8Array(data));
      session.message(new Uint8Array(data), 0);
      move();
    };
    socket.onclose = () => reject(new Error("the relay closed before the session had ended"));
  });
  socket.onclose = null;
  socket.close();
  const ofNode = messages.filter(([type]) => type === 4).map((message) => Buffer.from(message.subarray(1)));
  const greetings = messages.slice(0, negotiatedAt).filter(([type]) => type !== 4).length;
  return { pieces: ofNode, keysAfter: negotiatedAt - greetings, actions: reader.actions, shown: reader.shown };
}

/**
 * @param cut  how many octets of what is left of a recorded piece come next
 * @param loses  whether the socket is lost before they do
 */
async function hearAgain(cut, loses = () => false) {
  const next = numbers(7);
  const relay = ScriptedRelay.welcomed(await engineWithKnownRandom(), stack.acquainted);
  const reader = new Reader(relay.session);
  const move = () => {
    do relay.frames();
    while (reader.look(relay.now));
    // What was acknowledged cannot be lost again, so some of it always waits.
    relay.acknowledge(Math.max(relay.acknowledged, relay.stream.length - 100));
  };
  move();
  let sockets = 1;
  for (const [number, piece] of recorded.pieces.entries()) {
    for (let left = piece; left.length > 0; ) {
      if (number >= recorded.keysAfter && loses()) {
        sockets += 1;
        relay.forget(next(200));
        relay.session.socketClosed(relay.now);
        relay.resume();
        move();
      }
      const size = Math.min(left.length, cut(left.length));
      relay.say(left.subarray(0, size));
      left = left.subarray(size);
      move();
    }
  }
  return { actions: reader.actions, shown: reader.shown, sockets };
}

function assertSame({ actions, shown }) {
  assert.deepEqual(actions, recorded.actions);
  assert.ok(shown.equals(recorded.shown), `${shown.length} octets instead of ${recorded.shown.length}`);
}

test("what was recorded is a whole session", () => {
  assert.deepEqual(
    recorded.actions.slice(-2).map(({ kind, status }) => [kind, status]),
    [
      ["exited", 5],
      ["closed", undefined],
    ],
  );
  assert.match(recorded.shown.toString(), /1500\r\n/);
  assert.match(recorded.shown.toString(), /名 .*red.* gsh/);
  assert.ok(recorded.shown.includes("x".repeat(20_000)));
});

test("heard again as it was, it is the same", async () => {
  assertSame(await hearAgain((left) => left));
});

test("octet by octet it is the same", async () => {
  assertSame(await hearAgain(() => 1));
});

for (let seed = 1; seed <= 8; seed += 1) {
  test(`cut at random it is the same, ${seed}`, async () => {
    const next = numbers(seed);
    const longest = 4 ** seed;
    assertSame(await hearAgain(() => 1 + next(longest)));
  });
}

for (let seed = 1; seed <= 8; seed += 1) {
  test(`over socket after socket, cut at random, it is the same, ${seed}`, async () => {
    const next = numbers(seed);
    const again = await hearAgain(
      () => 1 + next(400),
      () => next(10) === 0,
    );
    assertSame(again);
    assert.ok(again.sockets > 5, `${again.sockets} sockets`);
  });
}
