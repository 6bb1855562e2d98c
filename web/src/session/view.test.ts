import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Failure } from "../failure/explain.ts";
import type { Action, HostKey, SshFailed } from "../worker/messages.ts";
import { applyAction, applyFailure, applyLeave, applyReply, idleView, type SessionView } from "./view.ts";

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
  const socket: Failure = { kind: "socketFailed", opened: true, code: 1006, text: "", finding: "lost", evidence: [] };

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
