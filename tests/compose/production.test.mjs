// compose.prod.yaml as docs/containers.md has it run: a certificate and a configuration by file, and a node that is a machine of the
// operator's own. scripts/compose-test.sh has built the images, and takes down what a run that is interrupted leaves.
import assert from "node:assert/strict";
import { chmod, chown, mkdir, readFile, writeFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { root } from "../bench/support/paths.mjs";
import { freePort } from "../support/node/loopback.mjs";
import { Processes } from "../support/node/processes.mjs";
import { startSshd } from "../support/node/sshd.mjs";
import { TemporaryFolder } from "../support/node/temporary-folder.mjs";
import { Authority } from "../system/doctor/support/certificates.mjs";
import { startElsewhere } from "./support/elsewhere.mjs";
import { run, Stack } from "./support/stack.mjs";

const program = `${root}build/release/relay/glasshell-relay`;
const name = "ssh.example.com";
const nginxUser = 33;

const processes = new Processes();
const folder = new TemporaryFolder();
let stack;
let node;
let trusted;
let port;

/** The example, with this run's port and node in it. */
async function writeConfiguration(path) {
  const example = await readFile(`${root}deploy/relay/relay.example.toml`, "utf8");
  const text = example
    .replace(`hosts = ["${name}"]`, `hosts = ["${name}:${port}"]`)
    .replace('address = "10.0.0.5"', `address = "${node.address}:${node.port}"`);
  assert.ok(text.includes(`:${port}`) && text.includes(node.address), "the example has the places that are filled in");
  await writeFile(path, text, { mode: 0o644 });
}

before(async () => {
  const elsewhere = await startElsewhere(processes);
  const sshd = `${folder.path}/sshd`;
  await mkdir(sshd);
  node = await startSshd(processes, sshd, [], elsewhere.seeing, elsewhere.address);
  port = await freePort();
  const authority = await Authority.create(folder.path);
  trusted = authority.root;
  const tls = await authority.issue({ names: [name] });
  await chown(tls.key, 0, nginxUser);
  await chmod(tls.key, 0o640);
  const configuration = `${folder.path}/relay.toml`;
  await writeConfiguration(configuration);
  stack = new Stack({
    COMPOSE_PROJECT_NAME: `${process.env.COMPOSE_PROJECT_NAME}-production`,
    COMPOSE_FILE: `${root}compose.prod.yaml`,
    GLASSHELL_CONFIG: configuration,
    GLASSHELL_TLS_CERTIFICATE: tls.certificate,
    GLASSHELL_TLS_KEY: tls.key,
    GLASSHELL_PUBLISH: `127.0.0.1:${port}`,
  });
  await stack.compose("up", "-d", "--no-build");
  await stack.waitUntilHealthy("relay", "nginx");
});
after(async () => {
  await stack?.compose("down", "--volumes", "--timeout", "5");
  await processes.stopAll();
  folder.remove();
});

test("the doctor finds the way through nginx and its certificate to the node in order", async () => {
  const address = `https://${name}:${port}/`;
  const resolve = ["--resolve", `${name}:${port}:127.0.0.1`];
  const { stdout } = await run(program, ["doctor", address, ...resolve, "--ca", trusted, "--node", "web-1", "--json"]);
  const report = JSON.parse(stdout);
  assert.deepEqual([report.status, report.proxy], ["ok", "nginx"]);
  const outcome = Object.fromEntries(report.hops.map(({ hop, outcome }) => [hop, outcome]));
  for (const hop of ["tls", "page", "frames", "node_tcp", "node_authentication"]) assert.equal(outcome[hop], "ok", hop);
});

test("the relay reaches a node outside, and nginx does not", async () => {
  await stack.connect("relay", node.address, node.port);
  await assert.rejects(stack.connect("nginx", node.address, node.port));
});

test("only nginx is published, and where it was asked to be", async () => {
  assert.deepEqual(await stack.published("relay"), []);
  assert.deepEqual(await stack.published("nginx"), [{ HostIp: "127.0.0.1", HostPort: String(port) }]);
});

test("the configuration, the certificate and its key cannot be written from within, not even by root", async () => {
  const files = {
    relay: ["/etc/glasshell/relay.toml"],
    nginx: ["/run/secrets/tls_certificate", "/run/secrets/tls_key"],
  };
  for (const [service, paths] of Object.entries(files)) {
    const { Mounts } = await stack.inspect(service);
    for (const path of paths) {
      const mount = Mounts.find(({ Destination }) => Destination === path);
      assert.equal(mount?.RW, false, path);
      await assert.rejects(stack.insideAsRoot(service, `echo >>${path}`), /Read-only file system/, path);
    }
  }
});

test("neither service runs as root or may gain a privilege, and the key is nginx's alone", async () => {
  for (const [service, user] of Object.entries({ nginx: String(nginxUser), relay: "65532" })) {
    const { HostConfig } = await stack.inspect(service);
    assert.equal(await stack.inside(service, "id -u"), user);
    assert.equal(HostConfig.ReadonlyRootfs, true, service);
    assert.deepEqual(HostConfig.CapDrop, ["ALL"], service);
  }
  await assert.rejects(stack.insideAsRoot("relay", "test -e /run/secrets/tls_key"));
});
