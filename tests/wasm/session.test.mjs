// A whole session through the module: a real WebSocket, the real relay, a real sshd.
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { octets, Person, signedIn } from "./support/person.mjs";
import { account, startStack } from "./support/stack.mjs";

const outputOctets = 8_000_000;
const passphrase = "battery staple";

let stack;
let keys;
before(async () => {
  stack = await startStack();
  keys = {
    plain: await stack.makeKey("plain"),
    encrypted: await stack.makeKey("encrypted", { passphrase }),
    rsa: await stack.makeKey("rsa", { options: ["-t", "rsa", "-b", "2048", "-m", "PEM"] }),
    ecdsa: await stack.makeKey("ecdsa", { options: ["-t", "ecdsa", "-b", "384"] }),
  };
});
after(() => stack?.stop());

const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");
const withKey = (key) => ({ kind: "publicKey", privateKey: octets(key.text), certificate: "" });
const open = (changes, ways) => Person.open(stack.relay.socketUrl("real"), changes, ways);

/** What is said, by kind, without the beats that come whenever they come. */
const kinds = ({ actions }) => actions.map(({ kind }) => kind).filter((kind) => !/RoundTrip|roundTrip/.test(kind));

test("from an unknown host key by a password to a shell, its output, its size and its exit status", async () => {
  const person = await open({ environment: [["LANG", "C.UTF-8"]] });
  const asked = await person.action("hostKeyPrompt");
  assert.equal(asked.presented.fingerprint, stack.hostKey.fingerprint);
  assert.equal(asked.presented.blob, stack.hostKey.blob);
  assert.deepEqual(asked.known, []);
  person.reply(asked, { kind: "hostKey", decision: "accept" });
  person.reply(await person.action("userPrompt"), { kind: "user", user: account });
  const prompt = await person.action("authenticationPrompt");
  assert.deepEqual([prompt.user, prompt.last], [account, "none"]);
  assert.deepEqual(prompt.methods.toSorted(), ["keyboard-interactive", "password", "publickey"]);
  const password = octets(stack.password);
  person.reply(prompt, { kind: "password", password });
  assert.ok(password.every((octet) => octet === 0));
  await person.action("shellStarted");
  await person.until("ready> ");

  const content = randomBytes(outputOctets);
  await writeFile(join(stack.home, "content"), content, { mode: 0o644 });
  person.type("stty -opost; clear; printf 'gsh-%s' begin; cat content; printf 'gsh-%s' end; stty opost\r");
  await person.until("gsh-begin");
  const shown = (await person.until("gsh-end")).subarray(0, -"gsh-end".length);
  assert.equal(shown.length, outputOctets);
  assert.equal(sha256(shown), sha256(content));

  await person.until("ready> ");
  for (let columns = 20; columns <= 300; columns += 1) {
    person.say({ kind: "resize", size: { columns, rows: 100, widthPixels: columns * 8, heightPixels: 1_600 } });
  }
  // Sizes that follow one another closely are sent as one, the last of them within 20 ms.
  person.type('until [ "$(stty size)" = "100 300" ]; do sleep 0.01; done; printf "gsh-%s" sized\r');
  await person.until("gsh-sized");
  await person.until("ready> ");
  person.type("printf '\\xe5\\x90\\x8d%s\\n' gsh-utf8\r");
  await person.until("名gsh-utf8");
  await person.until("ready> ");

  person.type("exit 7\r");
  await person.action("closed");
  assert.deepEqual(await person.action("exited"), { kind: "exited", status: 7, signal: null, message: "" });
  assert.deepEqual(kinds(person), [
    "linkEstablished",
    "negotiated",
    "hostKeyPrompt",
    "userPrompt",
    "authenticationPrompt",
    "authenticated",
    "shellStarted",
    "exited",
    "closed",
  ]);
  assert.equal(person.failure, null);
  const { cipherToClient, kex } = await person.action("negotiated");
  assert.deepEqual([cipherToClient, kex], ["chacha20-poly1305@openssh.com", "curve25519-sha256"]);
});

for (const name of ["plain", "rsa", "ecdsa"]) {
  test(`a known host key is not asked about; signing in with a key: ${name}`, async () => {
    const person = await signedIn(stack, keys[name]);
    assert.equal((await person.action("hostKeyKnown")).presented.fingerprint, stack.hostKey.fingerprint);
    assert.equal((await person.action("authenticated")).method, "publickey");
    person.type("kill -KILL $$\r");
    await person.action("closed");
    const exited = await person.action("exited");
    assert.deepEqual([exited.status, exited.signal], [null, "KILL"]);
  });
}

test("a node that goes leaves no session behind at the relay, which would keep what was not acknowledged", async () => {
  const relay = await stack.ownRelay("relay-of-a-node-that-goes");
  const person = await Person.open(relay.socketUrl("real"), stack.acquainted);
  person.reply(await person.action("authenticationPrompt"), withKey(keys.plain));
  await person.until("ready> ");
  person.type("kill -KILL $PPID\r"); // sshd's own process of this session
  await person.action("linkFinished", ({ reason }) => reason === "closed_by_node");
  let log = "";
  while (!/event=session_(closed|detached)/.test(log)) log = await readFile(relay.log, "utf8");
  assert.match(log, /event=session_closed .*reason=closed_by_node/);
  assert.doesNotMatch(log, /event=session_detached/);
});

test("an encrypted key asks for its passphrase, again if it is wrong, and signs in with the right one", async () => {
  const person = await open(stack.acquainted);
  person.reply(await person.action("authenticationPrompt"), withKey(keys.encrypted));
  const first = await person.action("passphrasePrompt");
  assert.deepEqual([first.keyType, first.last], ["ssh-ed25519", "none"]);
  person.reply(first, { kind: "passphrase", passphrase: octets("something else") });
  const second = await person.action("passphrasePrompt", ({ last }) => last !== "none");
  assert.equal(second.last, "wrong_passphrase");
  person.reply(second, { kind: "passphrase", passphrase: octets(passphrase) });
  await person.action("authenticated");
  await person.until("ready> ");
  person.say({ kind: "disconnect" });
  await person.action("closed");
});

test("questions are asked one round after another", async () => {
  const person = await open(stack.acquainted);
  person.reply(await person.action("authenticationPrompt"), { kind: "keyboardInteractive" });
  const asked = await person.action("interactivePrompt");
  const [{ text, echo }, ...more] = asked.questions;
  assert.match(text, /Password: $/);
  assert.deepEqual([echo, more], [false, []]);
  person.reply(asked, { kind: "interactive", answers: [octets(stack.password)] });
  assert.equal((await person.action("authenticated")).method, "keyboard-interactive");
  await person.until("ready> ");
  person.say({ kind: "disconnect" });
  await person.action("closed");
});
