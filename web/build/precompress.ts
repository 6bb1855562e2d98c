// Puts a .br and a .gz beside every file worth it, once, at the highest quality, so that the relay (or nginx) sends them as they
// are. Small files are left alone: the answer's header outweighs what they would save.
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { Plugin } from "vite";

const compressible = /\.(html|js|css|svg|json|wasm|txt|webmanifest)$/;
const smallestOctets = 1024;

export async function compressFile(path: string): Promise<{ plain: number; brotli: number; gzip: number } | null> {
  const plain = await readFile(path);
  if (plain.length <= smallestOctets) return null;
  const [brotli, zipped] = await Promise.all([
    promisify(brotliCompress)(plain, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
        [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
        [constants.BROTLI_PARAM_SIZE_HINT]: plain.length,
      },
    }),
    promisify(gzip)(plain, { level: constants.Z_BEST_COMPRESSION }),
  ]);
  await Promise.all([writeFile(`${path}.br`, brotli), writeFile(`${path}.gz`, zipped)]);
  return { plain: plain.length, brotli: brotli.length, gzip: zipped.length };
}

export function precompress(): Plugin {
  let folder = "";
  return {
    name: "glasshell-precompress",
    apply: "build",
    configResolved(config) {
      folder = resolve(config.root, config.build.outDir);
    },
    // After whoever changes a file at the end.
    closeBundle: {
      order: "post",
      sequential: true,
      async handler() {
        const names = await readdir(folder, { recursive: true });
        let total = 0;
        for (const name of names.filter((candidate) => compressible.test(candidate)).sort()) {
          const sizes = await compressFile(join(folder, name));
          if (sizes) total += sizes.brotli;
        }
        this.info(`all files, brotli: ${(total / 1024).toFixed(0)} KiB`);
      },
    },
  };
}
