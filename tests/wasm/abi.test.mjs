// The C ABI as a careless caller meets it: wrong handles, sizes, texts, times and orders. Every one is refused by name, and the
// session goes on.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { EngineSession } from "../../web/src/wasm/engine-session.ts";
import { status } from "../../web/src/wasm/exports.ts";
import { loadEngine, options, root } from "./support/engine.mjs";
import { ack, data, read, refuse, sessionId, welcome } from "./support/frames.mjs";

const now = 1_000;
const { ok, invalidArgument, invalidState, stalePrompt } = status;

/** A session by the bare exports, with `count` octets of memory to point at. */
async function bareSession(count = 64) {
  const engine = await loadEngine();
  const { exports } = engine;
  const place = engine.take(count);
  assert.equal(exports.gsh_session_create(place), ok);
  const handle = engine.u32(place);
  const write = (octets) => engine.view(place, octets.length).set(octets);
  return { engine, exports, place, handle, write };
}

/** A session whose link is open. */
async function openSession(changes = {}) {
  const engine = await loadEngine();
  const session = new EngineSession(engine, options(changes), now);
  session.start(now);
  session.message(welcome(), now);
  return { engine, session };
}

function actions(session) {
  const said = [];
  for (let action = session.nextAction(); action; action = session.nextAction()) said.push(action);
  return said;
}

function messages(session) {
  const sent = [];
  for (let message = session.nextMessage(); message; message = session.nextMessage()) sent.push(message.slice());
  return sent;
}

test("a null handle is an invalid argument to every function that takes one", async () => {
  const { exports } = await bareSession();
  const header = (await readFile(`${root}client-wasm/glasshell.h`, "utf8")).replace(/\/\*[\s\S]*?\*\//g, "");
  const functions = [...header.matchAll(/\bint32_t (gsh_\w+)\(\s*gsh_session session,?([^)]*)\)/g)];
  assert.ok(functions.length > 25);
  for (const [, name, rest] of functions) {
    const zeroes = rest.split(",").fill(0);
    assert.equal(exports[name](0, ...zeroes), invalidArgument, name);
  }
  assert.equal(exports.gsh_session_input_waiting(0), 0);
  assert.equal(exports.gsh_session_wait_ms(0, now), -1);
});

test("a size without memory behind it is refused", async () => {
  const { exports, handle, place } = await bareSession();
  assert.equal(exports.gsh_session_create(0), invalidArgument);
  assert.equal(exports.gsh_session_set_text(handle, 1, 0, 3), invalidArgument);
  assert.equal(exports.gsh_session_set_proof(handle, 0, 3), invalidArgument);
  assert.equal(exports.gsh_session_start(handle, now), ok);
  assert.equal(exports.gsh_session_message(handle, 0, 3, now), invalidArgument);
  assert.equal(exports.gsh_session_input(handle, 0, 3, place, now), invalidArgument);
  assert.equal(exports.gsh_session_input(handle, place, 3, 0, now), invalidArgument);
  assert.equal(exports.gsh_session_next_message(handle, 0, place), invalidArgument);
  assert.equal(exports.gsh_session_next_action(handle, place, 0), invalidArgument);
  assert.equal(exports.gsh_session_output(handle, 0, 0), invalidArgument);
  assert.equal(exports.gsh_reply_password(handle, 1, 0, 3, now), invalidArgument);
});

test("memory has a limit, and none is given beyond it", async () => {
  const { exports } = await loadEngine();
  assert.equal(exports.gsh_memory_take(16 * 1024 * 1024 + 1), 0);
  assert.equal(exports.gsh_memory_take(-1), 0);
  const most = exports.gsh_memory_take(16 * 1024 * 1024);
  assert.notEqual(most, 0);
  assert.equal(exports.gsh_memory_free(most, 16 * 1024 * 1024), ok);
});

test("memory that is given back is wiped", async () => {
  const engine = await loadEngine();
  const place = engine.take(64);
  engine.view(place, 64).fill(0xa5);
  engine.free(place, 64);
  assert.ok(!engine.view(place, 64).includes(0xa5));
});

test("text that is not UTF-8 is refused: overlong, cut, a surrogate, beyond Unicode", async () => {
  const { exports, handle, place, write } = await bareSession();
  const bad = ["ff", "c080", "c3", "e28280e2", "eda080", "f4908080", "80", "e08080", "f0808080", "fe"];
  for (const hex of bad) {
    const octets = Buffer.from(hex, "hex");
    write(octets);
    assert.equal(exports.gsh_session_set_text(handle, 1, place, octets.length), invalidArgument, hex);
  }
  for (const text of ["", "root", "Åse", "名前", "🙂", "\u{10ffff}", "\ud7ff\ue000"]) {
    const octets = Buffer.from(text);
    write(octets);
    assert.equal(exports.gsh_session_set_text(handle, 1, place, octets.length), ok, text);
  }
});

test("a text of unknown meaning, an empty name and a host key without octets are refused", async () => {
  const { exports, handle, place, write } = await bareSession();
  write(Buffer.from("name"));
  assert.equal(exports.gsh_session_set_text(handle, 3, place, 4), invalidArgument);
  assert.equal(exports.gsh_session_set_text(handle, 0, place, 4), invalidArgument);
  assert.equal(exports.gsh_session_add_environment(handle, place, 0, place, 4), invalidArgument);
  assert.equal(exports.gsh_session_add_known_host(handle, place, 0, place, 4), invalidArgument);
  assert.equal(exports.gsh_session_add_known_host(handle, place, 4, place, 0), invalidArgument);
});

test("configuration is bounded in number and size", async () => {
  const { exports, handle, place, write } = await bareSession(70_000);
  write(Buffer.alloc(70_000, "a"));
  const set = () => exports.gsh_session_add_environment(handle, place, 4, place, 4);
  for (let i = 0; i < 64; i += 1) assert.equal(set(), ok);
  assert.equal(set(), invalidArgument);
  const know = () => exports.gsh_session_add_known_host(handle, place, 4, place, 4);
  for (let i = 0; i < 64; i += 1) assert.equal(know(), ok);
  assert.equal(know(), invalidArgument);
  assert.equal(exports.gsh_session_set_text(handle, 1, place, 4 * 1024 + 1), invalidArgument);
  assert.equal(exports.gsh_session_set_proof(handle, place, 8 * 1024 + 1), invalidArgument);
  assert.equal(exports.gsh_session_add_known_host(handle, place, 4, place, 64 * 1024 + 1), invalidArgument);
});

test("a terminal has at least one cell, and not more than a screen can have", async () => {
  const { exports, handle } = await bareSession();
  const resize = (...sizes) => exports.gsh_session_resize(handle, ...sizes, now);
  assert.equal(resize(0, 24, 0, 0), invalidArgument);
  assert.equal(resize(80, 0, 0, 0), invalidArgument);
  assert.equal(resize(10_001, 24, 0, 0), invalidArgument);
  assert.equal(resize(80, -1, 0, 0), invalidArgument);
  assert.equal(resize(80, 24, 1_000_001, 0), invalidArgument);
  assert.equal(resize(300, 100, 2_400, 1_600), ok);
});

test("a time that is none is refused", async () => {
  const { exports, handle } = await bareSession();
  for (const time of [Number.NaN, Infinity, -Infinity, 1e300]) {
    assert.equal(exports.gsh_session_start(handle, time), invalidArgument, String(time));
    assert.equal(exports.gsh_session_wait_ms(handle, time), -1, String(time));
  }
});

test("a clock that goes back does not make the session wait longer", async () => {
  const { session } = await openSession();
  const wait = session.waitMs(now);
  assert.ok(wait > 0);
  assert.ok(session.waitMs(now - 900) <= wait);
});

test("what needs a started session says so before, and starting twice is refused", async () => {
  const { exports, handle, place, write } = await bareSession();
  write(welcome().subarray(0, 64));
  assert.equal(exports.gsh_session_message(handle, place, 64, now), invalidState);
  assert.equal(exports.gsh_session_text_message(handle, now), invalidState);
  assert.equal(exports.gsh_session_socket_closed(handle, now), invalidState);
  assert.equal(exports.gsh_session_input(handle, place, 4, place, now), invalidState);
  assert.equal(exports.gsh_session_commit(handle, 4, now), invalidState);
  assert.equal(exports.gsh_session_tick(handle, now), invalidState);
  assert.equal(exports.gsh_session_probe(handle, now), invalidState);
  assert.equal(exports.gsh_session_wait_ms(handle, now), -1);
  assert.equal(exports.gsh_session_next_action(handle, place, place + 4), ok);
  assert.equal(exports.gsh_session_next_message(handle, place, place + 4), ok);
  assert.equal(exports.gsh_session_start(handle, now), ok);
  assert.equal(exports.gsh_session_start(handle, now), invalidState);
});

test("after the start nothing is configured any more but the proof of the next hello", async () => {
  const { exports, handle, place, write } = await bareSession();
  write(Buffer.from("name"));
  assert.equal(exports.gsh_session_start(handle, now), ok);
  assert.equal(exports.gsh_session_set_text(handle, 1, place, 4), invalidState);
  assert.equal(exports.gsh_session_add_environment(handle, place, 4, place, 4), invalidState);
  assert.equal(exports.gsh_session_add_known_host(handle, place, 4, place, 4), invalidState);
  assert.equal(exports.gsh_session_set_proof(handle, place, 4), ok);
});

test("a reply to no prompt is stale, whatever its kind, and changes nothing", async () => {
  const { session } = await openSession();
  const secret = () => new Uint8Array([1, 2, 3]);
  const replies = [
    { kind: "hostKey", decision: "accept" },
    { kind: "user", user: "root" },
    { kind: "password", password: secret() },
    { kind: "publicKey", privateKey: secret(), certificate: "" },
    { kind: "keyboardInteractive" },
    { kind: "passphrase", passphrase: secret() },
    { kind: "interactive", answers: [secret(), secret()] },
    { kind: "newPassword", oldPassword: secret(), newPassword: secret() },
    { kind: "cancel" },
  ];
  for (const prompt of [0, 1, 7, 0xffff_ffff]) {
    for (const reply of replies) assert.equal(session.reply(prompt, reply, now), false, reply.kind);
  }
  assert.deepEqual(
    actions(session).map(({ kind }) => kind),
    ["linkEstablished"],
  );
});

test("a decision about a host key that is none of the three is refused", async () => {
  const { exports, handle } = await bareSession();
  assert.equal(exports.gsh_session_start(handle, now), ok);
  assert.equal(exports.gsh_reply_host_key(handle, 1, 3, now), invalidArgument);
  assert.equal(exports.gsh_reply_host_key(handle, 1, -1, now), invalidArgument);
  assert.equal(exports.gsh_reply_host_key(handle, 1, 1, now), stalePrompt);
});

test("answers whose sizes do not add up are refused", async () => {
  const { exports, handle, place, write } = await bareSession();
  assert.equal(exports.gsh_session_start(handle, now), ok);
  for (const hex of ["00", "000000", "05000000aabb", "01000000aa02000000bb", "ffffffff"]) {
    const octets = Buffer.from(hex, "hex");
    write(octets);
    assert.equal(exports.gsh_reply_interactive(handle, 1, place, octets.length, now), invalidArgument, hex);
  }
  write(Buffer.from("01000000aa00000000", "hex"));
  assert.equal(exports.gsh_reply_interactive(handle, 1, place, 9, now), stalePrompt);
});

test("output that is not there cannot be taken", async () => {
  const { exports, handle } = await bareSession();
  assert.equal(exports.gsh_session_output_taken(handle, 1), invalidArgument);
  assert.equal(exports.gsh_session_output_taken(handle, 0), ok);
});

test("committing more than was taken fails the session visibly, once the shell could run", async () => {
  const { session } = await openSession();
  session.commit(1, now);
  const [, failed] = actions(session);
  assert.deepEqual([failed.kind, failed.cause], ["failed", "screen_lost"]);
});

test("the proof goes out in the hello, once, and is wiped on both sides", async () => {
  const proof = new TextEncoder().encode("a signed token, and nobody's business");
  const needle = Buffer.from(proof);
  const engine = await loadEngine();
  const session = new EngineSession(engine, options({ proof }), now);
  assert.ok(proof.every((octet) => octet === 0));
  session.start(now);
  const [hello, ...more] = messages(session).map(read);
  assert.equal(more.length, 0);
  assert.equal(hello.kind, "hello");
  assert.equal(hello.receiveLimit, 262_144);
  assert.deepEqual(hello.proof, needle);
  assert.equal(Buffer.from(engine.exports.memory.buffer).indexOf(needle), -1);
});

test("a relay's refusal is one action with all that it said, in any script", async () => {
  const engine = await loadEngine();
  const session = new EngineSession(engine, options(), now);
  session.start(now);
  session.message(refuse("node_tcp", 9, 1_500, 'não "é" possível \\ 名前\n'), now);
  assert.deepEqual(actions(session), [
    {
      kind: "linkRefused",
      hop: "node_tcp",
      reason: "connection_refused",
      retryAfterMs: 1_500,
      text: 'não "é" possível \\ 名前\n',
    },
  ]);
  messages(session);
  assert.equal(session.wantsClose, true);
});

test("an accepted link names its session, and the engine speaks at once", async () => {
  const { session } = await openSession();
  assert.deepEqual(actions(session), [{ kind: "linkEstablished", custody: "browser", sessionId, graceMs: 60_000 }]);
  const sent = messages(session).map(read);
  assert.equal(
    Buffer.concat(sent.filter(({ kind }) => kind === "data").map(({ octets }) => octets)).toString(),
    "SSH-2.0-Glasshell\r\n",
  );
});

test("a relay that would run the engine itself is refused, since nobody here speaks its vocabulary", async () => {
  const engine = await loadEngine();
  const session = new EngineSession(engine, options(), now);
  session.start(now);
  session.message(welcome({ custody: 2 }), now);
  assert.deepEqual(actions(session), [{ kind: "linkFailed", error: "unsupported_version" }]);
});

test("what a peer sends in place of an identification is shown as text, whatever octets it is made of", async () => {
  const { session } = await openSession();
  actions(session);
  const garbage = Uint8Array.from({ length: 256 }, (_, octet) => octet);
  session.message(data(Buffer.concat([garbage, Buffer.from("\r\n".repeat(3)), Buffer.alloc(16_384, 0xfe)])), now);
  const [failed] = actions(session);
  assert.equal(failed.kind, "failed");
  assert.equal(failed.stage, "banner");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
  assert.doesNotMatch(failed.peerText, /[\x00-\x08\x0b-\x1f\x7f]/);
});

test("a message over the limit fails the link without being copied", async () => {
  const { engine, session } = await openSession();
  actions(session);
  const before = engine.exports.memory.buffer.byteLength;
  session.message(new Uint8Array(100 * 1024 * 1024), now);
  assert.deepEqual(actions(session), [{ kind: "linkFailed", error: "oversized_frame" }]);
  assert.equal(engine.exports.memory.buffer.byteLength, before);
});

test("after its end a session takes no more, and says no more", async () => {
  const { session } = await openSession();
  session.textMessage(now);
  assert.deepEqual(
    actions(session).map(({ kind }) => kind),
    ["linkEstablished", "linkFailed"],
  );
  session.message(data([1, 2, 3]), now);
  session.message(ack(1, 1), now);
  session.textMessage(now);
  session.commit(5, now);
  session.resize({ columns: 100, rows: 30, widthPixels: 0, heightPixels: 0 }, now);
  session.screenLost(now);
  session.disconnect(now);
  session.probe(now);
  session.tick(now + 100_000);
  assert.equal(session.input(new Uint8Array(10), now), 0);
  assert.deepEqual(actions(session), []);
  assert.equal(session.waitMs(now), null);
});

test("leaving before the start, and before the relay has answered, closes at once", async () => {
  for (const start of [false, true]) {
    const engine = await loadEngine();
    const session = new EngineSession(engine, options(), now);
    if (start) session.start(now);
    session.disconnect(now);
    assert.deepEqual(actions(session), [{ kind: "closed" }]);
    messages(session);
    assert.equal(session.wantsClose, true);
  }
});

test("sessions of one module are independent of one another", async () => {
  const engine = await loadEngine();
  const [one, other] = [new EngineSession(engine, options(), now), new EngineSession(engine, options(), now)];
  one.start(now);
  other.start(now);
  one.textMessage(now);
  one.dispose();
  other.message(welcome(), now);
  assert.deepEqual(actions(other), [{ kind: "linkEstablished", custody: "browser", sessionId, graceMs: 60_000 }]);
  other.dispose();
});

test("a hundred sessions one after another leave the memory as it was", async () => {
  const engine = await loadEngine();
  const run = () => {
    const session = new EngineSession(engine, options({ proof: new Uint8Array(100) }), now);
    session.start(now);
    session.message(welcome(), now);
    messages(session);
    actions(session);
    session.dispose();
  };
  for (let i = 0; i < 10; i += 1) run();
  const before = engine.exports.memory.buffer.byteLength;
  for (let i = 0; i < 100; i += 1) run();
  assert.equal(engine.exports.memory.buffer.byteLength, before);
});
