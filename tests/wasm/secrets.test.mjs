// After its use no secret is left in the module's memory, nor in the buffers that brought it.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, test } from "node:test";
import { loadEngine } from "./support/engine.mjs";
import { octets, Person, signedIn } from "./support/person.mjs";
import { startStack } from "./support/stack.mjs";

/** Nothing else in the memory can be equal to it, and no shell takes any of it for syntax. */
const canary = () => `canary-${randomBytes(24).toString("hex")}`;

const password = canary();
const passphrase = canary();
let stack;
let keys;
before(async () => {
  stack = await startStack({ password });
  keys = {
    plain: await stack.makeKey("plain"),
    encrypted: await stack.makeKey("encrypted", { passphrase }),
    rsa: await stack.makeKey("rsa", { options: ["-t", "rsa", "-b", "2048", "-m", "PEM"] }),
  };
});
after(() => stack?.stop());

/** @returns {string[]} the names of the needles that the module's memory holds */
function found(engine, needles) {
  const memory = Buffer.from(engine.exports.memory.buffer);
  return Object.keys(needles).filter((name) => memory.includes(needles[name]));
}

/** What of a private key's text must not stay: its lines, and the secret inside, as octets. */
function partsOf(text) {
  const body = text.split("\n").filter((line) => line !== "" && !line.startsWith("-----"));
  const der = Buffer.from(body.join(""), "base64");
  const lines = Object.fromEntries(body.map((line, index) => [`line ${index + 1}`, Buffer.from(line)]).slice(1, -1));
  // Of OpenSSH's ed25519, the seed stands before the second copy of the public key; of RSA in PEM, the private exponent and the
  // primes follow the modulus.
  if (text.includes("OPENSSH")) {
    const publicKey = der.subarray(der.indexOf("ssh-ed25519") + 15, der.indexOf("ssh-ed25519") + 47);
    const seedEnd = der.lastIndexOf(publicKey);
    return { ...lines, seed: der.subarray(seedEnd - 32, seedEnd) };
  }
  return { ...lines, exponent: der.subarray(300, 364), primes: der.subarray(540, 600), raw: der.subarray(600, 900) };
}

/** A module that notes which needles its memory held while a function was called, so that finding none later says something. */
async function watched(name, needles) {
  const engine = await loadEngine();
  const call = engine.exports[name];
  engine.seen = [];
  engine.exports = {
    ...engine.exports,
    [name]: (...args) => {
      engine.seen.push(...found(engine, needles));
      return call(...args);
    },
  };
  return engine;
}

const open = (engine) => {
  return Person.open(stack.relay.socketUrl("real"), stack.acquainted, { engine });
};

async function leave(person) {
  person.say({ kind: "disconnect" });
  await person.action("closed");
}

test("a password", async () => {
  const needles = { password: Buffer.from(password) };
  const engine = await watched("gsh_reply_password", needles);
  const person = await open(engine);
  const reply = { kind: "password", password: octets(password) };
  person.reply(await person.action("authenticationPrompt"), reply);
  await person.action("shellStarted");
  assert.deepEqual(engine.seen, ["password"]);
  assert.deepEqual(found(engine, needles), []);
  assert.ok(reply.password.every((octet) => octet === 0));
  await leave(person);
  assert.deepEqual(found(engine, needles), []);
});

test("a wrong password", async () => {
  const wrong = canary();
  const needles = { wrong: Buffer.from(wrong) };
  const engine = await watched("gsh_reply_password", needles);
  const person = await open(engine);
  const first = await person.action("authenticationPrompt");
  person.reply(first, { kind: "password", password: octets(wrong) });
  await person.action("authenticationPrompt", ({ prompt }) => prompt > first.prompt);
  assert.deepEqual(engine.seen, ["wrong"]);
  assert.deepEqual(found(engine, needles), []);
  person.say({ kind: "disconnect" });
});

test("an answer to a question", async () => {
  const needles = { answer: Buffer.from(password) };
  const engine = await watched("gsh_reply_interactive", needles);
  const person = await open(engine);
  person.reply(await person.action("authenticationPrompt"), { kind: "keyboardInteractive" });
  const answer = octets(password);
  person.reply(await person.action("interactivePrompt"), { kind: "interactive", answers: [answer] });
  await person.action("shellStarted");
  assert.deepEqual(engine.seen, ["answer"]);
  assert.deepEqual(found(engine, needles), []);
  assert.ok(answer.every((octet) => octet === 0));
  await leave(person);
});

for (const name of ["plain", "rsa"]) {
  test(`a private key, its text and what it decodes to: ${name}`, async () => {
    const needles = partsOf(keys[name].text);
    const engine = await watched("gsh_reply_public_key", needles);
    const person = await open(engine);
    const reply = { kind: "publicKey", privateKey: octets(keys[name].text), certificate: "" };
    person.reply(await person.action("authenticationPrompt"), reply);
    await person.action("shellStarted");
    assert.ok(engine.seen.includes("line 2"));
    assert.deepEqual(found(engine, needles), []);
    assert.ok(reply.privateKey.every((octet) => octet === 0));
    await leave(person);
    assert.deepEqual(found(engine, needles), []);
  });
}

test("a passphrase, wrong or right, and the key that it opens", async () => {
  const wrong = canary();
  const needles = {
    wrong: Buffer.from(wrong),
    passphrase: Buffer.from(passphrase),
    ...partsOf(await stack.decrypted(keys.encrypted, passphrase)),
  };
  const engine = await watched("gsh_reply_passphrase", needles);
  const person = await open(engine);
  const privateKey = octets(keys.encrypted.text);
  person.reply(await person.action("authenticationPrompt"), { kind: "publicKey", privateKey, certificate: "" });
  const first = await person.action("passphrasePrompt");
  person.reply(first, { kind: "passphrase", passphrase: octets(wrong) });
  const second = await person.action("passphrasePrompt", ({ prompt }) => prompt > first.prompt);
  assert.deepEqual(found(engine, needles), []);
  person.reply(second, { kind: "passphrase", passphrase: octets(passphrase) });
  await person.action("shellStarted");
  assert.deepEqual(engine.seen, ["wrong", "passphrase"]);
  assert.deepEqual(found(engine, needles), []);
  await leave(person);
});

test("what is typed into a program that does not echo it", async () => {
  const typed = canary();
  const needles = { typed: Buffer.from(typed) };
  const engine = await watched("gsh_session_input", needles);
  const person = await signedIn(stack, keys.plain, { engine });
  // A line that comes while the shell gives the terminal back to programs would never be complete for `read`.
  person.type("stty -echo; printf 'gsh-%s' waits; read -r secret; stty echo; printf 'gsh-%s' read\r");
  await person.until("gsh-waits");
  person.type(`${typed}\r`);
  await person.until("gsh-read");
  await person.until("ready> ");
  assert.deepEqual(engine.seen, ["typed"]);
  assert.deepEqual(found(engine, needles), []);
  await leave(person);
});

test("the whole memory, if the session breaks", async () => {
  const engine = await loadEngine();
  const person = await signedIn(stack, keys.plain, { engine });
  person.say({ kind: "resize", size: { columns: 0, rows: 0, widthPixels: 0, heightPixels: 0 } });
  assert.equal((await person.failed()).kind, "engineFailed");
  assert.ok(new Uint8Array(engine.exports.memory.buffer).every((octet) => octet === 0));
});
