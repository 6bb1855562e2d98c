import { describe, expect, it } from "vitest";
import { commandOf, fontSizes, type KeyPress, nextFontSize, readFontSize } from "./keys.ts";

/** "Ctrl+Shift+C" as what a browser says. */
function press(keys: string): KeyPress {
  const parts = keys.split("+").filter(Boolean);
  const key = keys.endsWith("+") ? "+" : (parts.at(-1) ?? "");
  return {
    key,
    ctrlKey: parts.includes("Ctrl"),
    shiftKey: parts.includes("Shift"),
    altKey: parts.includes("Alt"),
    metaKey: parts.includes("Meta"),
  };
}

describe("keys", () => {
  it.each([
    ["Ctrl+Shift+C", "copy"],
    ["Ctrl+Shift+V", "browserPaste"],
    ["Ctrl+Shift+F", "search"],
    ["Ctrl+=", "larger"],
    ["Ctrl++", "larger"],
    ["Ctrl+Shift++", "larger"],
    ["Meta+=", "larger"],
    ["Ctrl+-", "smaller"],
    ["Ctrl+0", "defaultSize"],
  ])("%s is ours: %s", (keys, command) => {
    expect(commandOf(press(keys), "shell")).toBe(command);
  });

  it("Ctrl+Shift+Enter is ours while the relay is out of reach, and Enter is not", () => {
    expect(commandOf(press("Ctrl+Shift+Enter"), "shellAway")).toBe("reconnectNow");
    expect(commandOf(press("Ctrl+Shift+Enter"), "shell")).toBeNull();
    expect(commandOf(press("Enter"), "shellAway")).toBeNull();
    expect(commandOf(press("Ctrl+Shift+C"), "shellAway")).toBe("copy");
  });

  it.each([
    "Ctrl+c",
    "Ctrl+v",
    "Ctrl+f",
    "Ctrl+w",
    "Alt+c",
    "Ctrl+Alt+c",
    "Ctrl+Meta+Shift+C",
    "Shift+C",
    "Enter",
    "r",
    "Escape",
    "-",
  ])("%s is the shell's", (keys) => {
    expect(commandOf(press(keys), "shell")).toBeNull();
  });

  it.each(["Enter", "r", "Shift+R"])("%s connects again once no shell runs", (keys) => {
    expect(commandOf(press(keys), "nobody")).toBe("reconnect");
  });

  it.each(["Ctrl+r", "Meta+r", "a", "Escape"])("%s does not connect again", (keys) => {
    expect(commandOf(press(keys), "nobody")).toBeNull();
  });
});

describe("the text size", () => {
  it("stays within what can be read", () => {
    expect(nextFontSize(fontSizes.most, "larger")).toBe(fontSizes.most);
    expect(nextFontSize(fontSizes.least, "smaller")).toBe(fontSizes.least);
    expect(nextFontSize(20, "defaultSize")).toBe(fontSizes.usual);
  });

  it.each([null, "", "abc", "0", "999", "-3"])("is the usual one where %j was stored", (stored) => {
    expect(readFontSize(stored)).toBe(fontSizes.usual);
  });
});
