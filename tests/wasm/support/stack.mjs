// What one file of tests runs against: a real sshd with an account of its own, and a real relay in front of it. Needs root.
import { execFile } from "node:child_process";
import { appendFile, chmod, copyFile, mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { prepareAccounts } from "../../support/node/accounts.mjs";
import { freePort } from "../../support/node/loopback.mjs";
import { Processes } from "../../support/node/processes.mjs";
import { startRelay } from "../../support/node/relay.mjs";
import { startSshd } from "../../support/node/sshd.mjs";
import { TemporaryFolder } from "../../support/node/temporary-folder.mjs";

const run = promisify(execFile);

export const account = "ana";
/** What every shell here shows when it waits. */
export const prompt = "ready>";

const profile = `PS1='${prompt} '\nunset HISTFILE\n`;
const pamLines = [
  "auth required pam_unix.so nodelay",
  "account required pam_unix.so",
  "session required pam_permit.so",
];

/**
 * @param {{ password?: string, sshdLines?: readonly string[] }} options
 */
export async function startStack({ password = "correct horse", sshdLines = [] } = {}) {
  const processes = new Processes();
  const folder = new TemporaryFolder();
  const sshdFolder = join(folder.path, "sshd");
  await chmod(folder.path, 0o711);
  await mkdir(sshdFolder);
  const stop = async () => {
    await processes.stopAll();
    folder.remove();
  };
  try {
    const seeing = await prepareAccounts(
      sshdFolder,
      [{ name: account, password, files: { ".profile": profile } }],
      pamLines,
    );
    const authorized = join(sshdFolder, "authorized_keys");
    const lines = [
      ...sshdLines,
      `AllowUsers ${account}`,
      `AuthorizedKeysFile ${authorized}`,
      "UsePAM yes",
      "PasswordAuthentication yes",
      "KbdInteractiveAuthentication yes",
      "MaxAuthTries 4",
    ];
    const sshd = await startSshd(processes, sshdFolder, lines, seeing);
    const nodes = { real: sshd.port, closed: await freePort() };
    const ownRelay = async (name, settings = []) => {
      const path = join(folder.path, name);
      await mkdir(path);
      return startRelay(processes, path, { nodes, settings, webRoot: "" });
    };

    /** A key; `passphrase` encrypts it. */
    const makeKey = async (name, { passphrase = "", options = ["-t", "ed25519"], allowed = true } = {}) => {
      const path = join(sshdFolder, name);
      // Few rounds: what is tested here is not how long they take.
      await run("ssh-keygen", ["-q", ...options, "-N", passphrase, "-a", "2", "-C", name, "-f", path]);
      const publicKey = await readFile(`${path}.pub`, "utf8");
      if (allowed) await appendFile(authorized, publicKey);
      return { path, text: await readFile(path, "utf8"), publicKey };
    };
    /** What an encrypted key is without its encryption. */
    const decrypted = async ({ path }, passphrase) => {
      await copyFile(path, `${path}-open`);
      await run("ssh-keygen", ["-q", "-p", "-P", passphrase, "-N", "", "-f", `${path}-open`]);
      return readFile(`${path}-open`, "utf8");
    };
    const { stdout } = await run("ssh-keygen", ["-lf", `${sshd.hostKey.path}.pub`]);
    const [type, blob] = sshd.hostKey.publicKey.split(" ");
    return {
      processes,
      relay: await ownRelay("relay"),
      /** Another relay, that a test may end, with these lines of TOML in its configuration. */
      ownRelay,
      password,
      makeKey,
      decrypted,
      hostKey: { type, blob, fingerprint: stdout.split(" ")[1] },
      /** A person who has accepted the node's host key before. */
      acquainted: { user: account, knownHosts: [{ type, blob }] },
      home: join(sshdFolder, `home-${account}`),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
