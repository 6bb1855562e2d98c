import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Action, FromWorker } from "../worker/messages.ts";
import { KnownHosts } from "./known-hosts.ts";
import { mostRestartTries } from "./relay-restart.ts";
import {
  askHostKey,
  askMethod,
  inShell,
  known,
  presented,
  probeOf,
  relay,
  scripted,
  size,
} from "./scripted-session.ts";
import { stateOf } from "./view.ts";

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
});

describe("a session", () => {
  it("opens with everything that the engine needs, and no host but the relay's", async () => {
    const { sent } = await scripted({ user: "ana" });
    expect(sent[0]).toEqual({
      kind: "open",
      url: expect.stringMatching(/^wss:\/\/relay\.example\/ws\/ssh\/web-1\?session=[0-9a-f]{16}$/),
      healthUrl: "https://relay.example/healthz",
      user: "ana",
      terminal: "xterm-256color",
      size,
      environment: [
        ["LANG", "C.UTF-8"],
        ["COLORTERM", "truecolor"],
      ],
      knownHosts: [],
      proof: new Uint8Array([1, 2]),
    });
  });

  it("gives credit only for what the screen has committed", async () => {
    const { receive, sent, drawn } = await inShell();
    receive({ kind: "output", bytes: new Uint8Array(1000) });
    await Promise.resolve();
    expect(sent.some(({ kind }) => kind === "commit")).toBe(false);
    for (const [, committed] of drawn) committed();
    await Promise.resolve();
    expect(sent.at(-1)).toEqual({ kind: "commit", bytes: 1000 });
  });

  it("says that the screen is lost when the screen cannot take output", async () => {
    const { receive, sent } = await scripted(
      {},
      {
        screen: () => {
          throw new Error("disposed");
        },
      },
    );
    receive({ kind: "output", bytes: new Uint8Array(1000) });
    expect(sent.at(-1)).toEqual({ kind: "screenLost" });
  });

  it("sends nothing that is typed before there is a shell or after it ended", async () => {
    const { session, sent, act } = await scripted();
    session.type(new Uint8Array([65]));
    act({ kind: "shellStarted" });
    session.type(new Uint8Array([66]));
    act({ kind: "exited", status: 0, signal: null, message: "" });
    session.type(new Uint8Array([67]));
    expect(sent.filter(({ kind }) => kind === "input")).toEqual([{ kind: "input", bytes: new Uint8Array([66]) }]);
  });
});

describe("a host key", () => {
  it("is remembered after it was accepted", async () => {
    const { act, answer, knownHosts, session } = await scripted();
    act(askHostKey());
    answer({ kind: "hostKey", decision: "accept" });
    await expect
      .poll(async () => (await knownHosts.read(relay.id, "web-1")).keys)
      .toEqual([{ type: "ssh-ed25519", blob: "AAAA" }]);
    expect(session.view.hostKey).toEqual(presented);
  });

  it("is not remembered when it was refused, or while it is asked about", async () => {
    const { act, answer, knownHosts, session } = await scripted();
    act(askHostKey());
    expect((await knownHosts.read(relay.id, "web-1")).keys).toEqual([]);
    answer({ kind: "hostKey", decision: "refuse" });
    expect((await knownHosts.read(relay.id, "web-1")).keys).toEqual([]);
    expect(session.view.hostKey).toBeNull();
  });

  it("takes the place of the old one only when it was replaced", async () => {
    const { act, answer, knownHosts } = await scripted();
    await knownHosts.accept(relay.id, "web-1", known);
    act(askHostKey([known]));
    answer({ kind: "hostKey", decision: "replace" });
    await expect
      .poll(async () => (await knownHosts.read(relay.id, "web-1")).keys)
      .toEqual([{ type: "ssh-ed25519", blob: "AAAA" }]);
  });

  it("that is known is given to the engine", async () => {
    await new KnownHosts().accept(relay.id, "web-1", known);
    const { sent } = await scripted();
    expect(sent[0]).toMatchObject({ knownHosts: [{ type: "ssh-ed25519", blob: "BBBB" }] });
  });

  it("that cannot be stored is said so", async () => {
    const { act, answer, knownHosts, notStored } = await scripted();
    knownHosts.accept = async () => false;
    act(askHostKey());
    answer({ kind: "hostKey", decision: "accept" });
    await expect.poll(notStored).toBe(1);
  });
});

describe("an answer", () => {
  it("is sent once, and its secret is handed over, not copied", async () => {
    const { act, session, sent, transferred } = await scripted();
    const prompt = askMethod("none", "password", "publickey");
    act(prompt);
    const password = new TextEncoder().encode("secret");
    if (prompt.kind !== "authenticationPrompt") throw new Error("a prompt is expected");
    session.reply(prompt, { kind: "password", password });
    session.reply(prompt, { kind: "cancel" });
    expect(sent.filter(({ kind }) => kind === "reply")).toEqual([
      { kind: "reply", prompt: 2, reply: { kind: "password", password } },
    ]);
    expect(transferred.at(-1)).toEqual([password.buffer]);
  });

  it("to an interactive prompt hands over every buffer", async () => {
    const { act, answer, transferred } = await scripted();
    act({
      kind: "interactivePrompt",
      prompt: 9,
      name: "",
      instruction: "",
      questions: [
        { text: "a", echo: true },
        { text: "b", echo: false },
      ],
    });
    const answers = [new Uint8Array([1]), new Uint8Array(0)];
    answer({ kind: "interactive", answers });
    expect(transferred.at(-1)).toEqual(answers.map(({ buffer }) => buffer));
  });

  it("goes out by itself where there is nothing to choose but the node's questions", async () => {
    const { act, replies } = await scripted();
    act(askMethod("none", "keyboard-interactive"));
    expect(replies()).toEqual([{ kind: "keyboardInteractive" }]);
  });

  it("does not go out by itself after a failure", async () => {
    const { act, replies, session } = await scripted();
    act(askMethod("denied", "keyboard-interactive"));
    expect(replies()).toEqual([]);
    expect(session.view.phase).toBe("prompting");
  });

  it("does not go out by itself again when the person cancelled the questions", async () => {
    const { act, replies, session } = await scripted();
    act(askMethod("none", "keyboard-interactive"));
    act(askMethod("none", "keyboard-interactive"));
    expect(replies().length).toBe(1);
    expect(session.view.phase).toBe("prompting");
  });

  it("goes out by itself for the second step of a sign-in", async () => {
    const { act, replies } = await scripted();
    act(askMethod("none", "publickey"));
    act(askMethod("partial_success", "keyboard-interactive"));
    expect(replies()).toEqual([{ kind: "keyboardInteractive" }]);
  });
});

describe("a login known beforehand", () => {
  const identity = { user: "root", privateKey: "-----BEGIN OPENSSH PRIVATE KEY-----" };

  it("is offered once a connection, and only after the host key was asked about", async () => {
    const { act, answer, replies, sent, session } = await scripted({ identity });
    expect(sent[0]).toMatchObject({ user: "root" });
    act(askHostKey());
    expect(replies()).toEqual([]);
    answer({ kind: "hostKey", decision: "accept" });
    act(askMethod("none", "publickey"));
    const key = { kind: "publicKey", privateKey: new TextEncoder().encode(identity.privateKey), certificate: "" };
    expect(replies().at(-1)).toEqual(key);
    act(askMethod("denied", "publickey"));
    act(askMethod("none", "publickey"));
    expect(replies().length).toBe(2);
    expect(session.view.phase).toBe("prompting");
  });

  it("goes out without a question ever being shown", async () => {
    const shown: (string | undefined)[] = [];
    const script = await scripted({ identity }, { changed: () => shown.push(script.session.view.prompt?.kind) });
    script.act(askMethod("none", "publickey"));
    expect(shown).toEqual([undefined]);
    script.act(askMethod("denied", "publickey"));
    expect(shown).toEqual([undefined, "authenticationPrompt"]);
  });

  it("is not offered to a server that wants no key", async () => {
    const { act, replies } = await scripted({ identity });
    act(askMethod("none", "password"));
    expect(replies()).toEqual([]);
  });
});

describe("the page around the terminal", () => {
  it("that gives no token is told so, and no engine is started", async () => {
    const { session, sent } = await scripted({ token: () => Promise.reject(new Error("session expired")) });
    expect(session.view).toMatchObject({
      phase: "failed",
      failure: { kind: "tokenFailed", text: "Error: session expired" },
    });
    expect(sent).toEqual([]);
  });

  it.each(["disconnect", "dispose"] as const)("may give its token after the person left (%s)", async (way) => {
    let give: (token: string) => void = () => undefined;
    const asked = new Promise<string>((resolve) => {
      give = resolve;
    });
    const scripting = scripted({ token: () => asked }, {}, (session) => {
      session[way]();
      give("token");
    });
    const { sent, session } = await scripting;
    expect(sent).toEqual([]);
    expect(session.view.phase).toBe(way === "disconnect" ? "ended" : "connecting");
  });
});

describe("a failure", () => {
  it("of the WebSocket is explained by asking the relay", async () => {
    const { receive, session } = await scripted();
    receive({ kind: "socketFailed", opened: false, code: 1006, text: "" });
    expect(session.view.phase).toBe("diagnosing");
    await expect.poll(() => session.view.failure).toMatchObject({ kind: "socketFailed", finding: "upgrade_lost" });
  });

  it("of the engine ends the Worker", async () => {
    const { receive, session, terminated } = await scripted();
    receive({ kind: "engineFailed", text: "no WebAssembly" });
    expect(terminated()).toBe(true);
    await expect.poll(() => session.view).toMatchObject({ phase: "failed", failure: { kind: "engineFailed" } });
  });

  it("of the engine is the relay's when that does not answer: the engine comes from there", async () => {
    const unreachable = probeOf(() => Promise.reject(new Error("no")));
    const { receive, session } = await scripted({}, { probe: unreachable });
    receive({ kind: "engineFailed", text: "the worker's script could not be loaded" });
    await expect.poll(() => session.view.failure).toMatchObject({ finding: "relay_unreachable" });
  });

  it("to start a Worker at all is the engine's", async () => {
    const startWorker = () => {
      throw new Error("Workers are forbidden here");
    };
    const { session } = await scripted({}, { startWorker });
    expect(session.view.failure).toEqual({ kind: "engineFailed", text: "Error: Workers are forbidden here" });
  });

  it("of the engine in the middle of a session is shown at once", async () => {
    const { receive, session, terminated } = await inShell();
    receive({ kind: "engineFailed", text: "unreachable" });
    expect(session.view).toMatchObject({ phase: "failed", failure: { kind: "engineFailed", text: "unreachable" } });
    expect(terminated()).toBe(true);
  });
});

describe("the Worker of a session that is over", () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    return () => vi.useRealTimers();
  });

  it("hands over its last words and is ended then", async () => {
    const { act, receive, drawn, terminated } = await inShell();
    act({ kind: "exited", status: 0, signal: null, message: "" });
    receive({ kind: "output", bytes: new Uint8Array(10) });
    expect(drawn.length).toBe(1);
    expect(terminated()).toBe(false);
    vi.advanceTimersByTime(2_000);
    expect(terminated()).toBe(true);
  });

  it("is ended at once when it never came so far that it has to say goodbye", async () => {
    const { session, terminated } = await scripted();
    session.disconnect();
    expect(terminated()).toBe(true);
  });
});

describe("a new session that meets a relay on its way out", () => {
  const shuttingDown = (retryAfterMs: number): Action => ({
    kind: "linkRefused",
    hop: "relay",
    reason: "relay_shutting_down",
    retryAfterMs,
    text: "",
  });
  const unopened: FromWorker = { kind: "socketFailed", opened: false, code: 1006, text: "" };
  const draining = probeOf(async () => new Response("draining\n", { status: 503 }));

  /** Not `expect.poll`, which moves the clock on. */
  const until = async (holds: () => boolean) => {
    while (!holds()) await new Promise((resolve) => setImmediate(resolve));
  };

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    return () => {
      expect(vi.getTimerCount(), "timers left behind").toBe(0);
      vi.useRealTimers();
    };
  });

  it("is tried again after the time that the relay asked for, by another Worker with another route and a fresh token", async () => {
    let asked = 0;
    const script = await scripted({ token: () => `token ${++asked}` });
    script.act(shuttingDown(3_000));
    expect(script.session.view).toMatchObject({ phase: "connecting", restarting: true, failure: null });
    expect(script.terminated()).toBe(true);
    vi.advanceTimersByTime(2_999);
    expect(asked).toBe(1);
    vi.advanceTimersByTime(1);
    await until(() => script.workers() === 2);
    expect(stateOf(script.session.view)).toBe("restarting");
    const opened = script.sent.flatMap((message) => (message.kind === "open" ? [message] : []));
    expect(opened.map(({ proof }) => new TextDecoder().decode(proof))).toEqual(["token 1", "token 2"]);
    expect(new Set(opened.map(({ url }) => url)).size).toBe(2);
    script.act({ kind: "linkEstablished", custody: "browser", sessionId: "00", graceMs: 7_200_000 });
    expect(script.session.view).toMatchObject({ phase: "handshake", restarting: false });
    script.session.dispose();
    vi.runAllTimers();
  });

  it("is tried again after two seconds when it is the probe that found out", async () => {
    const script = await scripted({}, { probe: draining });
    script.receive(unopened);
    await until(() => stateOf(script.session.view) === "restarting");
    vi.advanceTimersByTime(1_999);
    expect(vi.getTimerCount()).toBe(1);
    vi.advanceTimersByTime(1);
    await until(() => script.workers() === 2);
    script.session.dispose();
    vi.runAllTimers();
  });

  it("is tried again when it was the engine that did not come from there", async () => {
    const script = await scripted({}, { probe: draining });
    script.receive({ kind: "engineFailed", text: "the worker's script could not be loaded" });
    await until(() => script.session.view.restarting);
    script.session.dispose();
  });

  it("waits through the time when nobody is there, and no engine to be had, and shows what the last try met", async () => {
    const script = await scripted({}, { probe: probeOf(() => Promise.reject(new Error("nobody"))) });
    script.act(shuttingDown(2_000));
    for (let next = 2; next <= mostRestartTries + 1; next += 1) {
      expect(stateOf(script.session.view)).toBe("restarting");
      vi.advanceTimersByTime(2_000);
      await until(() => script.workers() === next);
      script.receive(next % 2 === 0 ? unopened : { kind: "engineFailed", text: "no script" });
      await until(() => script.session.view.phase !== "diagnosing");
    }
    expect(script.session.view).toMatchObject({ failure: { finding: "relay_unreachable" } });
    expect(stateOf(script.session.view)).toBe("failed");
    vi.runAllTimers();
    expect(script.workers()).toBe(mostRestartTries + 1);
  });

  it("is told what else the relay says then", async () => {
    const script = await scripted();
    script.act(shuttingDown(2_000));
    vi.advanceTimersByTime(2_000);
    await until(() => script.workers() === 2);
    script.act({ kind: "linkRefused", hop: "access", reason: "not_authenticated", retryAfterMs: 0, text: "" });
    expect(script.session.view).toMatchObject({ phase: "failed", failure: { reason: "not_authenticated" } });
    vi.runAllTimers();
  });

  it("is not tried again once the relay had accepted it", async () => {
    const script = await inShell();
    script.act(shuttingDown(2_000));
    expect(script.session.view).toMatchObject({ phase: "failed", failure: { reason: "relay_shutting_down" } });
    vi.runAllTimers();
    expect(script.workers()).toBe(1);
  });

  it.each(["disconnect", "dispose"] as const)("is not tried again once the person has left (%s)", async (way) => {
    let asked = 0;
    const script = await scripted({ token: () => `token ${++asked}` });
    script.act(shuttingDown(2_000));
    script.session[way]();
    if (way === "disconnect") {
      expect(script.session.view).toMatchObject({ phase: "ended", restarting: false, exit: { byPerson: true } });
    }
    vi.runAllTimers();
    expect(asked).toBe(1);
  });
});

describe("a session that is disposed", () => {
  it("says goodbye and shows nothing more", async () => {
    const { session, sent, act, receive, drawn } = await inShell();
    session.dispose();
    expect(sent.at(-1)).toEqual({ kind: "disconnect" });
    act({ kind: "exited", status: 0, signal: null, message: "" });
    receive({ kind: "output", bytes: new Uint8Array(10) });
    expect(session.view.phase).toBe("shell");
    expect(drawn).toEqual([]);
  });
});

describe("a session whose relay is out of reach", () => {
  const octets = (text: string) => new TextEncoder().encode(text);
  const lost: Action = { kind: "linkLost", lastHeardMs: 8_000 };
  const resumed: Action = { kind: "linkResumed", awayMs: 61_000 };
  const refused: Action = { kind: "linkRefused", hop: "session", reason: "session_expired", retryAfterMs: 0, text: "" };

  it("keeps what is typed, and sends it in order when it is back", async () => {
    const { session, act, typed } = await inShell();
    act(lost);
    session.type(octets("l"));
    session.type(octets("s"));
    expect(typed()).toEqual([]);
    act(resumed);
    session.type(octets("!"));
    expect(typed().join("")).toBe("ls!");
  });

  it("says how much of what was typed is lost with it", async () => {
    const { session, act, dropped, typed } = await inShell();
    act(lost);
    session.type(octets("ls"));
    act(refused);
    expect(session.view).toMatchObject({ phase: "failed", away: null });
    expect([dropped, typed()]).toEqual([[2], []]);
  });

  it("gives a token of its own for each try, and the page's problem with it is shown", async () => {
    let asked = 0;
    const token = () => {
      asked += 1;
      if (asked === 2) throw new Error("signed out");
      return `token ${asked}`;
    };
    const { session, act, receive, sent, transferred } = await inShell({ token });
    const proofs = () =>
      sent.flatMap((message) => (message.kind === "proof" ? [[message.attempt, message.proof]] : []));
    act(lost);
    receive({ kind: "proofWanted", attempt: 1 });
    await vi.waitFor(() => expect(proofs()).toEqual([[1, null]]));
    expect(session.view.away?.problem).toEqual({ kind: "tokenFailed", text: "Error: signed out" });
    receive({ kind: "proofWanted", attempt: 2 });
    await vi.waitFor(() => expect(proofs().at(-1)).toEqual([2, octets("token 3")]));
    expect(transferred.at(-1)?.length).toBe(1);
    expect(session.view.away?.problem).toBeNull();
  });

  it("passes on that the network is back", async () => {
    const { session, act, sent } = await inShell();
    act(lost);
    session.nudge();
    expect(sent.at(-1)).toEqual({ kind: "nudge" });
  });

  it("is not taken for one that the node ended meanwhile, once it has gone on for a while", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const { session, act } = await inShell();
    act(lost);
    act(resumed);
    expect(session.view.backAfterMs).toBe(61_000);
    vi.advanceTimersByTime(5_000);
    expect(session.view.backAfterMs).toBeNull();
    vi.useRealTimers();
  });
});
