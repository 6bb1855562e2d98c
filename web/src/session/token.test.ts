import { describe, expect, it } from "vitest";
import { proofOf, type Token } from "./token.ts";

const failed = (text: string) => ({ kind: "tokenFailed", text });

describe("the proof for the relay", () => {
  it.each<[string, Token]>([
    ["a string", "tökén"],
    ["what a function returns", () => "tökén"],
    ["what a function promises", async () => "tökén"],
  ])("is %s, as UTF-8", async (_name, token) => {
    expect(await proofOf(token)).toEqual(new TextEncoder().encode("tökén"));
  });

  it("may be empty", async () => {
    expect(await proofOf("")).toEqual(new Uint8Array());
  });

  it("may be as long as a hello can carry, in octets, and no longer", async () => {
    expect((await proofOf("é".repeat(4_096))) instanceof Uint8Array).toBe(true);
    expect(await proofOf("é".repeat(4_097))).toEqual(failed("token: 8194 > 8192"));
  });
});

describe("a token that does not come", () => {
  const thrown = (error: unknown): Token => {
    return () => {
      throw error;
    };
  };
  it.each<[string, unknown, string]>([
    ["an Error", new TypeError("no session"), "TypeError: no session"],
    ["a text", "no session", "no session"],
    ["nothing", undefined, ""],
    ["what cannot be made a text", Object.create(null), ""],
    ["text with controls", new Error("a\u001b[2Jb"), "Error: a[2Jb"],
    ["endless text", "x".repeat(100_000), `${"x".repeat(500)}…`],
  ])("is a failure of its own when the page throws %s", async (_name, error, text) => {
    expect(await proofOf(thrown(error))).toEqual(failed(text));
    expect(await proofOf(() => Promise.reject(error))).toEqual(failed(text));
  });

  it.each<[string, unknown, string]>([
    ["nothing", undefined, "token: undefined"],
    ["null", null, "token: null"],
    ["a Response", {}, "token: object"],
  ])("is a failure of its own when the page returns %s", async (_name, value, text) => {
    expect(await proofOf((async () => value) as Token)).toEqual(failed(text));
    expect(await proofOf(value as Token)).toEqual(failed(text));
  });
});
