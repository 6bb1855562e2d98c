import { describe, expect, it } from "vitest";
import { english } from "../i18n/en.ts";
import { advise } from "./doctor.ts";
import { explain } from "./explain.ts";
import { reportOf } from "./report.ts";

describe("a report to hand on", () => {
  it("holds what is shown: the sentence, the doctor's words with the lines, and the evidence", async () => {
    const failure = {
      kind: "socketFailed",
      opened: false,
      code: 1006,
      text: "",
      finding: "upgrade_lost",
      evidence: ["GET /healthz: 200", "GET /ws/ssh/web-1: 426"],
      advice: await advise({ problem: "upgrade_headers_dropped", proxy: "nginx", facts: { headers: "Upgrade" } }),
    } as const;
    const explanation = explain(failure, { node: "web-1", relay: "relay.example", user: "ana" }, english);
    const text = reportOf(explanation, { relay: "relay.example", node: "web-1" });
    for (const part of [
      "The WebSocket does not get through (relay.example, web-1)",
      explanation.sentence,
      "without its Upgrade (426)",
      "lines for nginx:\n    map $http_upgrade",
      "GET /healthz: 200; GET /ws/ssh/web-1: 426",
    ]) {
      expect(text).toContain(part);
    }
    expect(text).not.toContain("ana");
  });
});
