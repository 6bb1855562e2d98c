import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Failure } from "../failure/explain.ts";
import type { Action, HostKey, SshFailed } from "../worker/messages.ts";
import {
  applyAction,
  applyFailure,
  applyLeave,
  applyReply,
  applyTokenProblem,
  idleView,
  type SessionView,
  stateOf,
} from "./view.ts";

const key: HostKey = { type: "ssh-ed25519", blob: "AAAA", fingerprint: "SHA256:x", bits: 256 };
const connecting: SessionView = { ...idleView, phase: "connecting" };
const failed = (cause: string): SshFailed => ({
  kind: "failed",
  stage: "session",
  cause,
  peerText: "",
  mismatch: null,
  methods: [],
});
const finished = (reason: string): Action => ({ kind: "linkFinished", hop: "relay", reason, text: "" });
const run = (...actions: Action[]) => actions.reduce(applyAction, connecting);
const established: Action = { kind: "linkEstablished", custody: "browser", sessionId: "00", graceMs: 7_200_000 };

describe("a session", () => {
  it("goes from the link through host key and sign-in to the shell", () => {
    const prompt: Action = { kind: "hostKeyPrompt", prompt: 1, presented: key, known: [] };
    const asked = run(established, prompt);
    expect(asked).toMatchObject({ phase: "prompting", prompt, custody: "browser" });
    const accepted = applyReply(asked, { kind: "hostKey", decision: "accept" });
    expect(accepted).toMatchObject({ phase: "authenticating", prompt: null, hostKey: key });
    const shell = [{ kind: "authenticated", method: "password" }, { kind: "shellStarted" }].reduce(
      (view, action) => applyAction(view, action as Action),
      accepted,
    );
    expect(shell).toMatchObject({ phase: "shell", hadShell: true, method: "password" });
  });

  it("keeps what the certificate beside a key says, for when the node refuses it, and no longer than that key is the last", () => {
    const certificate = readFileSync(new URL("../../../tests/unit/ssh/keys/ed25519-cert.pub", import.meta.url), "utf8");
    const key = { kind: "publicKey", privateKey: new Uint8Array() } as const;
    const given = applyReply(run(established), { ...key, certificate });
    expect(given.certificate?.principals).toEqual(["somebody"]);
    expect(applyReply(given, { kind: "passphrase", passphrase: new Uint8Array() }).certificate).not.toBeNull();
    expect(applyReply(given, { ...key, certificate: "" }).certificate).toBeNull();
  });

  it("ends with the status that the node gave, whatever follows", () => {
    const view = run(
      established,
      { kind: "shellStarted" },
      { kind: "exited", status: 3, signal: null, message: "" },
      { kind: "closed" },
      finished("closed_by_node"),
      failed("closed_by_peer"),
    );
    expect(view).toMatchObject({ phase: "ended", failure: null, exit: { status: 3, byPerson: false } });
  });

  it("does not take a missing status for 0", () => {
    expect(run(established, { kind: "shellStarted" }, { kind: "closed" }).exit).toMatchObject({
      status: null,
      signal: null,
    });
  });

  it("keeps the last few banners of a server that sends them without end", () => {
    const banners = Array.from(
      { length: 100 },
      (_, index): Action => ({ kind: "banner", text: `line ${index}\x1b[2J` }),
    );
    const view = run(established, ...banners);
    expect(view.banners.length).toBe(8);
    expect(view.banners.at(-1)).toBe("line 99[2J");
  });

  it("that the person left is ended by the person, even if the engine reports a failure then", () => {
    const left = applyLeave(run(established, { kind: "shellStarted" }));
    expect(applyAction(left, failed("closed_by_peer"))).toMatchObject({ phase: "ended", exit: { byPerson: true } });
  });
});

describe("of two reports of one failure the more telling one is shown", () => {
  const shown = (first: Failure, second: Failure) => applyFailure(applyFailure(connecting, first), second).failure;
  const closedByNode = finished("closed_by_node") as Failure;
  const idle = finished("idle_timeout") as Failure;
  const tooMany = failed("too_many_attempts");
  const streamEnded = failed("closed_by_peer");
  const socket: Failure = {
    kind: "socketFailed",
    opened: true,
    code: 1006,
    text: "",
    finding: "lost",
    evidence: [],
    advice: null,
  };

  it.each([
    ["the engine knows why a node hung up", closedByNode, tooMany, tooMany],
    ["the engine's word stays", tooMany, closedByNode, tooMany],
    ["the relay knows why it ended a session", streamEnded, idle, idle],
    ["the relay's word stays", idle, streamEnded, idle],
    ["a lost socket says the least", socket, tooMany, tooMany],
    ["a lost socket does not replace anything", idle, socket, idle],
  ])("%s", (_name, first, second, expected) => {
    expect(shown(first, second)).toBe(expected);
  });
});

describe("a session whose relay is out of reach", () => {
  const shell: readonly Action[] = [established, { kind: "shellStarted" }];
  const lost: Action = { kind: "linkLost", lastHeardMs: 8_000 };
  const resumed: Action = { kind: "linkResumed", awayMs: 61_000 };
  const hungUp: Failure = failed("closed_by_peer");

  it("is as far as it was, and waits", () => {
    const away = run(...shell, lost);
    expect(away).toMatchObject({ phase: "shell", away: { lastHeardMs: 8_000, attempts: 0, nextMs: null } });
    expect(stateOf(away)).toBe("reconnecting");
    expect(stateOf(applyAction(away, resumed))).toBe("shell");
  });

  it("says how its tries go", () => {
    const retried = run(...shell, lost, { kind: "linkRetry", attempt: 2, nextMs: 1_700, reason: "too_many_links" });
    expect(retried.away).toMatchObject({ lastHeardMs: 8_000, attempts: 2, nextMs: 1_700, reason: "too_many_links" });
    const problem = { kind: "tokenFailed", text: "signed out" } as const;
    expect(applyTokenProblem(retried, problem).away?.problem).toBe(problem);
    expect(applyTokenProblem(run(...shell), problem).away).toBeNull();
  });

  it("keeps a prompt open", () => {
    const prompt: Action = { kind: "userPrompt", prompt: 3 };
    expect(run(established, prompt, lost)).toMatchObject({ phase: "prompting", prompt });
  });

  it.each<[string, Action]>([
    [
      "the relay does not know it any more",
      { kind: "linkRefused", hop: "session", reason: "session_unknown", retryAfterMs: 0, text: "" },
    ],
    ["the engine fails", failed("screen_lost")],
    ["it is closed", { kind: "closed" }],
  ])("is not away any more when %s", (_name, action) => {
    const over = run(...shell, lost, action);
    expect(over.away).toBeNull();
    expect(["failed", "ended"]).toContain(stateOf(over));
  });

  it("had been closed by the node meanwhile if it ends as soon as it is back", () => {
    const over = applyFailure(run(...shell, lost, resumed), hungUp);
    expect(over.failure).toEqual({ kind: "closedWhileAway", awayMs: 61_000, failure: hungUp });
    const said = run(...shell, lost, resumed, finished("closed_by_node"));
    expect(applyFailure(said, hungUp).failure).toEqual({ kind: "closedWhileAway", awayMs: 61_000, failure: hungUp });
    expect(applyAction(over, finished("closed_by_node"))).toBe(over);
  });

  it("was not, if the node has answered since, or if it ends for another reason", () => {
    const answered = run(...shell, lost, resumed, { kind: "nodeRoundTrip", ms: 3 });
    expect(applyFailure(answered, hungUp).failure).toBe(hungUp);
    const other = failed("integrity_error");
    expect(applyFailure(run(...shell, lost, resumed), other).failure).toBe(other);
    expect(applyFailure(run(...shell), hungUp).failure).toBe(hungUp);
  });
});
