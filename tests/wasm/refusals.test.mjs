// What does not come up, through the module and a real relay: each says at which hop and why, and no session is left open.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { octets, Person, signedIn } from "./support/person.mjs";
import { account, startStack } from "./support/stack.mjs";

let stack;
let keys;
before(async () => {
  stack = await startStack();
  keys = {
    plain: await stack.makeKey("plain"),
    stranger: await stack.makeKey("stranger", { allowed: false }),
    encrypted: await stack.makeKey("encrypted", { passphrase: "battery staple" }),
  };
});
after(() => stack?.stop());

const open = (node = "real", changes = stack.acquainted) => Person.open(stack.relay.socketUrl(node), changes);
const key = (text) => ({ kind: "publicKey", privateKey: octets(text), certificate: "" });

/** The prompt that follows an answer. */
async function answered(person, prompt, reply) {
  person.reply(prompt, reply);
  return person.action(prompt.kind, (next) => next.prompt > prompt.prompt);
}

test("an unknown node is refused by the relay, by name", async () => {
  const { hop, reason, retryAfterMs } = await (await open("nobody")).action("linkRefused");
  assert.deepEqual([hop, reason, retryAfterMs], ["access", "unknown_node", 0]);
});

test("a node whose port is closed is refused at its TCP hop", async () => {
  const { hop, reason } = await (await open("closed")).action("linkRefused");
  assert.deepEqual([hop, reason], ["node_tcp", "connection_refused"]);
});

test("a server that does not speak the subprotocol is not spoken to", async () => {
  const person = await Person.open(stack.relay.socketUrl("real"), stack.acquainted, { offers: [] });
  const { opened, text } = await person.failed();
  assert.equal(opened, false);
  assert.match(text, /glasshell\.v1/);
});

test("a wrong password is denied until the server takes no more, then the session fails and says so", async () => {
  const person = await open();
  let prompt = await person.action("authenticationPrompt");
  while (prompt.methods.includes("password")) {
    prompt = await answered(person, prompt, { kind: "password", password: octets("wrong") });
    assert.deepEqual([prompt.last, prompt.lastMethod], ["denied", "password"]);
  }
  person.reply(prompt, key(keys.stranger.text));
  const failed = await person.action("failed");
  assert.deepEqual([failed.stage, failed.cause], ["authentication", "too_many_attempts"]);
  assert.match(failed.peerText, /Too many authentication failures/);
});

test("a key that the node does not know is not accepted, and another one may follow", async () => {
  const person = await open();
  const prompt = await answered(person, await person.action("authenticationPrompt"), key(keys.stranger.text));
  assert.deepEqual([prompt.last, prompt.lastMethod], ["key_not_accepted", "publickey"]);
  person.reply(prompt, key(keys.plain.text));
  await person.action("shellStarted");
  person.say({ kind: "disconnect" });
  await person.action("closed");
});

test("what is no private key is told apart: no key, the public half, a damaged one", async () => {
  const person = await open();
  let prompt = await person.action("authenticationPrompt");
  for (const [text, setback] of [
    ["not a key at all", "not_a_private_key"],
    [keys.plain.publicKey, "public_key_given"],
    [keys.plain.text.replace(/[^\n]{8}\n-----END/, "\n-----END"), "damaged_key"],
  ]) {
    prompt = await answered(person, prompt, key(text));
    assert.equal(prompt.last, setback);
  }
  person.reply(prompt, { kind: "cancel" });
  assert.equal((await person.action("failed")).cause, "authentication_cancelled");
});

test("a passphrase that is given up leads back to the choice of method, and from there to the end", async () => {
  const person = await open();
  const first = await person.action("authenticationPrompt");
  person.reply(first, key(keys.encrypted.text));
  person.reply(await person.action("passphrasePrompt"), { kind: "cancel" });
  person.reply(await person.action("authenticationPrompt", (next) => next.prompt > first.prompt), { kind: "cancel" });
  assert.equal((await person.action("failed")).cause, "authentication_cancelled");
  assert.ok(!person.actions.some(({ kind }) => kind === "authenticated"));
});

test("a changed host key shows both, is refused unless it is replaced, and asks for no credential before", async () => {
  const blob = Buffer.from(stack.hostKey.blob, "base64");
  blob[blob.length - 1] ^= 1;
  const knownHosts = [{ type: stack.hostKey.type, blob: blob.toString("base64") }];
  for (const decision of ["refuse", "accept"]) {
    const person = await open("real", { user: account, knownHosts });
    const asked = await person.action("hostKeyPrompt");
    assert.equal(asked.presented.fingerprint, stack.hostKey.fingerprint);
    assert.deepEqual(
      asked.known.map((each) => each.blob),
      knownHosts.map((each) => each.blob),
    );
    person.reply(asked, { kind: "hostKey", decision });
    const failed = await person.action("failed");
    assert.deepEqual([failed.stage, failed.cause], ["host_key", "host_key_changed"]);
    assert.ok(!person.actions.some(({ kind }) => kind === "authenticationPrompt"));
  }
  const person = await open("real", { user: account, knownHosts });
  person.reply(await person.action("hostKeyPrompt"), { kind: "hostKey", decision: "replace" });
  await person.action("authenticationPrompt");
  person.say({ kind: "disconnect" });
  await person.action("closed");
});

test("an answer to a prompt that was answered does nothing", async () => {
  const person = await open();
  const prompt = await person.action("authenticationPrompt");
  const next = await answered(person, prompt, key(keys.stranger.text));
  person.reply(prompt, key(keys.plain.text));
  person.reply(prompt, { kind: "cancel" });
  person.reply(next, key(keys.plain.text));
  await person.action("shellStarted");
  person.say({ kind: "disconnect" });
  await person.action("closed");
});

test("a relay that dies in the middle of a session is noticed at once", async () => {
  const own = await stack.ownRelay("dying");
  const person = await signedIn({ ...stack, relay: own }, keys.plain);
  await stack.processes.stop(own.child);
  await person.once("the end", () => person.isOver);
  assert.ok(person.failure !== null || person.actions.some(({ kind }) => kind === "linkFinished"));
});
