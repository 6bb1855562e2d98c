import { describe, expect, it } from "vitest";
import { parseDemoLogin, takeDemoLogin } from "./demo.ts";

const login = {
  node: "demo",
  user: "root",
  key: "-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\n-----END OPENSSH PRIVATE KEY-----\n",
};
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

describe("the demo's login", () => {
  it("is read as make run writes it", () => {
    expect(parseDemoLogin(encode(login))).toEqual(login);
  });

  it("leaves the address at once, whether it is valid or not", () => {
    for (const fragment of [encode(login), "garbage", ""]) {
      const replaced: unknown[] = [];
      const location = { hash: `#demo=${fragment}`, pathname: "/p/", search: "?a=1" };
      takeDemoLogin(location, { replaceState: (...given) => replaced.push(given) });
      expect(replaced).toEqual([[null, "", "/p/?a=1"]]);
    }
  });

  it("leaves any other fragment alone", () => {
    const location = { hash: "#node=web-1", pathname: "/", search: "" };
    const history = {
      replaceState: () => {
        throw new Error("nothing is to be replaced");
      },
    };
    expect(takeDemoLogin(location, history)).toBeNull();
  });

  it.each([
    ["garbage", "%%%"],
    ["no object", encode(7)],
    ["null", encode(null)],
    ["a missing key", encode({ node: "demo", user: "root" })],
    ["an empty user", encode({ ...login, user: "" })],
    ["a key that is no text", encode({ ...login, key: ["a"] })],
    ["too much", encode({ ...login, key: "x".repeat(20_000) })],
  ])("is none when the fragment holds %s", (_name, fragment) => {
    expect(parseDemoLogin(fragment)).toBeNull();
  });
});
