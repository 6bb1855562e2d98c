// A real OpenSSH server on loopback with keys and a configuration of its own; nothing of the machine's own SSH is read.
import { execFile } from "node:child_process";
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { userInfo } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { freePort, waitForPort } from "./loopback.mjs";

const run = promisify(execFile);
const program = "/usr/sbin/sshd";

/** Another process may take the port between the moment it was chosen and the start. */
const startAttempts = 5;

async function makeKey(path) {
  await run("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "a throwaway key", "-f", path]);
  return { path, privateKey: await readFile(path, "utf8"), publicKey: (await readFile(`${path}.pub`, "utf8")).trim() };
}

/**
 * @typedef {object} Sshd
 * @property {number} port
 * @property {number} pid
 * @property {import("node:child_process").ChildProcess} child
 * @property {string} address  where it listens
 * @property {string} user  who may log in with `login`
 * @property {{ path: string, privateKey: string, publicKey: string }} login
 * @property {{ path: string, privateKey: string, publicKey: string }} hostKey
 * @property {string} knownHosts  the path of a file for OpenSSH's client
 * @property {string} log  the path of its log
 */

/**
 * Starts one. `lines` are added to the configuration, where the first of two counts.
 *
 * @param {import("./processes.mjs").Processes} processes  who stops it
 * @param {string} folder  where its files go
 * @param {readonly string[]} lines
 * @param {(program: string, args: readonly string[]) => readonly [string, readonly string[]]} seeing
 *   what the server is started through, such as the accounts of `prepareAccounts`
 * @param {string} address  where it listens, besides this machine's loopback (or, on a side of a bad network, that side's)
 * @returns {Promise<Sshd>}
 */
export async function startSshd(
  processes,
  folder,
  lines = [],
  seeing = (...command) => command,
  address = "127.0.0.1",
) {
  const addresses = [...new Set(["127.0.0.1", address])];
  const login = await makeKey(join(folder, "login_key"));
  const hostKey = await makeKey(join(folder, "host_key"));
  const authorized = join(folder, "authorized_keys");
  await copyFile(`${login.path}.pub`, authorized);
  const { username: user, uid } = userInfo();
  // sshd wants this folder when it starts as root; Debian's service makes it.
  if (uid === 0) await mkdir("/run/sshd", { recursive: true, mode: 0o755 });

  const log = join(folder, "sshd.log");
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    const config = join(folder, "sshd_config");
    // What stands after a Match belongs to it, so these blocks come last.
    const firstBlock = lines.findIndex((line) => line.startsWith("Match "));
    const blocks = firstBlock < 0 ? [] : lines.slice(firstBlock);
    const settings = [
      ...lines.slice(0, lines.length - blocks.length),
      ...addresses.map((each) => `ListenAddress ${each}`),
      `Port ${port}`,
      `HostKey ${hostKey.path}`,
      "PidFile none",
      `AllowUsers ${user}`,
      `AuthorizedKeysFile ${authorized}`,
      "StrictModes no", // the folder is private, but below /tmp
      "PasswordAuthentication no",
      "KbdInteractiveAuthentication no",
      "PermitRootLogin prohibit-password",
      "UsePAM no",
      "PrintMotd no",
      "PrintLastLog no",
      "UseDNS no",
      "MaxStartups 200",
      ...blocks,
    ];
    await writeFile(config, `${settings.join("\n")}\n`);
    const child = processes.start(...seeing(program, ["-D", "-e", "-f", config]), { log });
    try {
      await waitForPort(port, child, "sshd");
    } catch (error) {
      await processes.stop(child);
      if (attempt < startAttempts) continue;
      throw new Error(`sshd does not start:\n${await readFile(log, "utf8")}`, { cause: error });
    }
    const knownHosts = join(folder, "known_hosts");
    await writeFile(knownHosts, `[${address}]:${port} ${hostKey.publicKey}\n`);
    return { address, port, pid: child.pid, child, user, login, hostKey, knownHosts, log };
  }
}
