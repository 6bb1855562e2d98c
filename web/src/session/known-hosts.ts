// Host keys that a person accepted, kept in this browser's IndexedDB for (relay, node). Written only after an explicit accept
// or replace. A store that cannot be read is said so: without it a changed key would look like a new one.
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { HostKey, KnownHostKey } from "../worker/messages.ts";

interface KnownHost {
  readonly relay: string;
  readonly node: string;
  readonly type: string;
  /** base64 */
  readonly blob: string;
  readonly fingerprint: string;
  /** When the person accepted it, in milliseconds since 1970. */
  readonly accepted: number;
}

interface Schema extends DBSchema {
  hosts: { key: [relay: string, node: string, type: string]; value: KnownHost; indexes: { node: [string, string] } };
}

export interface KnownHostsRead {
  readonly keys: readonly KnownHostKey[];
  readonly readable: boolean;
}

export class KnownHosts {
  #database: Promise<IDBPDatabase<Schema>> | null = null;
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  async read(relay: string, node: string): Promise<KnownHostsRead> {
    try {
      const found = await (await this.#open()).getAllFromIndex("hosts", "node", [relay, node]);
      return { keys: found.map(({ type, blob }) => ({ type, blob })), readable: true };
    } catch {
      return { keys: [], readable: false };
    }
  }

  /** Remembers a key beside those of other types. @return false if it could not be stored. */
  async accept(relay: string, node: string, key: HostKey): Promise<boolean> {
    return this.#write(relay, node, key, "keep");
  }

  /** Remembers a key instead of all that were known for the node. @return false if it could not be stored. */
  async replace(relay: string, node: string, key: HostKey): Promise<boolean> {
    return this.#write(relay, node, key, "forget");
  }

  async #write(relay: string, node: string, key: HostKey, others: "keep" | "forget"): Promise<boolean> {
    try {
      const transaction = (await this.#open()).transaction("hosts", "readwrite");
      if (others === "forget") {
        for (const old of await transaction.store.index("node").getAllKeys([relay, node])) {
          await transaction.store.delete(old);
        }
      }
      const { type, blob, fingerprint } = key;
      await transaction.store.put({ relay, node, type, blob, fingerprint, accepted: this.#now() });
      await transaction.done;
      return true;
    } catch {
      return false;
    }
  }

  #open(): Promise<IDBPDatabase<Schema>> {
    if (this.#database) return this.#database;
    const opening = openDB<Schema>("glasshell", 1, {
      upgrade(database) {
        const hosts = database.createObjectStore("hosts", { keyPath: ["relay", "node", "type"] });
        hosts.createIndex("node", ["relay", "node"]);
      },
    });
    this.#database = opening;
    // A failed opening is tried again next time.
    opening.catch(() => {
      this.#database = null;
    });
    return opening;
  }
}
