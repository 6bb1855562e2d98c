// The load generator and the real relay: a small form of what the benchmarks and the soak do with thousands of links.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { Bench } from "../bench/support/bench.mjs";
import { startLoadedRelay } from "../bench/support/loaded-relay.mjs";
import { nodeName } from "../bench/support/node.mjs";

const links = 300;
const carriedOctets = 64 * 1024;

let bench;
let loaded;
before(async () => {
  bench = new Bench();
  loaded = await startLoadedRelay(bench, "load", { [nodeName]: (await bench.node()).port });
});
after(() => bench.end());

test("hundreds of links carry their octets there and back, and every keystroke has its echo", async () => {
  const { generator } = loaded;
  await generator.open("link", links);
  await generator.order("exchange", "link", carriedOctets);
  const typed = await generator.order("type", "link", links, 5, 1_000);
  assert.deepEqual([typed.lines, typed.count, typed.unanswered], [links, links * 5, 0]);
  assert.deepEqual(await generator.order("count", "link"), { open: links, losses: {} });
});

test("shells sign in through the relay and without it, and echo what is typed", async () => {
  const { generator } = loaded;
  const node = await bench.node();
  await generator.order("login", node.address, node.port, node.user, node.login.path, `${node.hostKey.path}.pub`);
  const { shell, tcp_shell } = await generator.order("echo", 20, 1, "shell", "tcp_shell");
  assert.deepEqual([shell.count, tcp_shell.count, shell.unanswered, tcp_shell.unanswered], [20, 20, 0, 0]);
});

test("links that are closed are over at the relay too, each by its client", async () => {
  const { generator, relay } = loaded;
  await generator.order("close", "link");
  const log = await readFile(relay.log, "utf8");
  assert.equal(log.match(/event=link_closed .*reason=closed_by_client/g).length, links + 1); // and the shell
  assert.doesNotMatch(log, /level=(error|warning)/);
});

test("what cannot be opened is counted by its reason", async () => {
  const { generator, relay } = loaded;
  await generator.order("relay", "127.0.0.1", relay.port, "nobody", "nobody");
  const { open, losses } = await generator.order("open", "link", 3, 3);
  assert.deepEqual([open, losses], [0, { "refused: unknown_node": 3 }]);
  await assert.rejects(generator.order("open", "door", 1, 1), /there is no kind door/);
});
