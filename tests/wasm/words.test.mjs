import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { causes, linkErrors, linkReasons, relayHops, stages } from "../../web/src/failure/words.ts";
import { loadEngine, root } from "./support/engine.mjs";

test("the words that the module may say are those that the page has texts for", async () => {
  const said = (await loadEngine()).failureWords;
  assert.deepEqual(said.stages, [...stages]);
  assert.deepEqual(said.causes, [...causes]);
  assert.deepEqual(said.hops, [...relayHops]);
  assert.deepEqual(said.reasons, [...linkReasons]);
  assert.deepEqual(said.link, [...linkErrors]);
});

test("the setbacks that the module may say are those of the contract with the page", async () => {
  const contract = await readFile(`${root}web/src/worker/messages.ts`, "utf8");
  const [, union] = /export type Setback =([^;]*);/.exec(contract);
  assert.deepEqual(
    (await loadEngine()).failureWords.setbacks,
    [...union.matchAll(/"(\w+)"/g)].map(([, word]) => word),
  );
});

test("the wire protocol's document numbers the reasons and hops that the module knows, in their order", async () => {
  const { reasons, hops } = (await loadEngine()).failureWords;
  const document = await readFile(`${root}docs/wire-protocol.md`, "utf8");
  const [, hopLine] = /^Hops: (.*?)\. /m.exec(document);
  const numbered = (text) => [...text.matchAll(/(\d+) `(\w+)`/g)].map(([, number, word]) => [Number(number), word]);
  const fromOne = (words) => words.map((word, index) => [index + 1, word]);
  assert.deepEqual(numbered(hopLine), fromOne(hops));
  const table = document.split("\n").filter((line) => /^\| \d+ `/.test(line));
  assert.deepEqual(numbered(table.join("\n")), fromOne(reasons));
});

test("the version names what the module is made of", async () => {
  assert.match((await loadEngine()).version, /^glasshell \d+\.\d+\.\d+ \(libssh2 1\.11\.1, OpenSSL 3\.5\.\d+\)$/);
});
