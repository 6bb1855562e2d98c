import { describe, expect, it } from "vitest";
import { RelayAddress } from "../session/relay-address.ts";
import type { SocketFailed } from "../worker/messages.ts";
import { diagnose, type ProbePorts } from "./probe.ts";

const relay = new RelayAddress("wss://relay.example/ssh", "https://page.example/");
const target = { relay, node: "web-1", route: "00ff" };
const unopened: SocketFailed = { kind: "socketFailed", opened: false, code: 1006, text: "" };

/** A status, or the text of a network error, or all of an answer. */
type Answer = number | string | Response;

/** A browser whose relay answers so. */
function browser(
  health: Answer,
  socketPath: Answer,
  more: Partial<ProbePorts> = {},
  readiness: Answer = 200,
): ProbePorts & { asked: string[] } {
  const answerTo = ({ pathname }: URL): Answer => {
    if (pathname.endsWith("/healthz")) return health;
    if (pathname.endsWith("/readyz")) return readiness;
    return pathname.endsWith("/debug/websocket-test") ? 200 : socketPath;
  };
  const asked: string[] = [];
  return {
    asked,
    online: () => true,
    securePage: false,
    fetch: async (url) => {
      asked.push(url);
      const answer = answerTo(new URL(url));
      if (typeof answer === "string") throw new TypeError(answer);
      return answer instanceof Response ? answer : new Response(null, { status: answer });
    },
    openSocket: (url) => {
      asked.push(url);
      throw new Error("none here");
    },
    ...more,
  };
}
const healthy = () => new Response("ok\n", { status: 200 });
const draining = () => new Response("draining\n", { status: 503 });

describe("a WebSocket that never opened", () => {
  it.each([
    ["nobody answers", "Failed to fetch", "Failed to fetch", "relay_unreachable"],
    ["the relay is there and the upgrade was dropped on the way", 200, 426, "upgrade_lost"],
    ["the relay refuses the page's origin", 200, 403, "origin_refused"],
    ["the relay does not know the page's host", 200, 421, "origin_refused"],
    ["the proxy does not pass the path on", 200, 404, "not_routed"],
    ["another web server answers", 404, 404, "not_a_relay"],
    ["another web server answers everything with its own page", 200, 200, "not_a_relay"],
    ["the proxy has no relay behind it", 502, 502, "gateway_without_relay"],
    ["the proxy's relay does not answer in time", 504, 504, "gateway_without_relay"],
    ["the relay has too much to do", 200, 503, "rate_limited"],
    ["too many requests", 200, 429, "rate_limited"],
    ["a sign-in stands before it", 401, 401, "sign_in_required"],
    ["the relay is broken", 500, 500, "relay_unhealthy"],
    ["only the WebSocket's path does not answer", 200, "Failed to fetch", "upgrade_lost"],
    ["an upgrade that a relay calls bad", 200, 400, "upgrade_lost"],
  ] as const)("%s", async (_name, health, socketPath, finding) => {
    const problem = await diagnose(unopened, target, browser(health, socketPath));
    expect(problem.finding).toBe(finding);
    expect(problem.evidence).toEqual([
      `GET /healthz: ${health}`,
      "GET /readyz: 200",
      `GET /ws/ssh/web-1: ${socketPath}`,
      "GET /debug/websocket-test: 200",
      "WebSocket /ws/test: none here",
    ]);
  });

  it.each([
    ["takes no new sessions, and the upgrade was refused", 426, draining(), "426"],
    ["answers nothing any more", draining(), draining(), "503 draining"],
    ["answers nothing any more, and the proxy keeps its readiness to itself", draining(), 404, "503 draining"],
  ] as const)("meant a relay that comes to its end: it %s", async (_name, socketPath, readiness, seen) => {
    const ports = browser(healthy(), socketPath, {}, readiness);
    const { finding, advice, evidence } = await diagnose(unopened, target, ports);
    expect({ finding, advice }).toEqual({ finding: "going_away", advice: null });
    expect(evidence).toContain(`GET /ws/ssh/web-1: ${seen}`);
    expect(evidence).toContain(`GET /readyz: ${readiness === 404 ? 404 : "503 draining"}`);
  });

  it.each([
    ["a proxy's page", new Response("<html>draining</html>", { status: 503 })],
    ["the relay's word with another state", new Response("draining\n", { status: 200 })],
    ["nothing", "Failed to fetch"],
  ] as const)("did not mean one when its readiness is %s", async (_name, readiness) => {
    const ports = browser(healthy(), 426, {}, readiness);
    expect((await diagnose(unopened, target, ports)).finding).toBe("upgrade_lost");
  });

  it("asks the relay below its own path, with the node's name escaped, and the same one that the socket was led to", async () => {
    const ports = browser(200, 426);
    await diagnose(unopened, { ...target, node: "a/b c" }, ports);
    expect(ports.asked).toEqual([
      "https://relay.example/ssh/healthz",
      "https://relay.example/ssh/readyz?session=00ff",
      "https://relay.example/ssh/ws/ssh/a%2Fb%20c?session=00ff",
      "https://relay.example/ssh/debug/websocket-test",
      "wss://relay.example/ssh/ws/test",
    ]);
  });

  it("is not asked about when the browser is offline", async () => {
    const ports = browser(200, 426, { online: () => false });
    expect((await diagnose(unopened, target, ports)).finding).toBe("offline");
    expect(ports.asked).toEqual([]);
  });

  it("was refused by the browser itself when the page is secure and the relay is not", async () => {
    const plain = new RelayAddress("ws://relay.example/", "https://page.example/");
    const ports = browser(200, 426, { securePage: true });
    expect((await diagnose(unopened, { ...target, relay: plain }, ports)).finding).toBe("mixed_content");
  });

  it("takes an answer that is a redirect for a sign-in page", async () => {
    const redirect = { type: "opaqueredirect", status: 0 } as Response;
    const ports = browser(200, 426, { fetch: async () => redirect });
    expect((await diagnose(unopened, target, ports)).finding).toBe("sign_in_required");
  });
});

describe("what the doctor says about it", () => {
  const advised = async (health: Response | number, socketPath: Response | number) =>
    (await diagnose(unopened, target, browser(health, socketPath))).advice?.en;

  it("has the lines for the proxy that names itself", async () => {
    const advice = await advised(
      healthy(),
      new Response("no upgrade", { status: 426, headers: { server: "nginx/1.22.1" } }),
    );
    expect(advice?.seen).toContain("without its Upgrade, Connection");
    expect(advice?.linesFor).toBe("lines for nginx");
    expect(advice?.lines).toContain("proxy_set_header Upgrade $http_upgrade;");
  });

  it("has none for a proxy that does not", async () => {
    expect((await advised(healthy(), 426))?.lines).toEqual([]);
  });

  it.each([
    ["the relay's own 404 from a proxy's", 404, "There is nothing at this address.\n", "knows nothing at the path"],
    ["a proxy's 404 from the relay's", 404, "<html>", "does not exist (404, -)"],
    ["the relay's refusal of an origin", 403, "comes from an origin that may not use this relay", "refuses the origin"],
    ["a proxy's refusal", 403, "blocked", "is forbidden (403"],
    ["another upstream for the WebSocket", 502, "", "answers the request for a WebSocket with 502"],
    ["a fallback page", 200, "<!doctype html>", "answered with a page (200)"],
  ] as const)("tells %s", async (_name, status, body, seen) => {
    const type = body.startsWith("<!doctype") ? "text/html" : "text/plain";
    const advice = await advised(healthy(), new Response(body, { status, headers: { "content-type": type } }));
    expect(advice?.seen).toContain(seen);
  });

  it("is about the relay when that does not answer either", async () => {
    expect((await advised(502, 502))?.seen).toContain("The proxy answers https://relay.example/ssh/healthz with 502");
  });

  it("is nothing where a browser sees nothing", async () => {
    const problem = await diagnose(unopened, target, browser("Failed to fetch", "Failed to fetch"));
    expect(problem.advice).toBeNull();
  });
});

describe("a WebSocket that was open", () => {
  it.each([
    [1006, "lost"],
    [1000, "lost"],
    [1001, "going_away"],
    [1012, "going_away"],
    [1013, "going_away"],
    [1002, "refused_message"],
    [1009, "refused_message"],
  ] as const)("and closed with %i was %s", async (code, finding) => {
    const ports = browser(200, 426);
    const problem = await diagnose({ ...unopened, opened: true, code }, target, ports);
    expect(problem.finding).toBe(finding);
    expect(ports.asked).toEqual([]);
  });
});
