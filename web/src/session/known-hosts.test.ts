import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { HostKey } from "../worker/messages.ts";
import { KnownHosts } from "./known-hosts.ts";

const relay = "https://relay.example";
const ed25519: HostKey = { type: "ssh-ed25519", blob: "AAAA", fingerprint: "SHA256:a", bits: 256 };
const rsa: HostKey = { type: "ssh-rsa", blob: "BBBB", fingerprint: "SHA256:b", bits: 3072 };

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
});

describe("known hosts", () => {
  it("are none at first", async () => {
    expect(await new KnownHosts().read(relay, "web-1")).toEqual({ keys: [], readable: true });
  });

  it("are remembered for the relay and the node, and for no other", async () => {
    const hosts = new KnownHosts();
    expect(await hosts.accept(relay, "web-1", ed25519)).toBe(true);
    const later = new KnownHosts();
    expect((await later.read(relay, "web-1")).keys).toEqual([{ type: "ssh-ed25519", blob: "AAAA" }]);
    expect((await later.read(relay, "web-2")).keys).toEqual([]);
    expect((await later.read("https://other.example", "web-1")).keys).toEqual([]);
  });

  it("keep keys of several types", async () => {
    const hosts = new KnownHosts();
    await hosts.accept(relay, "web-1", ed25519);
    await hosts.accept(relay, "web-1", rsa);
    expect((await hosts.read(relay, "web-1")).keys.map(({ type }) => type)).toEqual(["ssh-ed25519", "ssh-rsa"]);
  });

  it("forget every old key of a node, and of no other, when one is replaced", async () => {
    const hosts = new KnownHosts();
    await hosts.accept(relay, "web-1", ed25519);
    await hosts.accept(relay, "web-2", ed25519);
    await hosts.replace(relay, "web-1", rsa);
    expect((await hosts.read(relay, "web-1")).keys).toEqual([{ type: "ssh-rsa", blob: "BBBB" }]);
    expect((await hosts.read(relay, "web-2")).keys.length).toBe(1);
  });

  it("say so when the browser does not let them be read or written", async () => {
    const hosts = new KnownHosts();
    const open = vi.spyOn(globalThis.indexedDB, "open").mockImplementation(() => {
      throw new DOMException("no storage in this window", "SecurityError");
    });
    expect(await hosts.read(relay, "web-1")).toEqual({ keys: [], readable: false });
    expect(await hosts.accept(relay, "web-1", ed25519)).toBe(false);
    open.mockRestore();
    expect((await hosts.read(relay, "web-1")).readable).toBe(true);
  });
});
