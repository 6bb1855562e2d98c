// The built module, compiled once a process.
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { EngineModule } from "../../../web/src/wasm/engine-module.ts";

export const root = fileURLToPath(new URL("../../../", import.meta.url));
const folder = process.env.GLASSHELL_WASM_DIR ?? `${root}build/wasm/client-wasm`;

let compiled = null;

export async function compiledModule() {
  compiled ??= WebAssembly.compile(await readFile(`${folder}/glasshell.wasm`));
  return compiled;
}

/** A module with memory of its own. */
export async function loadEngine(fillRandom = undefined) {
  return EngineModule.instantiate(await compiledModule(), fillRandom);
}

export const size = { columns: 80, rows: 24, widthPixels: 0, heightPixels: 0 };

/** What a session begins with, unless a test says otherwise. */
export function options(changes = {}) {
  return {
    user: "",
    terminal: "xterm-256color",
    size,
    environment: [],
    knownHosts: [],
    proof: new Uint8Array(),
    ...changes,
  };
}
