// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import { iconNames, registerIcons } from "./icons.ts";

const files = import.meta.glob<string>(["../**/*.ts", "!../**/*.test.ts"], {
  query: "?raw",
  import: "default",
  eager: true,
});
const sources = Object.values(files).join("\n");

describe("icons", () => {
  it("exist by every name that a template uses", () => {
    const used = [...sources.matchAll(/<wa-icon[^>]*?\bname="([a-z-]+)"/g)].map((match) => match[1] ?? "");
    expect(used.length).toBeGreaterThan(15);
    expect(used.filter((name) => !iconNames.includes(name))).toEqual([]);
  });

  it("are drawn in place: nothing of the page is fetched for them", async () => {
    await import("@awesome.me/webawesome/dist/components/icon/icon.js");
    registerIcons();
    const icon = document.createElement("wa-icon");
    icon.setAttribute("name", "lock");
    document.body.append(icon);
    await expect.poll(() => icon.shadowRoot?.querySelector("svg")?.innerHTML).toContain("<rect");
  });
});
