// @vitest-environment node
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { causes, linkErrors, linkReasons, relayHops, stages } from "./words.ts";

/** The enumerators of `enum class name` in a header of core/, in order. */
function enumerators(header: string, name: string): string[] {
  const source = readFileSync(new URL(`../../../core/${header}`, import.meta.url), "utf8");
  const body = new RegExp(`enum class ${name} :[^{]*\\{([^}]*)\\}`).exec(source)?.[1];
  if (body === undefined) throw new Error(`no enum ${name} in ${header}`);
  const code = body.replace(/\/\/.*$/gm, "");
  return [...code.matchAll(/([a-z_0-9]+)\s*(?:=\s*\d+)?\s*,/g)].map((match) => match[1] ?? "");
}

describe("the words of a failure are those that the engine and the relay say", () => {
  it.each([
    ["link/frame.hpp", "hop", relayHops],
    ["link/frame.hpp", "reason", linkReasons],
    ["link/frame.hpp", "errc", linkErrors],
    ["ssh/failure.hpp", "stage", stages],
    ["ssh/failure.hpp", "cause", causes],
  ])("%s: %s", (header, name, words) => {
    expect([...words]).toEqual(enumerators(header, name));
  });
});
