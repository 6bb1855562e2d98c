import { describe, expect, it } from "vitest";
import { webAddress } from "./links.ts";

describe("an address in the terminal", () => {
  it.each(["http://example.org", "https://example.org/a?b#c", "HTTPS://EXAMPLE.ORG"])("may be opened: %s", (text) => {
    expect(webAddress(text)?.protocol).toMatch(/^https?:$/);
  });

  it.each([
    "javascript:alert(1)",
    "data:text/html,hi",
    "file:///etc/passwd",
    "vbscript:x",
    "blob:https://example.org/1",
    "ssh://host",
    "//example.org",
    "not an address",
    "",
  ])("may not be opened: %j", (text) => {
    expect(webAddress(text)).toBeNull();
  });
});
