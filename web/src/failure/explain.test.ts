import { describe, expect, it } from "vitest";
import { english } from "../i18n/en.ts";
import { catalogues } from "../i18n/language.ts";
import type { SshFailed } from "../worker/messages.ts";
import { explain, type Failure } from "./explain.ts";
import { causes, linkErrors, linkReasons, relayHops, socketFindings, stages } from "./words.ts";

const who = { node: "web-1", relay: "relay.example", user: "ana" };
const ssh = (stage: string, cause: string, more: Partial<SshFailed> = {}): SshFailed => ({
  kind: "failed",
  stage,
  cause,
  peerText: "",
  mismatch: null,
  methods: [],
  ...more,
});

/** Every failure that there can be. */
const everything: readonly (readonly [name: string, failure: Failure])[] = [
  ...relayHops.flatMap((hop) =>
    linkReasons.map((reason): [string, Failure] => [
      `${hop}: ${reason}`,
      { kind: "linkRefused", hop, reason, retryAfterMs: 0, text: "" },
    ]),
  ),
  ...linkErrors.map((error): [string, Failure] => [`link: ${error}`, { kind: "linkFailed", error }]),
  ...stages.flatMap((stage) => causes.map((cause): [string, Failure] => [`${stage}: ${cause}`, ssh(stage, cause)])),
  ...socketFindings.map((finding): [string, Failure] => [
    `socket: ${finding}`,
    { kind: "socketFailed", opened: false, code: 1006, text: "", finding, evidence: [], advice: null },
  ]),
  ["the node, while away", { kind: "closedWhileAway", awayMs: 190_000, failure: ssh("session", "closed_by_peer") }],
  ["engine", { kind: "engineFailed", text: "no WebAssembly" }],
  ["token", { kind: "tokenFailed", text: "Error: session expired" }],
  ["a word of a newer relay", { kind: "linkRefused", hop: "moon", reason: "eclipse", retryAfterMs: 0, text: "" }],
  ["a word of a newer engine", ssh("moon", "eclipse")],
];

describe.each(catalogues.map((catalogue) => [catalogue.name, catalogue] as const))("in %s", (_, catalogue) => {
  it.each(everything)("%s has a hop, a title, and one sentence of cause and remedy", (_name, failure) => {
    const { hop, title, cause, remedy, sentence } = explain(failure, who, catalogue);
    expect(catalogue.failure.hops[hop]).toBeTruthy();
    for (const text of [title, cause, remedy, sentence]) {
      expect(text).not.toMatch(/undefined|null|\[object|\s{2}|^\s|\s$/);
    }
    expect(title).toMatch(/^[\p{Lu}w].*[^.]$/u); // a capital letter, or the node's name
    expect(cause).toMatch(/^[\p{Lu}w].*[^.:;]$/u);
    expect(remedy).toMatch(/^[\p{Ll}].*[^.:;]$/u);
    expect(sentence).toBe(`${cause}: ${remedy}.`);
    expect(sentence.length).toBeLessThan(330);
  });

  it("never says the same for two causes at the same stage", () => {
    const sentences = causes.map((cause) => explain(ssh("session", cause), who, catalogue).sentence);
    expect(new Set(sentences).size).toBe(causes.length);
  });
});

describe("explain", () => {
  it("differs between the languages for every failure", () => {
    const [first, second] = catalogues;
    if (!first || !second) throw new Error("two languages are expected");
    for (const [, failure] of everything) {
      expect(explain(failure, who, first).sentence).not.toBe(explain(failure, who, second).sentence);
    }
  });

  it("puts both algorithm lists into the details and the category into the sentence", () => {
    const mismatch = { category: "key exchange", ours: ["curve25519-sha256"], theirs: ["diffie-hellman-group1-sha1"] };
    const { details, sentence } = explain(ssh("key_exchange", "no_common_algorithm", { mismatch }), who, english);
    expect(sentence).toContain("no key exchange in common");
    expect(details.map(({ list }) => list)).toEqual(expect.arrayContaining([mismatch.ours, mismatch.theirs]));
  });

  it("keeps the other side's words out of the sentence and shows them in the details", () => {
    const { details, sentence } = explain(
      ssh("banner", "not_ssh", { peerText: "HTTP/1.1 400 Bad Request" }),
      who,
      english,
    );
    expect(sentence).not.toContain("HTTP/1.1");
    expect(details.some(({ value }) => value === "HTTP/1.1 400 Bad Request")).toBe(true);
  });

  it("places a token that did not come in this browser, with what the page said in the details", () => {
    const failure: Failure = { kind: "tokenFailed", text: "Error: session expired" };
    const { hop, calm, details, sentence } = explain(failure, who, english);
    expect({ hop, calm }).toEqual({ hop: "browser", calm: false });
    expect(sentence).not.toContain("session expired");
    expect(details).toEqual([{ label: english.failure.details.pageSaid, value: failure.text }]);
    expect(explain({ ...failure, text: "" }, who, english).details).toEqual([]);
  });

  it("names the methods of a server that accepts none of ours", () => {
    const { sentence } = explain(
      ssh("authentication", "no_method_left", { methods: ["gssapi-with-mic"] }),
      who,
      english,
    );
    expect(sentence).toContain("gssapi-with-mic");
  });

  it("places a refused connection on the way to the node, and a refused sign-in at the relay", () => {
    const refused = (hop: string, reason: string): Failure => ({
      kind: "linkRefused",
      hop,
      reason,
      retryAfterMs: 0,
      text: "",
    });
    expect(explain(refused("node_tcp", "connection_refused"), who, english).hop).toBe("route");
    expect(explain(refused("access", "not_authenticated"), who, english).hop).toBe("relay");
  });

  it("passes on how long the relay asks to wait, and only then", () => {
    const full = { kind: "linkRefused", hop: "relay", reason: "too_many_links", text: "" } as const;
    expect(explain({ ...full, retryAfterMs: 5000 }, who, english).retryAfterMs).toBe(5000);
    expect(explain({ ...full, retryAfterMs: 0 }, who, english).retryAfterMs).toBeNull();
  });

  it("does not alarm when a person decided", () => {
    expect(explain(ssh("host_key", "host_key_refused"), who, english).calm).toBe(true);
    expect(explain(ssh("host_key", "host_key_changed"), who, english).calm).toBe(false);
  });

  it("shows close code and probe of a socket that failed", () => {
    const failure: Failure = {
      kind: "socketFailed",
      opened: false,
      code: 1006,
      text: "",
      finding: "upgrade_lost",
      evidence: ["GET /healthz: 200", "GET /ws/ssh/web-1: 426"],
      advice: null,
    };
    const { details } = explain(failure, who, english);
    expect(details.find(({ label }) => label === english.failure.details.closeCode)?.value).toBe("1006");
    expect(details.find(({ label }) => label === english.failure.details.probe)?.list).toEqual(failure.evidence);
  });
});
