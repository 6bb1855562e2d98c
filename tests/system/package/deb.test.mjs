// The Debian package: built, installed into a root of its own, run from there, and purged without a trace.
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { access, appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const project = fileURLToPath(new URL("../../../", import.meta.url));
const generous = { timeout: 20 * 60_000, maxBuffer: 64 * 1024 * 1024 };

let root;
let deb;

/** dpkg on a system that is not this machine's: its scripts hear of it by DPKG_ROOT. */
const dpkg = (...args) =>
  run(
    "dpkg",
    [
      `--root=${root}`,
      "--force-depends",
      "--force-script-chrootless",
      "--force-confold",
      `--log=${root}/dpkg.log`,
      ...args,
    ],
    { ...generous, env: { ...process.env, PATH: "/usr/sbin:/usr/bin:/sbin:/bin" } },
  );
const inRoot = (path) => `${root}${path}`;
const exists = (path) =>
  access(path).then(
    () => true,
    () => false,
  );

before(async () => {
  deb = process.env.GLASSHELL_DEB ?? (await run(`${project}scripts/deb.sh`, generous)).stdout.trim().split("\n").at(-1);
  root = await mkdtemp(`${tmpdir()}/glasshell-deb-`);
  await mkdir(inRoot("/var/lib/dpkg/info"), { recursive: true });
  await mkdir(inRoot("/var/lib/dpkg/updates"));
  await writeFile(inRoot("/var/lib/dpkg/status"), "");
  await dpkg("--install", deb);
}, generous);
after(() => rm(root, { recursive: true, force: true }));

test("it depends on the libraries that the relay needs and on nothing else", async () => {
  const { stdout } = await run("dpkg-deb", ["--field", deb, "Package", "Depends"]);
  assert.match(stdout, /Package: glasshell-relay/);
  assert.match(stdout, /libssl3/);
  assert.doesNotMatch(stdout, /nodejs|python|libgtest/);
});

test("its configuration is in order and the operator's own to change", async () => {
  const file = inRoot("/etc/glasshell/relay.toml");
  await run(inRoot("/usr/bin/glasshell-relay"), ["--check-config", "--config", file]);
  const { stdout } = await run("dpkg-deb", ["--info", deb, "conffiles"]);
  assert.equal(stdout.trim(), "/etc/glasshell/relay.toml");
  await appendFile(file, "# of this machine\n");
  await dpkg("--install", deb);
  assert.match(await readFile(file, "utf8"), /# of this machine/);
});

test("the relay in it serves the page in it, and says that it is well", async () => {
  const relay = spawn(inRoot("/usr/bin/glasshell-relay"), [
    `--config=${inRoot("/etc/glasshell/relay.toml")}`,
    "--listen=127.0.0.1:0",
    `--web-root=${inRoot("/usr/share/glasshell/web")}`,
    `--operator-listen=unix:${root}/operator.sock`,
  ]);
  try {
    let log = "";
    for await (const piece of relay.stderr) {
      log += piece;
      if (/event=started .*\n/.test(log)) break;
    }
    const port = Number(/event=started .* port=(\d+)/.exec(log)?.[1]);
    const page = await fetch(`http://127.0.0.1:${port}/`);
    assert.equal(page.status, 200, log);
    assert.match(await page.text(), /<script/);
    const { stdout } = await run(inRoot("/usr/bin/glasshell-relay"), [
      "health",
      "--ready",
      `unix:${root}/operator.sock`,
    ]);
    assert.equal(stdout, "ok\n");
  } finally {
    relay.kill("SIGTERM");
    await once(relay, "exit");
  }
});

test("its units are in order, and leave the relay little to do harm with", async () => {
  const units = ["glasshell-relay.service", "glasshell-relay.socket"].map((unit) =>
    inRoot(`/usr/lib/systemd/system/${unit}`),
  );
  for (const unit of units) assert.ok(await exists(unit), unit);
  // Only the program's place differs here.
  const copies = await mkdtemp(`${root}/units-`);
  for (const unit of units) {
    const text = (await readFile(unit, "utf8")).replaceAll(
      "/usr/bin/glasshell-relay",
      inRoot("/usr/bin/glasshell-relay"),
    );
    await writeFile(`${copies}/${unit.split("/").at(-1)}`, text);
  }
  const { stderr } = await run("systemd-analyze", ["verify", "--man=no", `${copies}/glasshell-relay.service`]);
  assert.doesNotMatch(stderr, /glasshell-relay/);
  const { stdout } = await run("systemd-analyze", ["security", "--offline=yes", `${copies}/glasshell-relay.service`]);
  const exposure = Number(/Overall exposure level for \S+: ([\d.]+)/.exec(stdout)?.[1]);
  assert.ok(exposure <= 1.5, stdout);
});

test("purged, it leaves nothing behind", async () => {
  await dpkg("--remove", "glasshell-relay");
  assert.ok(await exists(inRoot("/etc/glasshell/relay.toml")), "a removal keeps the configuration");
  await dpkg("--purge", "glasshell-relay");
  for (const path of ["/usr/bin/glasshell-relay", "/usr/share/glasshell", "/etc/glasshell", "/usr/lib/systemd"]) {
    assert.equal(await exists(inRoot(path)), false, path);
  }
});
