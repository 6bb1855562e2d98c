/// <reference types="vitest/config" />
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { integrity, pageIntegrity } from "./build/integrity.ts";
import { nativeNotices } from "./build/notices.ts";
import { precompress } from "./build/precompress.ts";

/** Where CMake puts the WASM module and its glue (preset `wasm`). */
const wasmFolder =
  process.env.GLASSHELL_WASM_DIR ?? fileURLToPath(new URL("../build/wasm/client-wasm", import.meta.url));

export default defineConfig({
  // Relative addresses, so that the page works below any path of any host.
  base: "./",
  resolve: { alias: { "@wasm": wasmFolder } },
  worker: { format: "es", plugins: () => [integrity()] },
  build: {
    target: "es2022",
    sourcemap: false,
    // Inlined assets would be data: addresses, which the page's policy allows for images only.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    license: { fileName: "third-party-licences.txt" },
    chunkSizeWarningLimit: 1_000,
  },
  plugins: [integrity(), nativeNotices(), pageIntegrity(), precompress()],
  server: { host: "127.0.0.1", proxy: { "/api": relay(), "/healthz": relay(), "/ws": { ...relay(), ws: true } } },
  test: {
    include: ["src/**/*.test.ts", "build/**/*.test.ts"],
    environment: "node",
    setupFiles: [],
  },
});

/** `npm run dev` serves the page and leaves the rest to a running relay. */
function relay() {
  return { target: process.env.GLASSHELL_RELAY ?? "http://127.0.0.1:8022", changeOrigin: false };
}
