// What the images and the running compose stack promise. scripts/compose-test.sh has started it, and says by the environment where it is.
import assert from "node:assert/strict";
import { test } from "node:test";
import { root } from "../bench/support/paths.mjs";
import { filesOf } from "../support/node/file-hashes.mjs";
import { docker, inspect, run, Stack } from "./support/stack.mjs";

const largestImageMb = 120;
const readyWithinMs = 1_000;

const stack = new Stack();
const inImage = (script) => docker("run", "--rm", "--entrypoint", "bash", "glasshell/relay", "-c", script);

test("the relay's image is at most 120 MB", async () => {
  const { Size } = await inspect("glasshell/relay");
  console.log(`glasshell/relay: ${(Size / 1e6).toFixed(1)} MB`);
  assert.ok(Size <= largestImageMb * 1e6, `${Size} octets`);
});

test("the relay is ready within a second of its start", async () => {
  const { State, Id } = await stack.inspect("relay");
  const { stderr } = await run("docker", ["logs", "--timestamps", Id]);
  const started = stderr.split("\n").find((line) => line.includes("event=started"));
  assert.ok(started, "the relay says that it has started");
  const ms = Date.parse(started.split(" ")[0]) - Date.parse(State.StartedAt);
  console.log(`ready after ${ms} ms`);
  assert.ok(ms <= readyWithinMs, `${ms} ms`);
});

test("every service of the stack is healthy, and none may gain a privilege", async () => {
  for (const service of ["nginx", "relay", "demo-node"]) {
    const { State, HostConfig } = await stack.inspect(service);
    assert.equal(State.Health.Status, "healthy", service);
    assert.deepEqual(HostConfig.CapDrop, ["ALL"], service);
    assert.ok(
      HostConfig.SecurityOpt.some((option) => option.startsWith("no-new-privileges")),
      service,
    );
    assert.ok(HostConfig.Memory > 0 && HostConfig.PidsLimit > 0, `${service} has limits`);
    assert.equal(HostConfig.Privileged, false, service);
  }
});

test("nginx and the relay run without root, on a file system that they cannot write to", async () => {
  for (const service of ["nginx", "relay"]) {
    const { HostConfig } = await stack.inspect(service);
    assert.equal(HostConfig.ReadonlyRootfs, true, service);
    assert.notEqual(await stack.inside(service, "id -u"), "0", service);
    await assert.rejects(stack.inside(service, "touch /usr/written"), service);
  }
});

test("nginx cannot reach a node, a node cannot reach nginx, and the relay reaches its node", async () => {
  for (const address of await stack.addressesOf("demo-node")) {
    await stack.connect("relay", address, 22);
    await assert.rejects(stack.connect("nginx", address, 22), "nginx to the node");
  }
  await assert.rejects(stack.inside("nginx", "getent hosts demo-node"));
  for (const address of await stack.addressesOf("nginx")) {
    await assert.rejects(stack.connect("demo-node", address, 8443), "the node to nginx");
  }
});

test("only nginx is published, and only on loopback", async () => {
  assert.deepEqual(await stack.published("relay"), []);
  assert.deepEqual(await stack.published("demo-node"), []);
  const [place, ...more] = await stack.published("nginx");
  assert.equal(place.HostIp, "127.0.0.1");
  assert.deepEqual(more, []);
});

test("the page in the image is, octet for octet, the one that this tree builds elsewhere", async () => {
  const copied = await inImage("cd /usr/share/glasshell/web && find . -type f | LC_ALL=C sort | xargs sha256sum");
  const here = await filesOf(`${root}web/dist`);
  assert.ok(here.length > 10);
  assert.deepEqual(copied.split("\n"), here);
});

test("the images that run hold no compiler, no package lists and no source", async () => {
  const found = await inImage(
    "command -v gcc cc make node npm git || true; ls /src /var/lib/apt/lists 2>/dev/null | grep -v ':$' || true",
  );
  assert.equal(found.trim(), "");
});

const rebuild = (...args) => run(`${root}deploy/rebuild.sh`, ["--no-pull", "--file", "compose.yaml", ...args]);

test("rebuilding asks the doctor, who finds that all is well", async () => {
  const { stderr, stdout } = await rebuild(
    "--address",
    new URL(process.env.GLASSHELL_ADDRESS).origin,
    "--node",
    "demo",
  );
  assert.match(stdout, /All is well/);
  assert.match(stderr, /everything is well/);
});

test("rebuilding goes back to what ran before when the doctor is not content", async () => {
  const before = (await stack.inspect("relay")).Image;
  await assert.rejects(rebuild("--address", "https://localhost:1"), ({ stderr, code }) => {
    assert.match(stderr, /going back to what ran before/);
    return code === 1;
  });
  const { Image, State } = await stack.inspect("relay");
  assert.deepEqual([Image, State.Health.Status], [before, "healthy"]);
});
