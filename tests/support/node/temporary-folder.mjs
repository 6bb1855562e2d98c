// A folder of one test or measurement, private to the user and gone when it is over.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export class TemporaryFolder {
  path = mkdtempSync(join(tmpdir(), "glasshell-"));
  #onExit = () => rmSync(this.path, { recursive: true, force: true });

  constructor() {
    process.on("exit", this.#onExit);
  }

  remove() {
    process.off("exit", this.#onExit);
    this.#onExit();
  }
}
