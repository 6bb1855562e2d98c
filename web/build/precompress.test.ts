import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { compressFile } from "./precompress.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "glasshell-"));
});
afterEach(() => rm(folder, { recursive: true }));

describe("a compressed file", () => {
  it("stands beside the file in both encodings, and is the same", async () => {
    const path = join(folder, "a.js");
    const text = "const answer = 42;\n".repeat(500);
    await writeFile(path, text);
    const sizes = await compressFile(path);
    expect(sizes?.brotli).toBeLessThan(200);
    expect(brotliDecompressSync(await readFile(`${path}.br`)).toString()).toBe(text);
    expect(gunzipSync(await readFile(`${path}.gz`)).toString()).toBe(text);
  });

  it("is not made of one that is too small to be worth it", async () => {
    const path = join(folder, "a.css");
    await writeFile(path, "x".repeat(1024));
    expect(await compressFile(path)).toBeNull();
    await expect(readFile(`${path}.br`)).rejects.toThrow();
  });
});
