// The command itself: its words, its languages, its exit codes, and that it can be stopped.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { Processes } from "../../support/node/processes.mjs";
import { startRelay } from "../../support/node/relay.mjs";
import { TemporaryFolder } from "../../support/node/temporary-folder.mjs";
import { runDoctor } from "./support/doctor.mjs";
import { tcpServer } from "./support/set-ups.mjs";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const program = process.env.GLASSHELL_RELAY_BINARY ?? `${root}build/release/relay/glasshell-relay`;

const processes = new Processes();
const folder = new TemporaryFolder();
let relay;
before(async () => {
  relay = await startRelay(processes, folder.path, { nodes: {} });
});
after(async () => {
  await processes.stopAll();
  folder.remove();
});

test("a walk that goes well is a line for each hop, without colours where nobody sees them, and exit code 0", async () => {
  const { code, output, errors } = await runDoctor([relay.url]);
  assert.equal(code, 0, output);
  assert.equal(errors, "");
  assert.ok(!output.includes("\u001b"), output);
  for (const title of ["name", "TCP", "HTTP", "page", "upgrade", "frames"]) {
    assert.match(output, new RegExp(`^ {2}ok +${title} `, "m"));
  }
  assert.match(output, /All is well\.\n$/);
});

test("a failure says what was seen, what that means and what to do, in English and in Portuguese", async () => {
  const english = await runDoctor(["http://localhost:1/"]);
  assert.equal(english.code, 11);
  assert.match(english.output, /seen: .*127\.0\.0\.1:1 refuses connections/);
  assert.match(english.output, /means: .*\n +do: /);
  const chosen = await runDoctor(["http://localhost:1/", "--language", "pt-BR"]);
  assert.match(chosen.output, /visto: .*recusa conexões/);
  const surrounding = await runDoctor(["http://localhost:1/"], { env: { ...process.env, LC_ALL: "pt_BR.UTF-8" } });
  assert.match(surrounding.output, /FALHOU/);
});

test("a command line that cannot be understood is exit code 2 and a sentence", async () => {
  for (const args of [
    [],
    ["ssh.example.org"],
    ["https://user:secret@ssh.example.org/"],
    [relay.url, "--node", "a b"],
    [relay.url, "--idle", "soon"],
    [relay.url, "--resolve", "nonsense"],
    [relay.url, "--ca", "/nonexistent.pem"],
    [relay.url, "--no-such-option"],
  ]) {
    const { code, output, errors } = await runDoctor(args);
    assert.equal(code, 2, `${args}: ${output}`);
    assert.notEqual(errors, "");
  }
});

test("Ctrl-C ends a walk that waits", async () => {
  const silent = await tcpServer(0, () => {});
  try {
    const child = spawn(program, ["doctor", `http://127.0.0.1:${silent.port}/`, "--timeout", "30s"]);
    let output = "";
    for await (const piece of child.stdout) {
      output += piece;
      if (/ok +TCP/.test(output)) break;
    }
    child.kill("SIGINT");
    const [code] = await once(child, "exit");
    assert.equal(code, 130);
  } finally {
    silent.close();
  }
});
