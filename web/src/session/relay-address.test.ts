import { describe, expect, it } from "vitest";
import { newRoute, RelayAddress } from "./relay-address.ts";

describe("the relay's address", () => {
  it.each([
    ["", "https://host/page/index.html#node=x", "wss://host/page/ws/ssh/web-1", "https://host/page"],
    ["", "http://127.0.0.1:8022/", "ws://127.0.0.1:8022/ws/ssh/web-1", "http://127.0.0.1:8022"],
    ["/ssh", "https://host/app/", "wss://host/ssh/ws/ssh/web-1", "https://host/ssh"],
    ["wss://relay.example", "https://host/", "wss://relay.example/ws/ssh/web-1", "https://relay.example"],
    ["ws://relay.example:99/r/", "http://host/", "ws://relay.example:99/r/ws/ssh/web-1", "http://relay.example:99/r"],
    [
      "https://user:secret@relay.example/?a=1#b",
      "https://host/",
      "wss://relay.example/ws/ssh/web-1",
      "https://relay.example",
    ],
  ])("%j on %s", (relay, page, socket, id) => {
    const address = new RelayAddress(relay, page);
    expect(address.socketUrl("web-1", "r1")).toBe(`${socket}?session=r1`);
    expect(address.id).toBe(id);
  });

  it("cannot be left by a node's name", () => {
    expect(new RelayAddress("", "https://host/").socketUrl("../../etc?x#y", "r1")).toBe(
      "wss://host/ws/ssh/..%2F..%2Fetc%3Fx%23y?session=r1",
    );
  });

  it("is the same for no two sessions", () => {
    expect(newRoute()).toMatch(/^[0-9a-f]{16}$/);
    expect(newRoute()).not.toBe(newRoute());
  });

  it.each(["javascript:alert(1)", "ftp://host", "http://"])("is refused when it is none: %s", (relay) => {
    expect(() => new RelayAddress(relay, "https://host/")).toThrow(TypeError);
  });
});
