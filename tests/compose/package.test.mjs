// The Debian package in the hands of a real apt and a real systemd: installed, enabled, restarted, upgraded, removed.
import assert from "node:assert/strict";
import { basename } from "node:path";
import { after, before, test } from "node:test";
import { root } from "../bench/support/paths.mjs";
import { Debian } from "./support/debian.mjs";
import { run } from "./support/stack.mjs";

const service = "glasshell-relay.service";
const socket = "glasshell-relay.socket";
const file = "/etc/glasshell/relay.toml";
const apt = "DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends";
const generous = { timeout: 20 * 60_000, maxBuffer: 64 * 1024 * 1024 };

let debian;
let deb;

before(async () => {
  const made =
    process.env.GLASSHELL_DEB ?? (await run(`${root}scripts/deb.sh`, generous)).stdout.trim().split("\n").at(-1);
  deb = `/${basename(made)}`;
  debian = await Debian.start(["--volume", `${made}:${deb}:ro`]);
  await debian.shell(`apt-get -q update`);
}, generous);
after(() => debian?.remove());

const install = () => debian.shell(`${apt} install --reinstall ${deb}`);
/** systemd calls it active a moment before it listens. */
const becomesReady = () => debian.until("glasshell-relay health --ready unix:/run/glasshell/operator.sock");
const pid = () => debian.property(service, "MainPID");
/** @returns the status of the answer */
const ask = (target) =>
  `exec 3<>/dev/tcp/127.0.0.1/8022; printf 'GET ${target} HTTP/1.1\\r\\nHost: 127.0.0.1:8022\\r\\nConnection: close\\r\\n\\r\\n' >&3; head -n 1 <&3 | cut -d' ' -f2`;

test("apt installs it with what it depends on, and nothing runs before it is enabled", async () => {
  await install();
  for (const unit of [service, socket]) {
    assert.equal((await debian.try(`systemctl is-enabled ${unit}`)).output, "disabled", unit);
    assert.equal((await debian.try(`systemctl is-active ${unit}`)).output, "inactive", unit);
  }
});

test("enabled, it runs, is ready, and serves its page", async () => {
  await debian.shell(`systemctl enable --now ${service}`);
  assert.equal(await debian.shell(`systemctl is-active ${service}`), "active");
  assert.equal(await becomesReady(), "ok");
  assert.equal(await debian.shell(ask("/readyz")), "200");
  assert.equal(await debian.shell(ask("/")), "200");
});

test("it runs as nobody else, without a capability, behind filters, and can write nowhere but where it should", async () => {
  const status = await debian.shell(`cat /proc/${await pid()}/status`);
  const of = (name) => new RegExp(`^${name}:\\t(.*)$`, "m").exec(status)[1];
  for (const id of of("Uid").split("\t")) assert.ok(Number(id) >= 61_184 && Number(id) <= 65_519, "a dynamic user's");
  for (const set of ["CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"]) assert.match(of(set), /^0+$/, set);
  assert.deepEqual([of("NoNewPrivs"), of("Seccomp")], ["1", "2"]);

  const itsFiles = `nsenter --target ${await pid()} --mount --`;
  const written = await debian.try(
    `for each in / /etc /usr /var/lib; do ${itsFiles} touch $each/written && echo $each; done`,
  );
  assert.equal(written.output, "");
  await debian.shell(`${itsFiles} touch /run/glasshell/written && rm /run/glasshell/written`);
  const analysed = await debian.shell(`systemd-analyze security --no-pager ${service}`);
  assert.ok(Number(/Overall exposure level for \S+: ([\d.]+)/.exec(analysed)?.[1]) <= 1.5, analysed);
});

test("restarted, it is another process, and ready again; reloaded, it is the same", async () => {
  const first = await pid();
  await debian.shell(`systemctl restart ${service}`);
  const second = await pid();
  assert.notEqual(second, first);
  assert.equal(await becomesReady(), "ok");
  await debian.shell(`systemctl reload ${service}`);
  assert.equal(await pid(), second);
  assert.equal(await becomesReady(), "ok");
  assert.equal(await debian.property(service, "NRestarts"), "0");
});

test("an upgrade restarts what runs, and keeps the configuration and what is enabled", async () => {
  const first = await pid();
  await debian.shell(`echo '# of this machine' >>${file}`);
  await install();
  assert.notEqual(await pid(), first);
  assert.equal(await becomesReady(), "ok");
  assert.equal(await debian.shell(`tail -n 1 ${file}`), "# of this machine");
  assert.equal(await debian.shell(`systemctl is-enabled ${service}`), "enabled");
});

test("a configuration that is not in order fails once, and says why in the journal", async () => {
  await debian.shell(`cp ${file} /root/ && echo 'lisen = 1' >>${file}`);
  await debian.try(`systemctl restart ${service}`);
  await debian.until(`systemctl is-failed --quiet ${service}`);
  assert.equal(await debian.property(service, "ExecMainStatus"), "2");
  assert.equal(await debian.property(service, "NRestarts"), "0");
  assert.match(await debian.shell(`journalctl --no-pager --unit ${service}`), /unknown key "lisen"/);
  await debian.shell(`cp /root/relay.toml ${file} && systemctl restart ${service}`);
  assert.equal(await becomesReady(), "ok");
});

test("with its socket, systemd holds the port: the first request starts it, and none is refused by a restart", async () => {
  await debian.shell(`systemctl disable --now ${service} && sed -i 's/^listen = "127.*/listen = "systemd"/' ${file}`);
  await debian.shell(`systemctl enable --now ${socket}`);
  assert.equal((await debian.try(`systemctl is-active ${service}`)).output, "inactive");
  assert.equal(await debian.shell(ask("/readyz")), "200");
  assert.equal(await debian.shell(`systemctl is-active ${service}`), "active");
  const statuses = await debian.shell(
    `systemctl restart ${service} & while jobs %1 2>/dev/null | grep -q Running; do (${ask("/healthz")}); done; wait; (${ask("/readyz")})`,
  );
  assert.ok(statuses.split("\n").length > 1, "it was asked while it was restarted");
  for (const status of statuses.split("\n")) assert.match(status, /^(200|503)$/, statuses);
  assert.equal(statuses.split("\n").at(-1), "200");
});

test("removed, it is stopped and its units are gone, but not its configuration; purged, that is gone, too", async () => {
  await debian.shell(`systemctl enable ${service} && ${apt} remove glasshell-relay`);
  const units = "'glasshell-relay.*'";
  assert.equal(await debian.shell(`systemctl list-units --all --no-legend --plain ${units}`), "");
  assert.equal((await debian.try(`systemctl list-unit-files --no-legend ${units}`)).output, "");
  assert.equal(
    await debian.shell("find /etc/systemd /run/glasshell /var/lib/private -name '*glasshell*' 2>/dev/null || true"),
    "",
  );
  assert.notEqual((await debian.try("exec 3<>/dev/tcp/127.0.0.1/8022")).code, 0, "nobody listens any more");
  await debian.shell(`test -e ${file} && ${apt} purge glasshell-relay && test ! -e /etc/glasshell`);
  assert.equal(await debian.shell("systemctl is-system-running"), "running");
});
