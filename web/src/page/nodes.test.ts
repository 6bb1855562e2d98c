import { describe, expect, it } from "vitest";
import { filterNodes, readNodes } from "./nodes.ts";

describe("the list of nodes", () => {
  it("is read with what the relay leaves out", () => {
    expect(readNodes({ demo: true, nodes: [{ name: "demo" }] })).toEqual({
      demo: true,
      nodes: [{ name: "demo", label: "demo", description: "", user: "", custody: "browser" }],
    });
  });

  it("is a demo only when the relay says exactly that", () => {
    for (const demo of [undefined, "true", 1, null]) expect(readNodes({ demo, nodes: [] }).demo).toBe(false);
  });

  it("leaves out what is no node", () => {
    expect(
      readNodes({ nodes: [null, 7, {}, { name: "" }, { name: 5 }, { name: "a", custody: "relay", label: 3 }] }).nodes,
    ).toEqual([{ name: "a", label: "a", description: "", user: "", custody: "relay" }]);
  });

  it.each([null, [], {}, { nodes: "x" }, "x"])("is refused when it is none: %j", (value) => {
    expect(() => readNodes(value)).toThrow(TypeError);
  });

  it("is filtered by every word, in name, label and description", () => {
    const { nodes } = readNodes({
      nodes: [
        { name: "web-1", description: "Frankfurt" },
        { name: "db-1", label: "Database" },
      ],
    });
    const names = (filter: string) => filterNodes(nodes, filter).map(({ name }) => name);
    expect(names("  ")).toEqual(["web-1", "db-1"]);
    expect(names("WEB frank")).toEqual(["web-1"]);
    expect(names("data")).toEqual(["db-1"]);
    expect(names("web data")).toEqual([]);
  });
});
