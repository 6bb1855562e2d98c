// The WebAssembly module, instantiated: its memory, and what concerns no session. No DOM may enter: the Worker and the tests
// under Node run the same code.
import { type Address, type EngineExports, type Status, status } from "./exports.ts";
import { type FillRandom, moduleImports } from "./imports.ts";

/** A call of the module that it refused. That is a bug here, or in what the page sent. */
export class EngineError extends Error {
  readonly status: Status;

  constructor(call: string, status: Status) {
    super(`${call}: ${status}`);
    this.name = "EngineError";
    this.status = status;
  }
}

export interface FailureWordLists {
  readonly stages: readonly string[];
  readonly causes: readonly string[];
  readonly hops: readonly string[];
  readonly reasons: readonly string[];
  readonly link: readonly string[];
  readonly setbacks: readonly string[];
}

const randomFromCrypto: FillRandom = (octets) => {
  crypto.getRandomValues(octets);
};

export class EngineModule {
  readonly exports: EngineExports;
  readonly lastWords: () => string;

  private constructor(exports: EngineExports, lastWords: () => string) {
    this.exports = exports;
    this.lastWords = lastWords;
  }

  static async instantiate(
    module: WebAssembly.Module,
    fillRandom: FillRandom = randomFromCrypto,
  ): Promise<EngineModule> {
    let exports: EngineExports | undefined;
    const { imports, lastWords } = moduleImports(() => {
      if (!exports) throw new Error("the engine asked for its memory before it had any");
      return exports.memory;
    }, fillRandom);
    const instance = await WebAssembly.instantiate(module, imports);
    exports = instance.exports as unknown as EngineExports;
    exports._initialize();
    return new EngineModule(exports, lastWords);
  }

  /** "glasshell 0.1.0 (libssh2 …, OpenSSL …)" */
  get version(): string {
    return this.#text(this.exports.gsh_version());
  }

  get failureWords(): FailureWordLists {
    return JSON.parse(this.#text(this.exports.gsh_failure_words())) as FailureWordLists;
  }

  /** Octets of the module's memory, as they are now: gone when the module is called next. */
  view(address: Address, size: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.exports.memory.buffer, address, size);
  }

  u32(address: Address): number {
    return new DataView(this.exports.memory.buffer).getUint32(address, true);
  }

  /** Owned by the caller until `free`. */
  take(size: number): Address {
    const address = this.exports.gsh_memory_take(size);
    if (address === 0) throw new EngineError("gsh_memory_take", size);
    return address;
  }

  /** Wipes it, too. */
  free(address: Address, size: number): void {
    const result = this.exports.gsh_memory_free(address, size);
    if (result !== status.ok) throw new EngineError("gsh_memory_free", result);
  }

  /** Nothing is left in the memory, and nothing works afterwards: for a module that has failed in the middle of a call. */
  wipe(): void {
    new Uint8Array(this.exports.memory.buffer).fill(0);
  }

  #text(address: Address): string {
    const from = new Uint8Array(this.exports.memory.buffer, address);
    return new TextDecoder().decode(from.subarray(0, from.indexOf(0)));
  }
}
