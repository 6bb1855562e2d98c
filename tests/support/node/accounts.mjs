// Accounts that exist for one server alone: it runs in a mount namespace of its own, over whose /etc they are laid. The machine's
// /etc is left as it is. Needs root.
import { execFile } from "node:child_process";
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
/** Ids that Debian gives to nobody by itself. */
const firstId = 54_321;

/**
 * @typedef {object} Account
 * @property {string} name
 * @property {string} password
 * @property {Readonly<Record<string, string>>} [files]  of the home folder: name and content
 */

/**
 * @param {string} folder  where the accounts' files go; those who sign in must be able to pass through it
 * @param {readonly Account[]} accounts
 * @param {readonly string[]} pamLines  how sshd asks
 * @returns {Promise<(program: string, args: readonly string[]) => readonly [string, readonly string[]]>}
 *   makes of a command one that sees the accounts
 */
export async function prepareAccounts(folder, accounts, pamLines) {
  const etc = join(folder, "etc");
  await chmod(folder, 0o711);
  for (const name of ["etc", "etc/pam.d", "work"]) await mkdir(join(folder, name));
  const [passwd, group, shadow] = await Promise.all(
    ["passwd", "group", "shadow"].map((name) => readFile(`/etc/${name}`, "utf8")),
  );
  const lines = { passwd: [passwd], group: [group], shadow: [shadow] };
  for (const [index, { name, password, files = {} }] of accounts.entries()) {
    const id = firstId + index;
    const home = join(folder, `home-${name}`);
    await mkdir(home);
    for (const [file, content] of Object.entries(files)) await writeFile(join(home, file), content, { mode: 0o600 });
    await run("chown", ["-R", `${id}:${id}`, home]);
    const { stdout: hash } = await run("openssl", ["passwd", "-6", password]);
    lines.passwd.push(`${name}:x:${id}:${id}::${home}:/bin/bash\n`);
    lines.group.push(`${name}:x:${id}:\n`);
    lines.shadow.push(`${name}:${hash.trim()}:19000:0:99999:7:::\n`);
  }
  await writeFile(join(etc, "passwd"), lines.passwd.join(""));
  await writeFile(join(etc, "group"), lines.group.join(""));
  await writeFile(join(etc, "shadow"), lines.shadow.join(""), { mode: 0o600 });
  await writeFile(join(etc, "pam.d/sshd"), `${pamLines.join("\n")}\n`);
  return (program, args) => {
    const overlay = `mount -t overlay overlay -o "lowerdir=/etc,upperdir=$0/etc,workdir=$0/work" /etc && exec "$@"`;
    return ["unshare", ["--mount", "--propagation", "private", "sh", "-c", overlay, folder, program, ...args]];
  };
}
