// The element alone, as the npm package has it: one entry, the Worker and the WASM module as files beside it.
import { defineConfig, mergeConfig } from "vite";
import page from "./vite.config.ts";

export default mergeConfig(
  { ...page, plugins: [] },
  defineConfig({
    publicDir: false,
    build: {
      outDir: "dist-element",
      lib: { entry: "src/element/glasshell-terminal.ts", formats: ["es"], fileName: "glasshell-terminal" },
    },
  }),
);
