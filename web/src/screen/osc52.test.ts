import { describe, expect, it } from "vitest";
import { clipboardLimitOctets, readClipboardRequest } from "./osc52.ts";

const base64 = (text: string) => Buffer.from(text).toString("base64");

describe("OSC 52", () => {
  it.each(["c;?", ";?", "p;?", "c"])("is refused when it reads the clipboard or is malformed: %j", (data) => {
    expect(readClipboardRequest(data)).toEqual({ kind: "refused" });
  });

  it.each(["c", "", "s", "cs"])("offers text for the selection %j", (selection) => {
    expect(readClipboardRequest(`${selection};${base64("olá 日本")}`)).toEqual({ kind: "write", text: "olá 日本" });
  });

  it("is refused for the primary selection, which a browser does not have", () => {
    expect(readClipboardRequest(`p;${base64("text")}`)).toEqual({ kind: "refused" });
  });

  it.each([
    ["text that is not base64", "c;%%%"],
    ["octets that are not UTF-8", `c;${Buffer.from([0xff, 0xfe]).toString("base64")}`],
    ["nothing", "c;"],
    ["more than a person could look at", `c;${"A".repeat(Math.ceil(clipboardLimitOctets / 3) * 4 + 4)}`],
  ])("is refused with %s", (_name, data) => {
    expect(readClipboardRequest(data)).toEqual({ kind: "refused" });
  });
});
