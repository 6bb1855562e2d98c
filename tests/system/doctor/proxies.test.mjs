// The proxies with the configurations of deploy/proxies, as they are: the doctor finds nothing wrong through any of them, and a link's
// session passes.
import assert from "node:assert/strict";
import { chmod } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import { Processes } from "../../support/node/processes.mjs";
import { startRelay } from "../../support/node/relay.mjs";
import { startSshd } from "../../support/node/sshd.mjs";
import { TemporaryFolder } from "../../support/node/temporary-folder.mjs";
import { freePort, startShipped } from "../support/proxies.mjs";
import { Authority, names } from "./support/certificates.mjs";
import { examine } from "./support/doctor.mjs";

const kinds = ["nginx", "haproxy", "caddy", "apache"];
const places = [
  { host: names[0], base: "/", what: "at the root" },
  { host: names[1], base: "/tools/ssh/", what: "below a path" },
];

const processes = new Processes();
const folder = new TemporaryFolder();
let relay;
let authority;
let certificate;
const ports = {};
before(async () => {
  await chmod(folder.path, 0o711); // Apache's workers are not root
  authority = await Authority.create(folder.path);
  certificate = await authority.issue();
  for (const kind of kinds) ports[kind] = { https: await freePort(), http: await freePort() };
  const authorities = Object.values(ports).flatMap(({ https, http }) =>
    names.flatMap((name) => [`https://${name}:${https}`, `http://${name}:${http}`]),
  );
  const sshd = await startSshd(processes, folder.path, []);
  relay = await startRelay(processes, folder.path, {
    nodes: { real: sshd.port },
    settings: [
      `hosts = [${authorities.map((each) => `"${each.replace(/^https?:\/\//, "")}"`).join(", ")}]`,
      `origins = [${authorities.map((each) => `"${each}"`).join(", ")}]`,
    ],
  });
});
after(async () => {
  await processes.stopAll();
  folder.remove();
});

for (const kind of kinds) {
  describe(kind, () => {
    for (const scheme of ["https", "http"]) {
      test(`${scheme}: all is well, at the root and below a path, as far as a node's question how to sign in`, async () => {
        const port = ports[kind][scheme];
        const proxy = await startShipped(kind, processes, folder.path, {
          port,
          relayPorts: [relay.port],
          certificate: scheme === "https" ? certificate : undefined,
        });
        for (const { host, base, what } of places) {
          const { code, report } = await examine([
            `${scheme}://${host}:${port}${base}`,
            ...["--node", "real", "--ca", authority.root, "--resolve", `${host}:${port}:127.0.0.1`],
          ]);
          assert.equal(code, 0, `${what}: ${JSON.stringify(report, null, 2)}`);
          const facts = Object.fromEntries(report.hops.map((hop) => [hop.hop, hop.facts]));
          assert.match(facts.node_authentication.methods, /publickey/, what);
          assert.match(facts.node_host_key.fingerprint, /^SHA256:/, what);
          if (scheme === "https") assert.notEqual(facts.upgrade.http2, "no", `${what}: HTTP/2 to the browser`);
        }
        await processes.stop(proxy.child);
      });
    }
  });
}
