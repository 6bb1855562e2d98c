// What the screen has not committed, the node is not asked for; and everything else goes on meanwhile.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { signedIn } from "./support/person.mjs";
import { startStack } from "./support/stack.mjs";

const windowOctets = 512 * 1024;
/** The Worker keeps less than a piece back from a page that has plenty to draw. */
const pieceOctets = 64 * 1024;

let stack;
let key;
before(async () => {
  // New keys and a question every second: whoever does not answer four of them is thrown out.
  stack = await startStack({
    sshdLines: ["RekeyLimit default 1", "ClientAliveInterval 1", "ClientAliveCountMax 3"],
  });
  key = await stack.makeKey("key");
});
after(() => stack?.stop());

test("without credit output stops within the window; keys, keepalives and beats go on; Ctrl-C works; nothing is lost", async () => {
  const person = await signedIn(stack, key, { commits: false });
  person.commit();
  const before = person.received;
  person.type("seq -f 'line %08.0f' 1 100000000; printf 'gsh-%s\\n' end\r");
  await person.once("a full window", () => person.received - before > windowOctets - pieceOctets - 32 * 1024);
  const rekeys = () => person.actions.filter(({ kind }) => kind === "negotiated").length;
  const began = rekeys();
  person.say({ kind: "visible", visible: true });
  await person.once("five renewals of the keys", () => rekeys() >= began + 5);
  await person.action("roundTrip");
  const stopped = person.received - before;
  assert.ok(stopped <= windowOctets, `${stopped} octets without credit`);
  assert.equal(person.isOver, false);

  person.type("\x03");
  person.commitFromNowOn();
  // What was in the window before the interrupt is still shown, and hardly more.
  const shown = (await person.until("ready> ")).toString();
  assert.ok(shown.length < 2 * windowOctets, `${shown.length} octets until the prompt`);
  const numbers = [...shown.matchAll(/line (\d{8})\r\n/g)].map(([, number]) => Number(number));
  assert.ok(numbers.length > 10_000);
  assert.deepEqual(
    numbers,
    numbers.map((_, index) => index + 1),
  );
  person.say({ kind: "disconnect" });
  await person.action("closed");
});

test("credit in small change moves just as much", async () => {
  const person = await signedIn(stack, key, { commits: false });
  person.commit();
  const began = person.received;
  person.type("seq -f 'line %08.0f' 1 100000; printf 'gsh-%s' end\r");
  const total = 100_000 * "line 00000001\r\n".length;
  let committed = 0;
  while (person.received - began < total) {
    const limit = committed + windowOctets;
    await person.once("more output", () => person.uncommitted > 0);
    assert.ok(person.received - began <= limit, "the node sent more than it had credit for");
    committed += person.uncommitted;
    person.commit();
  }
  person.commitFromNowOn();
  await person.until("gsh-end");
  person.say({ kind: "disconnect" });
  await person.action("closed");
});

test("a screen that claims to have committed more than it got ends the session visibly", async () => {
  const person = await signedIn(stack, key, { commits: false });
  person.say({ kind: "commit", bytes: person.uncommitted + 1 });
  const failed = await person.action("failed");
  assert.equal(failed.cause, "screen_lost");
});
