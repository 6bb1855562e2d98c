import { describe, expect, it } from "vitest";
import { addIntegrity, integrityOf } from "./integrity.ts";

const octets = new TextEncoder().encode("alert(1);");

describe("the hash of a file", () => {
  it("is what a browser computes", async () => {
    const hash = await crypto.subtle.digest("SHA-384", octets);
    expect(integrityOf(octets)).toBe(`sha384-${Buffer.from(hash).toString("base64")}`);
  });
});

describe("the page", () => {
  it("names the hash of each script and style sheet of its own", async () => {
    const html = [
      '<link rel="icon" href="./favicon.svg" />',
      '<script type="module" crossorigin src="./assets/index-1.js"></script>',
      '<link rel="modulepreload" crossorigin href="./assets/helper-2.js">',
      '<link rel="stylesheet" crossorigin href="./assets/index-3.css">',
    ].join("\n");
    const read: string[] = [];
    const made = await addIntegrity(html, async (path) => {
      read.push(path);
      return new TextEncoder().encode(path);
    });
    expect(read).toEqual(["assets/index-1.js", "assets/helper-2.js", "assets/index-3.css"]);
    for (const path of read) {
      const tag = made.split("\n").find((line) => line.includes(path));
      expect(tag).toContain(`integrity="${integrityOf(new TextEncoder().encode(path))}" crossorigin`);
    }
    expect(made.split("\n")[0]).toBe('<link rel="icon" href="./favicon.svg" />');
  });
});
