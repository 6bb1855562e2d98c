// The C ABI in the hands of whoever wants to break it: no argument makes the module trap, and what is refused changes nothing.
import assert from "node:assert/strict";
import { test } from "node:test";
import { EngineSession } from "../../web/src/wasm/engine-session.ts";
import { status } from "../../web/src/wasm/exports.ts";
import { compiledModule, loadEngine, options } from "./support/engine.mjs";
import { data, welcome } from "./support/frames.mjs";

const now = 1_000;
const { ok, invalidArgument, outOfMemory } = status;
const highest = 0xffff_ffff;

async function bare() {
  const engine = await loadEngine();
  const place = engine.take(64);
  const create = () => {
    assert.equal(engine.exports.gsh_session_create(place), ok);
    return engine.u32(place);
  };
  return { engine, exports: engine.exports, place, create };
}

/** Every function that takes a session, called with `handle`, and then nothing but `filler`. */
function callAll(exports, handle, filler) {
  const names = Object.keys(exports).filter((name) => /^gsh_(session|reply)_/.test(name));
  const results = new Map();
  for (const name of names) {
    if (name === "gsh_session_create" || name === "gsh_session_destroy") continue;
    results.set(name, exports[name](handle, ...Array(exports[name].length - 1).fill(filler)));
  }
  assert.ok(results.size > 25);
  return results;
}

test("a handle that never was is refused by every function, whatever else is said", async () => {
  const { exports, create } = await bare();
  const handle = create();
  for (const other of [0, handle + 1, handle - 1, 12_345, 0x7fff_ffff, highest, -1, 4]) {
    if (other === handle) continue;
    assert.equal(exports.gsh_session_destroy(other), invalidArgument);
    for (const filler of [0, 1, now, highest]) {
      for (const [name, result] of callAll(exports, other, filler)) {
        const expected = name === "gsh_session_input_waiting" ? 0 : invalidArgument;
        assert.equal(result, expected, `${name}(${other}, ${filler}…)`);
      }
    }
  }
  assert.equal(exports.gsh_session_start(handle, now), ok);
});

test("a handle that is over is never one again", async () => {
  const { exports, create } = await bare();
  const first = create();
  assert.equal(exports.gsh_session_destroy(first), ok);
  assert.equal(exports.gsh_session_destroy(first), invalidArgument);
  const second = create();
  assert.notEqual(second, first);
  for (const result of callAll(exports, first, now).values()) assert.ok(result === invalidArgument || result === 0);
  assert.equal(exports.gsh_session_start(second, now), ok);
});

test("memory is freed once, whole, and where it was taken", async () => {
  const { engine, exports } = await bare();
  const piece = engine.take(100);
  engine.view(piece, 100).fill(7);
  for (const [address, size] of [
    [piece, 99],
    [piece, 101],
    [piece + 8, 92],
    [piece - 8, 100],
    [0, 0],
    [0, 100],
    [4, 4],
    [highest, 1],
    [engine.exports.memory.buffer.byteLength, 100],
  ]) {
    assert.equal(exports.gsh_memory_free(address, size), invalidArgument, `${address}, ${size}`);
  }
  assert.ok(engine.view(piece, 100).every((octet) => octet === 7));
  assert.equal(exports.gsh_memory_free(piece, 100), ok);
  assert.equal(exports.gsh_memory_free(piece, 100), invalidArgument);
  const again = engine.take(100);
  assert.equal(exports.gsh_memory_free(again, 100), ok);
});

test("addresses and sizes that lie or reach outside the memory are refused like a null", async () => {
  const { engine, exports, place, create } = await bare();
  const handle = create();
  const end = engine.exports.memory.buffer.byteLength;
  const outside = [
    [end, 1],
    [end - 1, 2],
    [end - 10, 11],
    [highest, 1],
    [highest - 3, 4],
    [0x8000_0000, 4_096],
    [0, 1],
  ];
  for (const [at, size] of outside) {
    const said = `${at}, ${size}`;
    assert.equal(exports.gsh_session_set_text(handle, 1, at, size), invalidArgument, said);
    assert.equal(exports.gsh_session_add_environment(handle, at, size, place, 1), invalidArgument, said);
    assert.equal(exports.gsh_session_add_environment(handle, place, 1, at, size), invalidArgument, said);
    assert.equal(exports.gsh_session_add_known_host(handle, at, size, place, 1), invalidArgument, said);
    assert.equal(exports.gsh_session_add_known_host(handle, place, 1, at, size), invalidArgument, said);
    assert.equal(exports.gsh_session_set_proof(handle, at, size), invalidArgument, said);
  }
  assert.equal(exports.gsh_session_start(handle, now), ok);
  for (const [at, size] of outside) {
    const said = `${at}, ${size}`;
    assert.equal(exports.gsh_session_message(handle, at, size, now), invalidArgument, said);
    assert.equal(exports.gsh_session_input(handle, at, size, place, now), invalidArgument, said);
    assert.equal(exports.gsh_reply_user(handle, 1, at, size, now), invalidArgument, said);
    assert.equal(exports.gsh_reply_password(handle, 1, at, size, now), invalidArgument, said);
    assert.equal(exports.gsh_reply_passphrase(handle, 1, at, size, now), invalidArgument, said);
    assert.equal(exports.gsh_reply_interactive(handle, 1, at, size, now), invalidArgument, said);
    assert.equal(exports.gsh_reply_public_key(handle, 1, at, size, place, 1, now), invalidArgument, said);
    assert.equal(exports.gsh_reply_public_key(handle, 1, place, 1, at, size, now), invalidArgument, said);
    assert.equal(exports.gsh_reply_new_password(handle, 1, at, size, place, 1, now), invalidArgument, said);
    assert.equal(exports.gsh_reply_new_password(handle, 1, place, 1, at, size, now), invalidArgument, said);
  }
  for (const at of [end, end - 1, end - 3, highest, highest - 3, 0x8000_0000, 0]) {
    assert.equal(exports.gsh_session_create(at), invalidArgument, String(at));
    assert.equal(exports.gsh_session_input(handle, place, 1, at, now), invalidArgument, String(at));
    for (const name of ["gsh_session_next_message", "gsh_session_next_action", "gsh_session_output"]) {
      assert.equal(exports[name](handle, at, place), invalidArgument, `${name} ${at}`);
      assert.equal(exports[name](handle, place, at), invalidArgument, `${name} ${at}`);
    }
  }
});

test("a piece of memory that is longer than a message may be is refused, however long", async () => {
  const { engine, exports, create } = await bare();
  const handle = create();
  const most = 16 * 1024 * 1024;
  const big = engine.take(most);
  assert.equal(exports.gsh_session_start(handle, now), ok);
  assert.equal(exports.gsh_reply_password(handle, 1, big, most + 1, now), invalidArgument);
  assert.equal(exports.gsh_session_message(handle, big, highest, now), ok);
  assert.equal(exports.gsh_session_next_action(handle, big, big + 4), ok);
  const json = Buffer.from(engine.view(engine.u32(big), engine.u32(big + 4))).toString();
  assert.deepEqual(JSON.parse(json), { kind: "linkFailed", error: "oversized_frame" });
});

test("more sessions than a module has room for, and more memory, are an answer and not a crash", async () => {
  const { engine, exports, place, create } = await bare();
  const handles = Array.from({ length: 16 }, create);
  assert.equal(exports.gsh_session_create(place), outOfMemory);
  assert.equal(engine.u32(place), 0);
  assert.equal(exports.gsh_session_destroy(handles[3]), ok);
  create();

  const pieces = [];
  for (let piece = 1; piece !== 0; ) {
    piece = exports.gsh_memory_take(16 * 1024 * 1024);
    if (piece !== 0) pieces.push(piece);
  }
  assert.ok(pieces.length > 1 && pieces.length < 4, `${pieces.length} times 16 MiB`);
  for (const piece of pieces) assert.equal(exports.gsh_memory_free(piece, 16 * 1024 * 1024), ok);
  const small = [];
  for (let piece = 1; piece !== 0; ) {
    piece = exports.gsh_memory_take(0);
    if (piece !== 0) small.push(piece);
  }
  assert.ok(small.length < 128);
  for (const piece of small) assert.equal(exports.gsh_memory_free(piece, 0), ok);
});

test("every function may be called after the end of a session, and says nothing new", async () => {
  const { exports, place, create } = await bare();
  const handle = create();
  assert.equal(exports.gsh_session_start(handle, now), ok);
  assert.equal(exports.gsh_session_text_message(handle, now), ok);
  for (let size = 1; size !== 0; ) {
    assert.equal(exports.gsh_session_next_action(handle, place, place + 4), ok);
    size = new DataView(exports.memory.buffer).getUint32(place + 4, true);
  }
  for (const filler of [0, 1, place, highest]) {
    for (const [name, result] of callAll(exports, handle, filler)) {
      if (name.endsWith("_ms")) assert.ok(Number.isFinite(result), name);
      else assert.ok(result >= -3 && result <= 1, `${name}(…${filler}): ${result}`);
    }
  }
  assert.equal(exports.gsh_session_next_action(handle, place, place + 4), ok);
  assert.equal(new DataView(exports.memory.buffer).getUint32(place + 4, true), 0);
});

test("whatever numbers the functions are given, none traps", async () => {
  const { engine, exports, create } = await bare();
  const numbers = [0, 1, -1, 2 ** 31, highest, 0.5, Number.NaN, Infinity, -Infinity, 1e300, now];
  let state = 1;
  const next = () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return numbers[(state >>> 8) % numbers.length];
  };
  // Without addresses that exist: what lies in the memory is the caller's own to break.
  const names = Object.keys(exports).filter((name) => name.startsWith("gsh_") && !/_take$|_destroy$/.test(name));
  const handle = create();
  exports.gsh_session_start(handle, now);
  for (let round = 0; round < 20_000; round += 1) {
    const name = names[round % names.length];
    const args = Array.from({ length: exports[name].length }, next);
    if (/^gsh_(session|reply)_/.test(name) && name !== "gsh_session_create") args[0] = handle;
    exports[name](...args);
  }
  assert.ok(engine.version.startsWith("glasshell"));
  assert.equal(exports.gsh_session_destroy(handle), ok);
});

test("random numbers that fail end the call with the page's own error, and no weak ones are used", async () => {
  const error = new Error("no randomness today");
  const engine = await loadEngine(() => {
    throw error;
  });
  const session = new EngineSession(engine, options(), now);
  assert.throws(
    () => {
      session.start(now);
      session.message(welcome(), now);
      session.message(data(Buffer.from("SSH-2.0-OpenSSH_9.2\r\n")), now);
      for (let message = session.nextMessage(); message; message = session.nextMessage());
      for (let action = session.nextAction(); action; action = session.nextAction());
    },
    (thrown) => thrown === error,
  );
});

test("the module has no exceptions, neither its own nor any that it lets through", async () => {
  const module = await compiledModule();
  assert.deepEqual(
    WebAssembly.Module.exports(module).filter(({ kind }) => kind === "tag"),
    [],
  );
  assert.deepEqual(
    WebAssembly.Module.imports(module).filter(
      ({ kind, name }) => kind === "tag" || /throw|invoke|cxa|unwind/i.test(name),
    ),
    [],
  );
});
