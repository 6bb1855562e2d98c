// Makes tokens.json with an implementation that is not ours. See the README beside this file.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import * as jose from "jose";

const now = 1_800_000_000;
const { version } = JSON.parse(readFileSync(createRequire(import.meta.url).resolve("jose/package.json"), "utf8"));

const claims = {
  iss: "https://dashboard.example",
  aud: "glasshell",
  sub: "ana",
  name: "Ana Júlia",
  jti: "0b9c",
  iat: now,
  nbf: now,
  exp: now + 300,
  nodes: ["web-1", "db-1"],
};

const made = async (alg, options) => {
  const { publicKey, privateKey } = await jose.generateKeyPair(alg, { extractable: true, ...options });
  return { publicKey, privateKey, pem: await jose.exportSPKI(publicKey), jwk: await jose.exportJWK(publicKey) };
};
const ed25519 = await made("EdDSA", { crv: "Ed25519" });
const p256 = await made("ES256");
const rsa = await made("RS256", { modulusLength: 2048 });
const longRsa = await made("RS256", { modulusLength: 4096 });
const p384 = await made("ES384");
const shortRsa = JSON.parse(readFileSync(new URL("short-rsa.json", import.meta.url), "utf8"));
const secret = await jose.exportJWK(await jose.generateSecret("HS256", { extractable: true }));
const secretOctets = jose.base64url.decode(secret.k);

const jwks = JSON.stringify({
  keys: [
    { ...ed25519.jwk, kid: "ed25519", use: "sig", alg: "EdDSA" },
    { ...p256.jwk, kid: "p256", key_ops: ["verify"] },
    { ...rsa.jwk, kid: "rsa", use: "sig", alg: "RS256" },
    { ...longRsa.jwk, kid: "long rsa" },
    { ...p384.jwk, kid: "p384" },
    { ...rsa.jwk, kid: "pss", alg: "PS256" },
    { ...p256.jwk, kid: "for encryption", use: "enc" },
    { ...shortRsa, kid: "short rsa" },
  ],
});
const pem = [ed25519, p256, rsa].map((key) => key.pem).join("\n");

const signed = (header, key, payload = claims) => new jose.SignJWT(payload).setProtectedHeader(header).sign(key);
const altered = (token, part, change) =>
  token
    .split(".")
    .map((text, i) => (i === part ? change(text) : text))
    .join(".");
const reencoded = (change) => (text) =>
  jose.base64url.encode(JSON.stringify(change(JSON.parse(Buffer.from(text, "base64url").toString()))));

const good = {
  "EdDSA, by its kid": ["jwks", await signed({ alg: "EdDSA", kid: "ed25519" }, ed25519.privateKey)],
  "Ed25519 by its newer name": ["jwks", await signed({ alg: "Ed25519", kid: "ed25519" }, ed25519.privateKey)],
  "ES256, by its kid": ["jwks", await signed({ alg: "ES256", kid: "p256", typ: "JWT" }, p256.privateKey)],
  "RS256, by its kid": ["jwks", await signed({ alg: "RS256", kid: "rsa" }, rsa.privateKey)],
  "RS256 with 4096 bits": ["jwks", await signed({ alg: "RS256", kid: "long rsa" }, longRsa.privateKey)],
  "EdDSA, the only one of its kind": ["jwks", await signed({ alg: "EdDSA" }, ed25519.privateKey)],
  "EdDSA, from PEM": ["pem", await signed({ alg: "EdDSA" }, ed25519.privateKey)],
  "ES256, from PEM": ["pem", await signed({ alg: "ES256" }, p256.privateKey)],
  "RS256, from PEM, with a kid that nobody knows": ["pem", await signed({ alg: "RS256", kid: "x" }, rsa.privateKey)],
  HS256: ["secret", await signed({ alg: "HS256" }, secretOctets)],
  "an audience among others": [
    "jwks",
    await signed({ alg: "EdDSA", kid: "ed25519" }, ed25519.privateKey, { ...claims, aud: ["grafana", "glasshell"] }),
  ],
};

const edToken = good["EdDSA, by its kid"][1];
const mallory = await made("ES256");
const bad = {
  unsigned_token: { none: ["jwks", new jose.UnsecuredJWT(claims).encode()] },
  wrong_algorithm: {
    "HS256 with a public key as its secret": ["pem", await signed({ alg: "HS256" }, new TextEncoder().encode(rsa.pem))],
    "HS256 with a public key as its secret, by the key's kid": [
      "jwks",
      await signed({ alg: "HS256", kid: "rsa" }, new TextEncoder().encode(rsa.pem)),
    ],
    "one key's kid, another's algorithm": ["jwks", await signed({ alg: "ES256", kid: "rsa" }, p256.privateKey)],
    "EdDSA where only a secret is known": ["secret", edToken],
  },
  wrong_signature: {
    "a key that the token brings itself": [
      "jwks",
      await signed({ alg: "ES256", kid: "p256", jwk: mallory.jwk }, mallory.privateKey),
    ],
    "a place to fetch the key from": [
      "jwks",
      await signed(
        { alg: "ES256", kid: "p256", jku: "https://mallory.example", x5u: "https://mallory.example" },
        mallory.privateKey,
      ),
    ],
    "another user's name put in": [
      "jwks",
      altered(
        edToken,
        1,
        reencoded((all) => ({ ...all, sub: "root" })),
      ),
    ],
    "a header with more in it": [
      "jwks",
      altered(
        edToken,
        0,
        reencoded((all) => ({ ...all, typ: "JWT" })),
      ),
    ],
    "no signature": ["jwks", altered(edToken, 2, () => "")],
    "a shorter signature": ["jwks", altered(edToken, 2, (text) => text.slice(0, 40))],
    "another secret": ["secret", await signed({ alg: "HS256" }, new Uint8Array(32))],
  },
  unknown_key: {
    "a kid that nobody knows": ["jwks", await signed({ alg: "EdDSA", kid: "x" }, ed25519.privateKey)],
    "the kid of a key for encryption": ["jwks", await signed({ alg: "ES256", kid: "for encryption" }, p256.privateKey)],
    "the kid of a key for another algorithm": ["jwks", await signed({ alg: "RS256", kid: "pss" }, rsa.privateKey)],
  },
  ambiguous_key: { "two RSA keys and no kid": ["jwks", await signed({ alg: "RS256" }, rsa.privateKey)] },
  unsupported_algorithm: {
    PS256: [
      "jwks",
      await signed(
        { alg: "PS256", kid: "rsa" },
        await jose.importJWK({ ...(await jose.exportJWK(rsa.privateKey)), alg: "PS256" }),
      ),
    ],
    ES384: ["jwks", await signed({ alg: "ES384", kid: "p384" }, p384.privateKey)],
    HS512: ["secret", await signed({ alg: "HS512" }, new Uint8Array(64))],
  },
  critical_header: {
    "an unencoded payload": [
      "jwks",
      await new jose.CompactSign(new TextEncoder().encode("text"))
        .setProtectedHeader({ alg: "EdDSA", kid: "ed25519", b64: true, crit: ["b64"] })
        .sign(ed25519.privateKey),
    ],
    "an extension": [
      "jwks",
      await new jose.CompactSign(new TextEncoder().encode(JSON.stringify(claims)))
        .setProtectedHeader({ alg: "EdDSA", kid: "ed25519", crit: ["exp"], exp: now })
        .sign(ed25519.privateKey, { crit: { exp: true } }),
    ],
  },
  wrong_type: {
    "an access token": ["jwks", await signed({ alg: "EdDSA", kid: "ed25519", typ: "at+jwt" }, ed25519.privateKey)],
  },
  not_compact: {
    "an encrypted token": [
      "secret",
      await new jose.EncryptJWT(claims).setProtectedHeader({ alg: "dir", enc: "A256GCM" }).encrypt(secretOctets),
    ],
  },
};

const listed = (tokens, outcome) =>
  Object.entries(tokens).map(([name, [keys, token]]) => ({ name, keys, outcome, token }));
writeFileSync(
  new URL("tokens.json", import.meta.url),
  `${JSON.stringify(
    {
      about: `Made by make.mjs with jose ${version}; outcome is "good" or a word of relay/tokens/errc.hpp.`,
      now,
      claims,
      keys: { jwks, pem, secret: secret.k },
      tokens: [...listed(good, "good"), ...Object.entries(bad).flatMap(([outcome, some]) => listed(some, outcome))],
    },
    null,
    2,
  )}\n`,
);
