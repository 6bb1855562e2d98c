// @vitest-environment happy-dom
import type { ReactiveControllerHost } from "lit";
import { beforeEach, describe, expect, it } from "vitest";
import type { NodeEntry } from "./nodes.ts";
import { isLive, OpenSessions } from "./open-sessions.ts";

const nodes: readonly NodeEntry[] = [
  { name: "web-1", label: "Web one", description: "", user: "ana", custody: "browser" },
  { name: "web-2", label: "Web two", description: "", user: "", custody: "browser" },
];
const named = (letter: string) => letter.repeat(32);

function page() {
  const host: ReactiveControllerHost = {
    addController: () => undefined,
    removeController: () => undefined,
    requestUpdate: () => undefined,
    updateComplete: Promise.resolve(true),
  };
  const sessions = new OpenSessions(host, { nodes: () => nodes, opened: () => undefined, activated: () => undefined });
  const labels = () => sessions.all.map(({ label }) => label);
  return { sessions, labels };
}

/** What an address shows that a person came to by a link, or by going back. */
function come(sessions: OpenSessions, fragment: string, state: unknown = null): void {
  history.replaceState(state, "", fragment || location.pathname);
  sessions.follow();
}

beforeEach(() => history.replaceState(null, "", location.pathname));

describe("the address", () => {
  it("names the node that is opened, and then its session", () => {
    const { sessions } = page();
    sessions.open({ name: "web-1", label: "Web one", user: "" }, "push");
    expect(location.hash).toBe("#node=web-1");
    sessions.change(sessions.activeId ?? 0, { state: "handshake", session: named("a") });
    expect(location.hash).toBe(`#node=web-1&session=${named("a")}`);
    sessions.change(sessions.activeId ?? 0, { state: "ended", session: "" });
    expect(location.hash).toBe("#node=web-1");
  });

  it("does not follow a session that is out of sight", () => {
    const { sessions } = page();
    sessions.open({ name: "web-1", label: "Web one", user: "" }, "push");
    const first = sessions.activeId ?? 0;
    sessions.show(null);
    sessions.change(first, { session: named("a") });
    expect([location.hash, sessions.activeId]).toEqual(["", null]);
  });

  it("is not written where it stays as it is: a program may set its title all the time", () => {
    const { sessions } = page();
    sessions.open({ name: "web-1", label: "Web one", user: "" }, "push");
    history.replaceState("untouched", "", location.hash);
    sessions.change(sessions.activeId ?? 0, { title: "vim" });
    expect(history.state).toBe("untouched");
  });
});

describe("an address that is come to", () => {
  it("opens its node by the relay's list, with the session that is meant", () => {
    const { sessions } = page();
    come(sessions, `#node=web-1&session=${named("b")}`);
    expect(sessions.active).toMatchObject({ node: "web-1", label: "Web one", user: "ana", session: named("b") });
  });

  it("opens a node that the list does not have by its name: the relay says what it thinks of it", () => {
    const { sessions, labels } = page();
    come(sessions, "#node=gone");
    expect(labels()).toEqual(["gone"]);
  });

  it("shows a session that is open instead of a second one: by its history, its name or its node", () => {
    const { sessions, labels } = page();
    come(sessions, "#node=web-1");
    const first = sessions.activeId ?? 0;
    sessions.change(first, { session: named("a") });
    come(sessions, "#node=web-2");
    come(sessions, "#node=web-1", first);
    expect(sessions.activeId).toBe(first);
    come(sessions, "#node=web-2");
    come(sessions, `#node=web-1&session=${named("a")}`);
    expect(sessions.activeId).toBe(first);
    come(sessions, "");
    expect(sessions.activeId).toBeNull();
    come(sessions, "#node=web-1");
    expect(sessions.activeId).toBe(first);
    expect(labels()).toEqual(["Web one", "Web two"]);
  });
});

describe("closing", () => {
  it("leads back to the list, if it was in sight", () => {
    const { sessions, labels } = page();
    sessions.open({ name: "web-1", label: "Web one", user: "" }, "push");
    sessions.open({ name: "web-2", label: "Web two", user: "" }, "push");
    const [first, second] = sessions.all.map(({ id }) => id);
    sessions.close(first ?? 0);
    expect([sessions.activeId, labels()]).toEqual([second, ["Web two"]]);
    sessions.close(second ?? 0);
    expect([sessions.activeId, location.hash, labels()]).toEqual([null, "", []]);
  });

  it("is asked about where something runs on the node", () => {
    expect(
      (["connecting", "shell", "reconnecting", "restarting", "ended", "failed", "idle"] as const).filter(isLive),
    ).toEqual(["shell", "reconnecting"]);
  });
});
