// The files below a folder with their SHA-256, as `find . -type f | LC_ALL=C sort | xargs sha256sum` prints them.
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";

/** @param {string} folder @returns {Promise<readonly string[]>} lines of hash, two spaces, and path */
export async function filesOf(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => `./${relative(folder, join(entry.parentPath, entry.name))}`)
    .sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
  return Promise.all(
    paths.map(async (path) => {
      const hash = createHash("sha256").update(await readFile(join(folder, path)));
      return `${hash.digest("hex")}  ${path}`;
    }),
  );
}
