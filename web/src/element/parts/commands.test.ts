// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from "vitest";
import { readSetting } from "../../session/settings.ts";
import type { SessionState } from "../../session/view.ts";
import { Commands } from "./commands.ts";
import { type StripCommand, StripEvent } from "./status-strip.ts";

beforeEach(() => localStorage.clear());

function terminal(state: SessionState = "shell") {
  const done: string[] = [];
  const element = {
    fontSize: 14,
    screenReader: false,
    connect: () => void done.push("connect"),
    reconnectNow: () => void done.push("reconnectNow"),
    disconnect: () => void done.push("disconnect"),
  };
  const commands = new Commands(element, {
    state: () => state,
    copy: () => void done.push("copy"),
    pasteClipboard: () => void done.push("pasteClipboard"),
    search: () => void done.push("search"),
  });
  const press = (key: string, init: KeyboardEventInit = {}, type = "keydown") => {
    const event = new KeyboardEvent(type, { key, cancelable: true, ...init });
    return { taken: commands.onKey(event), prevented: event.defaultPrevented };
  };
  return { element, done, press, choose: (command: StripCommand) => commands.onStrip(new StripEvent(command)) };
}

describe("a key", () => {
  const shifted = { ctrlKey: true, shiftKey: true };

  it("that is ours is kept from the shell and the browser, and obeyed once", () => {
    const { press, done } = terminal();
    expect(press("c", shifted)).toEqual({ taken: true, prevented: true });
    expect(press("c", shifted, "keyup")).toEqual({ taken: true, prevented: true });
    expect(done).toEqual(["copy"]);
  });

  it("that is the shell's is left alone", () => {
    const { press, done } = terminal();
    for (const key of ["c", "r", "Enter"]) expect(press(key)).toEqual({ taken: false, prevented: false });
    expect(done).toEqual([]);
  });

  it("with which the browser pastes is kept from the shell alone", () => {
    const { press, done } = terminal();
    expect(press("v", shifted)).toEqual({ taken: true, prevented: false });
    expect(done).toEqual([]);
  });

  it("connects again when the session is over, but not by being held down from before", () => {
    const { press, done } = terminal("ended");
    press("Enter", { repeat: true });
    expect(done).toEqual([]);
    press("Enter");
    expect(done).toEqual(["connect"]);
  });

  it("does not wait for the relay that is out of reach, and leaves Enter to the shell", () => {
    const { press, done } = terminal("reconnecting");
    expect(press("Enter").taken).toBe(false);
    press("Enter", { ...shifted, repeat: true });
    expect(done).toEqual([]);
    press("Enter", shifted);
    expect(done).toEqual(["reconnectNow"]);
  });
});

describe("the strip's menu", () => {
  it.each([
    ["copy", "copy"],
    ["paste", "pasteClipboard"],
    ["search", "search"],
    ["connect", "connect"],
    ["reconnectNow", "reconnectNow"],
    ["disconnect", "disconnect"],
  ] as const)("%s does %s", (command, expected) => {
    const { choose, done } = terminal();
    choose(command);
    expect(done).toEqual([expected]);
  });

  it("changes the size of the text, which is remembered", () => {
    const { element, choose } = terminal();
    choose("larger");
    expect(element.fontSize).toBe(15);
    expect(readSetting("fontSize")).toBe("15");
    choose("defaultSize");
    expect(element.fontSize).toBe(14);
  });

  it("switches the mode for screen readers on and off, which is remembered", () => {
    const { element, choose } = terminal();
    choose("screenReader");
    expect([element.screenReader, readSetting("screenReader")]).toEqual([true, "on"]);
    choose("screenReader");
    expect([element.screenReader, readSetting("screenReader")]).toEqual([false, null]);
  });
});
