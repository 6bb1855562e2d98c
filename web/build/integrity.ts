// Subresource Integrity: index.html names the hash of every script and style sheet that it loads, and `import … from "…?integrity"` is
// the hash of a file, for whoever fetches it. So who pins index.html and the Worker has pinned all that they load.
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Plugin } from "vite";

const query = "?integrity";
/** A tag of index.html that loads a file of ours, as Vite writes it. */
const loads = /<(?:script|link)\b[^>]*\b(?:src|href)="\.\/(assets\/[^"]+)"[^>]*>/g;
const ofOurs = /\bcrossorigin\b/;

/** As the `integrity` attribute has it. @see https://www.w3.org/TR/SRI/ */
export function integrityOf(octets: Uint8Array): string {
  return `sha384-${createHash("sha384").update(octets).digest("base64")}`;
}

/** @param read  an asset by its path below the page's folder */
export async function addIntegrity(html: string, read: (path: string) => Promise<Uint8Array>): Promise<string> {
  const tags = [...html.matchAll(loads)].filter(([tag]) => ofOurs.test(tag));
  const hashes = await Promise.all(tags.map(async ([, path = ""]) => integrityOf(await read(path))));
  return tags.reduce(
    (made, [tag], index) => made.replace(tag, tag.replace(" crossorigin", ` integrity="${hashes[index]}" crossorigin`)),
    html,
  );
}

/** `import … from "…?integrity"` */
export function integrity(): Plugin {
  return {
    name: "glasshell-integrity",
    enforce: "pre",
    async resolveId(id, importer) {
      if (!id.endsWith(query)) return null;
      const file = await this.resolve(id.slice(0, -query.length), importer, { skipSelf: true });
      return file && `${file.id}${query}`;
    },
    async load(id) {
      if (!id.endsWith(query)) return null;
      const file = id.slice(0, -query.length);
      this.addWatchFile(file);
      return `export default ${JSON.stringify(integrityOf(await readFile(file)))};`;
    },
  };
}

/** Of what index.html loads. To stand right before compressing: the files are then what they will be. */
export function pageIntegrity(): Plugin {
  let folder = "";
  return {
    name: "glasshell-page-integrity",
    apply: "build",
    configResolved(config) {
      folder = resolve(config.root, config.build.outDir);
    },
    async closeBundle() {
      const page = join(folder, "index.html");
      await writeFile(page, await addIntegrity(await readFile(page, "utf8"), (path) => readFile(join(folder, path))));
    },
  };
}
