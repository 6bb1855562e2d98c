// What the module imports. Random numbers are the one thing that it cannot do itself; the rest is what Emscripten's C library
// names for files, and none of it opens anything.

/** WASI's number for "this system cannot do that". */
const notSupported = 52;

/** crypto.getRandomValues takes no more at a time. */
const randomPieceOctets = 65_536;

/** Fills the octets, or throws. */
export type FillRandom = (octets: Uint8Array<ArrayBuffer>) => void;

export interface ModuleImports {
  readonly imports: WebAssembly.Imports;
  /** What the module wrote to its standard error before it gave up; empty if nothing. */
  readonly lastWords: () => string;
}

/** @param memory  asked at every access, since the buffer changes when the memory grows */
export function moduleImports(memory: () => WebAssembly.Memory, fillRandom: FillRandom): ModuleImports {
  let words = "";
  return {
    lastWords: () => words.trim(),
    imports: {
      env: {
        glasshell_fill_random(address: number, size: number): void {
          for (let done = 0; done < size; done += randomPieceOctets) {
            fillRandom(new Uint8Array(memory().buffer, address + done, Math.min(size - done, randomPieceOctets)));
          }
        },
        emscripten_notify_memory_growth(): void {},
      },
      wasi_snapshot_preview1: {
        fd_write(_descriptor: number, pieces: number, count: number, written: number): number {
          const view = new DataView(memory().buffer);
          let total = 0;
          for (let piece = pieces; piece < pieces + count * 8; piece += 8) {
            const size = view.getUint32(piece + 4, true);
            const text = new Uint8Array(memory().buffer, view.getUint32(piece, true), size);
            words = (words + new TextDecoder().decode(text)).slice(-lastWordsLimit);
            total += size;
          }
          view.setUint32(written, total, true);
          return 0;
        },
        fd_read: () => notSupported,
        fd_close: () => notSupported,
        fd_seek: () => notSupported,
        proc_exit(code: number): never {
          throw new Error(`the engine ended itself with code ${code}`);
        },
      },
    },
  };
}

const lastWordsLimit = 1_000;
