import { describe, expect, it } from "vitest";
import { catalogueFor, catalogues } from "./language.ts";

/** Every text of a catalogue by its path; functions are called with plain arguments. */
function texts(value: unknown, path = ""): [string, string][] {
  if (typeof value === "string") return [[path, value]];
  if (typeof value === "function") {
    const who = {
      node: "web-1",
      relay: "relay.example",
      user: "ana",
      methods: "gssapi",
      category: "cipher",
      away: "3 min",
    };
    const names = { ...who, principals: "bia, caio", from: "today", until: "tomorrow" };
    const ofNames = /^\/failure(?!\/unknown$)|\/certificateFlaws\//.test(path);
    const argument = ofNames ? names : "argument";
    return texts((value as (...given: unknown[]) => unknown)(argument, 2), `${path}()`);
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => texts(item, `${path}/${key}`));
}

describe("the catalogues", () => {
  const [english, ...others] = catalogues.map((catalogue) => new Map(texts(catalogue)));

  it("have a text for everything in every language", () => {
    expect(english?.size).toBeGreaterThan(300);
    for (const other of others) expect([...other.keys()]).toEqual([...(english?.keys() ?? [])]);
  });

  it.each(catalogues.map((catalogue) => [catalogue.name, catalogue] as const))(
    "leave no text empty in %s",
    (_, catalogue) => {
      const empty = texts(catalogue).filter(([path, text]) => text.trim() === "" && !path.includes("/setbacks/none"));
      expect(empty).toEqual([]);
    },
  );

  it.each(catalogues.map((catalogue) => [catalogue.name, catalogue] as const))(
    "give every name that a text uses in %s",
    (_, catalogue) => {
      expect(texts(catalogue).filter(([, text]) => /undefined|null|\[object/.test(text))).toEqual([]);
    },
  );

  it("say numbers of things in the singular and the plural", () => {
    for (const { paste } of catalogues) expect(paste.title(1)).not.toBe(paste.title(2).replace("2", "1"));
  });
});

describe("the language", () => {
  it.each([
    [["pt-BR", "en"], "pt-BR"],
    [["pt-PT"], "pt-BR"],
    [["de", "pt"], "pt-BR"],
    [["de", "fr"], "en"],
    [["en-GB", "pt-BR"], "en"],
    [["", "pt"], "pt-BR"],
    [[], "en"],
  ])("for %j is %s", (tags, expected) => {
    expect(catalogueFor(tags).tag).toBe(expected);
  });
});
