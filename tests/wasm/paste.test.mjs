// Five megabytes of pasted text, paced as the page paces them, arrive whole on the other side.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, test } from "node:test";
import { examinePaste } from "../../web/src/screen/paste.ts";
import { lowWaterOctets, PacedInput } from "../../web/src/session/paced-input.ts";
import { pieceOctets } from "../../web/src/session/paste-under-way.ts";
import { signedIn } from "./support/person.mjs";
import { startStack } from "./support/stack.mjs";

let stack;
let key;
before(async () => {
  stack = await startStack();
  key = await stack.makeKey("key");
});
after(() => stack?.stop());

test("a 5 MB paste has the same hash on the node, and no more than is meant to waits on the way", async () => {
  const person = await signedIn(stack, key);
  const line = 'cada ação tem uma razão: 名前と🙂, \t"quotes" and $(nothing) `at all`\r';
  const text = line.repeat(Math.ceil(5_000_000 / Buffer.byteLength(line)));
  const size = Buffer.byteLength(text);
  // Raw: the line discipline of a terminal would cut long lines and answer to control characters.
  person.type(`stty raw -echo; printf 'gsh-%s' ready; head -c ${size} | sha256sum; stty sane; printf 'gsh-%s' end\r`);
  await person.until("gsh-ready");

  let most = 0;
  let over;
  const done = new Promise((resolve) => {
    over = resolve;
  });
  const input = new PacedInput({
    send: (octets) => person.type(octets),
    progress: (progress) => progress ?? over(),
    waiting: () => {},
    refused: () => {},
    dropped: () => {},
  });
  person.onInputQueued = ({ bytes, received }) => {
    most = Math.max(most, bytes);
    input.queued(bytes, received);
  };
  const paste = await examinePaste(text, async () => {});
  assert.equal(input.paste(paste, false), null);
  await done;
  const shown = (await person.until("gsh-end")).toString();
  assert.ok(shown.includes(createHash("sha256").update(text).digest("hex")), shown);
  assert.ok(most > 0 && most <= lowWaterOctets + pieceOctets, `${most} octets waited`);
  assert.equal(person.inputQueued, 0);
  person.say({ kind: "disconnect" });
  await person.action("closed");
});
