import { describe, expect, it } from "vitest";
import type { Failure } from "../failure/explain.ts";
import { socketFindings } from "../failure/words.ts";
import { mostRestartTries, restartWaitMs } from "./relay-restart.ts";

const refused = (reason: string, retryAfterMs: number): Failure => ({
  kind: "linkRefused",
  hop: "relay",
  reason,
  retryAfterMs,
  text: "",
});
const socket = (finding: (typeof socketFindings)[number]): Failure => ({
  kind: "socketFailed",
  opened: false,
  code: 1006,
  text: "",
  finding,
  evidence: [],
  advice: null,
});
const engine: Failure = { kind: "engineFailed", text: "" };

describe("a session that the relay has not accepted", () => {
  it.each([
    ["as long as the relay asks", refused("relay_shutting_down", 1_500), 1_500],
    ["for two seconds where the relay's wish cannot be read", socket("going_away"), 2_000],
  ])("waits %s", (_name, failure, waitMs) => {
    expect(restartWaitMs(failure, 0)).toBe(waitMs);
  });

  it.each([
    ["in vain", refused("relay_shutting_down", 0)],
    ["for longer than a person waits without being asked", refused("relay_shutting_down", 60_000)],
    ["for a relay that has another reason", refused("too_many_links", 2_000)],
    ["for a page that gives no token", { kind: "tokenFailed", text: "" } as const],
    ["for a relay that broke the protocol", { kind: "linkFailed", error: "malformed" } as const],
  ])("does not wait %s", (_name, failure) => {
    expect([restartWaitMs(failure, 0), restartWaitMs(failure, 1)]).toEqual([null, null]);
  });

  it("takes whatever else it meets for the restart, once it knows of one, and not before", () => {
    const others = socketFindings.filter((finding) => finding !== "going_away");
    for (const failure of [engine, ...others.map(socket)]) {
      expect([restartWaitMs(failure, 0), restartWaitMs(failure, 1)]).toEqual([null, 2_000]);
    }
  });

  it("does not wait for ever", () => {
    for (const failure of [refused("relay_shutting_down", 2_000), socket("going_away"), engine]) {
      expect(restartWaitMs(failure, mostRestartTries - 1)).toBe(2_000);
      expect(restartWaitMs(failure, mostRestartTries)).toBeNull();
    }
  });
});
