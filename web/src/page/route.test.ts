import { describe, expect, it } from "vitest";
import { fragmentOf, routeIn } from "./route.ts";

const session = "00112233445566778899aabbccddeeff";

describe("the address's fragment", () => {
  it.each(["web-1", "a b", "ä&=#/?"])("carries the node %j and its session there and back", (node) => {
    for (const route of [
      { node, session: "" },
      { node, session },
    ]) {
      expect(routeIn(fragmentOf(route))).toEqual(route);
    }
  });

  it.each(["", "#", "#node=", "#demo=x", `#node=${"x".repeat(300)}`, `#session=${session}`])(
    "names no node: %j",
    (hash) => {
      expect(routeIn(hash)).toBeNull();
    },
  );

  it.each(["", "x", session.toUpperCase(), `${session}0`, "../secret"])("names no session: %j", (named) => {
    expect(routeIn(`#node=web-1&session=${encodeURIComponent(named)}`)).toEqual({ node: "web-1", session: "" });
  });
});
