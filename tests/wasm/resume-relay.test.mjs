// A real shell behind a real relay, whose sockets are cut, go silent and are replaced: the same shell goes on, and not an octet is
// lost, repeated or reordered.
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { CuttingProxy } from "./support/cutting-proxy.mjs";
import { startStack } from "./support/stack.mjs";
import { Traveller } from "./support/traveller.mjs";

const shownOctets = 6_000_000;
const typedOctets = 2_000_000;

let stack;
let key;
let proxy;
before(async () => {
  stack = await startStack();
  key = await stack.makeKey("key");
  proxy = await CuttingProxy.start();
  proxy.leadTo((await stack.ownRelay("behind", proxy.settings)).port);
});
after(async () => {
  proxy?.stop();
  await stack?.stop();
});

const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

async function inShell(ways = {}) {
  proxy.cutAfter(() => Number.POSITIVE_INFINITY);
  proxy.goSilent(false);
  const traveller = await Traveller.open(proxy.socketUrl("real"), {
    key,
    changes: stack.acquainted,
    eager: true,
    ...ways,
  });
  await traveller.until("ready> ");
  return traveller;
}

test("sockets that are cut at any octet, both directions busy: both streams are whole", async (t) => {
  const traveller = await inShell();
  const content = randomBytes(shownOctets);
  const typed = randomBytes(typedOctets);
  await writeFile(join(stack.home, "content"), content, { mode: 0o644 });
  const script = [
    "stty raw -echo",
    "printf 'gsh-%s' begin",
    // What runs beside the script has no input of its own.
    "exec 3<&0",
    `head -c ${typedOctets} <&3 | sha256sum >typed &`,
    "cat content",
    "wait",
    "cat typed",
    "printf 'gsh-%s' end",
    "stty sane",
  ];
  await writeFile(join(stack.home, "both-ways"), script.join("\n"), { mode: 0o644 });
  traveller.type("sh both-ways\r");
  await traveller.until("gsh-begin");
  // From the greeting to some hundred kilobytes into the session. (A socket of Node's that is cut within its upgrade does not say so.)
  const upgradeOctets = 800;
  const longest = 300_000;
  proxy.cutAfter(() => upgradeOctets + Math.ceil(longest ** Math.random()));
  proxy.cutAll();
  traveller.type(typed);
  const shown = (await traveller.until("gsh-end")).subarray(0, -"gsh-end".length);
  proxy.cutAfter(() => Number.POSITIVE_INFINITY);
  t.diagnostic(`${proxy.cuts} cuts, ${traveller.sockets} sockets`);
  assert.ok(proxy.cuts >= 20, `${proxy.cuts} cuts`);
  assert.equal(sha256(shown.subarray(0, shownOctets)), sha256(content));
  assert.match(shown.subarray(shownOctets).toString(), new RegExp(`^${sha256(typed)} `));
  const resumed = traveller.kinds().filter((kind) => kind === "linkResumed").length;
  assert.ok(resumed >= 10, `${resumed} times`);
  traveller.leave();
});

test("a path that goes silent is found out and left for another; the shell is the same", async () => {
  const traveller = await inShell({ eager: false });
  traveller.do((session, now) => session.setVisible(true, now));
  traveller.type("mark=$RANDOM; printf 'gsh-%s\\n' $mark\r");
  await traveller.until("gsh-");
  const [mark] = (await traveller.until("\r\n")).toString().split("\r");
  proxy.goSilent();
  traveller.type("printf 'still-%s\\n' $mark\r");
  const lost = await traveller.action("linkLost");
  assert.ok(lost.lastHeardMs >= 7_000 && lost.lastHeardMs <= 10_000, `${lost.lastHeardMs} ms`);
  proxy.goSilent(false);
  const returned = performance.now();
  await traveller.action("linkResumed");
  const took = performance.now() - returned;
  assert.ok(took <= 2_500, `${took} ms`);
  await traveller.until(`still-${mark}`);
  traveller.leave();
});

test("a machine that slept takes another socket beside the one it has, and the shell does not notice", async () => {
  const traveller = await inShell({ eager: false });
  for (let i = 1; i <= 5; i += 1) {
    traveller.sleep(3_600_000);
    traveller.type(`printf 'gsh-%s\\n' moved-${i}\r`);
    await traveller.until(`gsh-moved-${i}`);
    await traveller.until("ready> ");
  }
  assert.ok(traveller.sockets >= 2, `${traveller.sockets} sockets`);
  assert.ok(!traveller.kinds().includes("linkLost"));
  traveller.leave();
});

test("the node's last octets and its end, which came while there was no socket, are shown on the next", async () => {
  const traveller = await inShell({ eager: false });
  proxy.goSilent();
  traveller.type("printf 'gsh-%s' last; exit 3\r");
  // What was typed is still on its way when the path breaks; the next one carries it.
  proxy.cutAll();
  proxy.goSilent(false);
  await traveller.until("gsh-last");
  assert.equal((await traveller.action("exited")).status, 3);
  await traveller.action("closed");
  traveller.leave();
});

test("a relay that is another one does not know the session, and the page is told so", async () => {
  const inFront = await CuttingProxy.start();
  const first = await stack.ownRelay("first", inFront.settings);
  const second = await stack.ownRelay("second", inFront.settings);
  inFront.leadTo(first.port);
  const traveller = await Traveller.open(inFront.socketUrl("real"), { key, changes: stack.acquainted });
  await traveller.until("ready> ");
  inFront.leadTo(second.port);
  inFront.cutAll();
  const refused = await traveller.action("linkRefused");
  assert.deepEqual([refused.hop, refused.reason, refused.retryAfterMs], ["session", "session_unknown", 0]);
  assert.ok(traveller.kinds().includes("linkLost"));
  traveller.leave();
  inFront.stop();
});
