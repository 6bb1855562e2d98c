// Puts the licences of what is compiled into the WebAssembly module beside the page; those of the bundled packages are Vite's to
// collect (build.license).
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

export function nativeNotices(): Plugin {
  return {
    name: "glasshell-native-notices",
    apply: "build",
    async generateBundle() {
      const notices = fileURLToPath(new URL("../../THIRD-PARTY-NOTICES.md", import.meta.url));
      this.emitFile({ type: "asset", fileName: "third-party-notices.txt", source: await readFile(notices) });
    },
  };
}
