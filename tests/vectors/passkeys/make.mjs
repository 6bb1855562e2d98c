// Makes passkeys.json with Chromium and its virtual authenticators. See the README beside this file.
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { chromium } from "playwright-core";

const challenge = Buffer.alloc(32, 7).toString("base64url");
const userHandle = Buffer.alloc(32, 9).toString("base64url");
const authenticators = {
  "a security key": { protocol: "ctap2", transport: "usb", hasResidentKey: true, hasUserVerification: true },
  "a key of the platform": {
    protocol: "ctap2",
    transport: "internal",
    hasResidentKey: true,
    hasUserVerification: true,
  },
  "a key that is copied to other devices": {
    protocol: "ctap2",
    transport: "internal",
    hasResidentKey: true,
    hasUserVerification: true,
    defaultBackupEligibility: true,
    defaultBackupState: true,
  },
  "a key of before FIDO2": { protocol: "u2f", transport: "usb" },
};

const server = createServer((_request, answer) =>
  answer.setHeader("content-type", "text/html").end("<title>x</title>"),
);
await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
const origin = `http://localhost:${server.address().port}`;
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });

const register = async ({ challenge, userHandle, algorithm, isOld }) => {
  const options = PublicKeyCredential.parseCreationOptionsFromJSON({
    rp: { id: "localhost", name: "Glasshell" },
    user: { id: userHandle, name: "ana", displayName: "Ana" },
    challenge,
    pubKeyCredParams: [{ type: "public-key", alg: algorithm }],
    excludeCredentials: [],
    authenticatorSelection: {
      residentKey: isOld ? "discouraged" : "preferred",
      userVerification: isOld ? "discouraged" : "required",
    },
    attestation: "none",
    timeout: 10_000,
  });
  return (await navigator.credentials.create({ publicKey: options })).toJSON().response;
};
const signIn = async ({ challenge, id, isOld }) => {
  const options = PublicKeyCredential.parseRequestOptionsFromJSON({
    rpId: "localhost",
    challenge,
    allowCredentials: [{ type: "public-key", id }],
    userVerification: isOld ? "discouraged" : "required",
    timeout: 10_000,
  });
  const { id: used, response } = (await navigator.credentials.get({ publicKey: options })).toJSON();
  return { id: used, ...response };
};

const passkeys = [];
for (const [name, options] of Object.entries(authenticators)) {
  for (const algorithm of options.protocol === "u2f" ? [-7] : [-7, -8, -257]) {
    const page = await browser.newPage();
    await page.goto(origin);
    const devtools = await page.context().newCDPSession(page);
    await devtools.send("WebAuthn.enable");
    const authenticator = { automaticPresenceSimulation: true, isUserVerified: true, ...options };
    await devtools.send("WebAuthn.addVirtualAuthenticator", { options: authenticator });
    const isOld = options.protocol === "u2f";
    const registration = await page.evaluate(register, { challenge, userHandle, algorithm, isOld });
    // Behind the hash, the flags, the counter and the model: the id, with its length (WebAuthn §6.5.1).
    const data = Buffer.from(registration.authenticatorData, "base64url");
    const id = data.subarray(55, 55 + data.readUInt16BE(53)).toString("base64url");
    const assertion = await page.evaluate(signIn, { challenge, id, isOld });
    passkeys.push({
      name,
      algorithm,
      registration: { clientDataJSON: registration.clientDataJSON, attestationObject: registration.attestationObject },
      assertion,
    });
    await page.close();
  }
}
writeFileSync(
  new URL("passkeys.json", import.meta.url),
  `${JSON.stringify({ about: `Made by make.mjs with Chromium ${browser.version()}.`, origin, challenge, userHandle, passkeys }, null, 2)}\n`,
);
await browser.close();
server.close();
