import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { actions, fromWorker } from "./support/contract.mjs";
import { compiledModule, root } from "./support/engine.mjs";

const read = (path) => readFile(root + path, "utf8");
const sorted = (names) => [...names].sort();

/** Of an export list, the names. */
async function exportList() {
  return (await read("client-wasm/exports.txt")).split("\n").filter(Boolean);
}

/** The functions that a header declares, with the names of their parameters. */
async function signatures() {
  const header = (await read("client-wasm/glasshell.h")).replace(/\/\*[\s\S]*?\*\//g, "");
  const found = new Map();
  for (const [, name, parameters] of header.matchAll(/\b(gsh_\w+)\(([^)]*)\)\s*;/g)) {
    const names = parameters.split(",").map((parameter) => /(\w+)$/.exec(parameter.trim())[1]);
    found.set(name, parameters.trim() === "void" ? [] : names);
  }
  return found;
}

/** The same, with the number of parameters of each. */
async function declarations() {
  return new Map([...(await signatures())].map(([name, parameters]) => [name, parameters.length]));
}

test("the export list names what the header declares", async () => {
  assert.deepEqual(sorted(await exportList()), sorted((await declarations()).keys()));
});

test("the documentation has every function with the parameters of the header, once", async () => {
  const documentation = await read("docs/wasm-abi.md");
  const documented = [...documentation.matchAll(/^\| `(gsh_\w+)\(([^)]*)\)`/gm)].map(([, name, parameters]) => [
    name,
    // The results' names say which they are; the documentation calls them by what they are for.
    parameters === "" ? [] : parameters.split(", ").map((each) => each.replace(/^out(_size)?$/, "result")),
  ]);
  const results = new Set(["message", "json", "output", "size", "out"]);
  const declared = [...(await signatures())].map(([name, parameters]) => {
    const handsOut = /_next_|_output$|_create$/.test(name);
    return [name, parameters.map((each) => (handsOut && results.has(each) ? "result" : each))];
  });
  const byName = ([a], [b]) => (a < b ? -1 : 1);
  assert.deepEqual(documented.sort(byName), declared.sort(byName));
});

test("the documentation has every action with its fields, and every message of the Worker", async () => {
  const documentation = await read("docs/wasm-abi.md");
  const rows = (title) => {
    const [, section] = documentation.split(`## ${title}\n`);
    return [...section.split("\n## ")[0].matchAll(/^\| (`\w+`(?:, `\w+`)*) \|(.*)\|$/gm)].map(([, kinds, text]) => [
      kinds.split(", ").map((kind) => kind.slice(1, -1)),
      text,
    ]);
  };
  const documented = new Map(rows("Actions").flatMap(([kinds, text]) => kinds.map((kind) => [kind, text])));
  assert.deepEqual(sorted(documented.keys()), sorted(Object.keys(actions)));
  for (const [kind, fields] of Object.entries(actions)) {
    for (const field of Object.keys(fields))
      assert.ok(documented.get(kind).includes(`\`${field}\``), `${kind}.${field}`);
  }
  const toWorker = [
    "open",
    "reply",
    "input",
    "resize",
    "commit",
    "screenLost",
    "visible",
    "nudge",
    "proof",
    "disconnect",
  ];
  assert.deepEqual(
    sorted(rows("The Worker").flatMap(([kinds]) => kinds)),
    sorted([...toWorker, ...Object.keys(fromWorker)]),
  );
});

test("the module exports the list, and of ours nothing else", async () => {
  const names = WebAssembly.Module.exports(await compiledModule()).map(({ name }) => name);
  assert.deepEqual(sorted(names.filter((name) => name.startsWith("gsh_"))), sorted(await exportList()));
  for (const name of ["memory", "_initialize"]) assert.ok(names.includes(name), name);
});

test("every function has the parameters of the header, in the module and in TypeScript", async () => {
  const instance = await WebAssembly.instantiate(await compiledModule(), await everyImport());
  const source = (await read("web/src/wasm/exports.ts")).replace(/,\s*\)/g, ")");
  const typed = new Map();
  for (const [, name, parameters] of source.matchAll(/\b(gsh_\w+)\(([^)]*)\):/g)) {
    typed.set(name, parameters.trim() === "" ? 0 : parameters.split(",").length);
  }
  const declared = await declarations();
  assert.deepEqual(sorted(typed.keys()), sorted(declared.keys()));
  for (const [name, count] of declared) {
    assert.equal(instance.exports[name].length, count, name);
    assert.equal(typed.get(name), count, name);
  }
});

test("the status codes of TypeScript are those of the header", async () => {
  const header = await read("client-wasm/glasshell.h");
  const { status, textKind, hostKeyDecision } = await import("../../web/src/wasm/exports.ts");
  const named = (prefix, values) =>
    Object.entries(values).map(([name, value]) => [
      prefix + name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase(),
      value,
    ]);
  const ours = [...named("GSH_", status), ...named("GSH_TEXT_", textKind), ...named("GSH_HOST_KEY_", hostKeyDecision)];
  const theirs = [...header.matchAll(/\b(GSH_\w+) = (-?\d+)/g)].map(([, name, value]) => [name, Number(value)]);
  assert.deepEqual(ours.sort(), theirs.sort());
});

test("the module imports random numbers and nothing that could open a file, ask the time or reach a network", async () => {
  const imports = WebAssembly.Module.imports(await compiledModule()).map(({ name }) => name);
  assert.deepEqual(sorted(imports), [
    "emscripten_notify_memory_growth",
    "fd_close",
    "fd_read",
    "fd_seek",
    "fd_write",
    "glasshell_fill_random",
    "proc_exit",
  ]);
});

test("the memory has a bound", async () => {
  const { exports } = await WebAssembly.instantiate(await compiledModule(), await everyImport());
  const [, mebibytes] = /memory_limit_mib (\d+)/.exec(await read("client-wasm/CMakeLists.txt"));
  const bound = Number(mebibytes) * 16;
  const have = exports.memory.buffer.byteLength / 65_536;
  assert.ok(have < bound);
  assert.throws(() => exports.memory.grow(bound - have + 1), RangeError);
});

async function everyImport() {
  const imports = {};
  for (const { module, name } of WebAssembly.Module.imports(await compiledModule())) {
    imports[module] = { ...imports[module], [name]: () => 0 };
  }
  return imports;
}
