import { describe, expect, it, vi } from "vitest";
import { askOwner, isOwned, type OwnerPorts, SessionOwner } from "./session-owner.ts";

/** The locks of a browser, and a channel between its tabs. */
function scriptedBrowser(): OwnerPorts & { readonly held: Set<string> } {
  const held = new Set<string>();
  const request = (async (name: string, hold: () => Promise<void>) => {
    held.add(name);
    await hold();
    held.delete(name);
  }) as unknown as LockManager["request"];
  const name = `test-${Math.random()}`;
  return {
    held,
    locks: { request, query: async () => ({ held: [...held].map((lock) => ({ name: lock })) }) },
    openChannel: () => new BroadcastChannel(name),
  };
}

describe("a session", () => {
  it("is owned while it lasts", async () => {
    const browser = scriptedBrowser();
    const owner = new SessionOwner(browser, () => undefined);
    expect(await isOwned("aa", browser)).toBe(false);
    owner.own("aa");
    owner.own("aa");
    expect(await isOwned("aa", browser)).toBe(true);
    expect(await isOwned("bb", browser)).toBe(false);
    owner.own("bb");
    await vi.waitFor(() => expect([...browser.held]).toEqual(["glasshell-session:bb"]));
    owner.own("");
    await vi.waitFor(() => expect(browser.held.size).toBe(0));
  });

  it("is asked for at its owner's, and at nobody else's", async () => {
    const browser = scriptedBrowser();
    const wanted = { aa: 0, bb: 0 };
    const a = new SessionOwner(browser, () => {
      wanted.aa += 1;
    });
    const b = new SessionOwner(browser, () => {
      wanted.bb += 1;
    });
    a.own("aa");
    b.own("bb");
    askOwner("bb", browser);
    await vi.waitFor(() => expect(wanted).toEqual({ aa: 0, bb: 1 }));
    b.own("");
    askOwner("bb", browser);
    askOwner("aa", browser);
    await vi.waitFor(() => expect(wanted).toEqual({ aa: 1, bb: 1 }));
    a.own("");
  });

  it("is nobody's where the browser has no locks", async () => {
    const browser: OwnerPorts = { ...scriptedBrowser(), locks: undefined };
    new SessionOwner(browser, () => undefined).own("aa");
    expect(await isOwned("aa", browser)).toBe(false);
  });

  it("has no name that stands for all", async () => {
    expect(await isOwned("", scriptedBrowser())).toBe(false);
  });
});
