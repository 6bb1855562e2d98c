// A browser does not say why a WebSocket failed. So when one did, the relay is asked by plain HTTP, and the answers say which
// hop it was: nothing there, a proxy without a relay, a path that is not passed on, an upgrade that is dropped, a relay that comes
// to its end.
import type { RelayAddress } from "../session/relay-address.ts";
import type { SocketFailed } from "../worker/messages.ts";
import { advise, type DoctorFinding, type DoctorProblem, type ProxyName, recogniseProxy } from "./doctor.ts";
import type { SocketProblem } from "./explain.ts";
import type { SocketFinding } from "./words.ts";

/** What the probe needs of the browser; tests hand in their own. */
export interface ProbePorts {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly openSocket: (url: string, subprotocol: string) => WebSocket;
  readonly online: () => boolean;
  /** Whether the page came over https, so that ws: is refused by the browser itself. */
  readonly securePage: boolean;
}

/** A relay that does not answer HTTP for so long is taken as not answering. */
const answerTimeoutMs = 5_000;
/** The relay's own words are a few lines. */
const mostBodyLetters = 2_000;
/** docs/wire-protocol.md, the test endpoint. */
const testSubprotocol = "glasshell.test.v1";
/** The relay's own word, with 503, while it comes to its end (docs/operations.md, Draining). A proxy's 503 has another one. */
const drainingWord = "draining";

/** Where the WebSocket that failed was to lead. */
export interface SocketTarget {
  readonly relay: RelayAddress;
  readonly node: string;
  /** As in the WebSocket's address: a balancer before several relays sends what is asked here to the one that it sent the socket to. */
  readonly route: string;
}

interface Answer {
  readonly status: number;
  readonly server: string;
  readonly type: string;
  readonly body: string;
}
type HttpAnswer = Answer | { readonly error: string };

/** Finds out why a WebSocket failed. Never throws. */
export async function diagnose(
  failed: SocketFailed,
  { relay, node, route }: SocketTarget,
  ports: ProbePorts,
): Promise<SocketProblem> {
  const conclude = (finding: SocketFinding): SocketProblem => ({ ...failed, finding, evidence: [], advice: null });

  if (!ports.online()) return conclude("offline");
  if (failed.opened) return conclude(findingOfCode(failed.code));
  if (ports.securePage && relay.insecure) return conclude("mixed_content");

  const path = `ws/ssh/${encodeURIComponent(node)}`;
  const [health, readiness, socketPath, selfTest, testSocket] = await Promise.all([
    ask(relay.httpUrl("healthz"), ports),
    ask(relay.httpUrl(`readyz?session=${route}`), ports),
    ask(relay.httpUrl(`${path}?session=${route}`), ports),
    ask(relay.httpUrl("debug/websocket-test"), ports),
    tryTestSocket(relay, ports),
  ]);
  // Whatever else was seen then, no proxy is to be mended.
  const draining = isDraining(readiness) || isDraining(socketPath);
  const doctors = draining ? null : doctorFinding(health, socketPath, relay, path);
  return {
    ...failed,
    finding: draining ? "going_away" : findingOf(health, socketPath),
    evidence: [
      `GET /healthz: ${describe(health)}`,
      `GET /readyz: ${describe(readiness)}`,
      `GET /ws/ssh/${node}: ${describe(socketPath)}`,
      `GET /debug/websocket-test: ${describe(selfTest)}`,
      `WebSocket /ws/test: ${testSocket}`,
      ...(doctors?.proxy ? [`proxy: ${doctors.proxy}`] : []),
    ],
    advice: doctors && (await advise(doctors)),
  };
}

/** RFC 6455 §7.4.1, for a socket that had been open. */
function findingOfCode(code: number): SocketFinding {
  switch (code) {
    case 1001:
    case 1012:
    case 1013:
      return "going_away";
    case 1002:
    case 1003:
    case 1007:
    case 1008:
    case 1009:
      return "refused_message";
    default:
      return "lost";
  }
}

function findingOf(health: HttpAnswer, socketPath: HttpAnswer): SocketFinding {
  if ("error" in socketPath) return "error" in health ? "relay_unreachable" : "upgrade_lost";
  switch (socketPath.status) {
    case 426:
      return "upgrade_lost";
    case 401:
    case 407:
      return "sign_in_required";
    case 403:
      return "origin_refused";
    case 404:
      return "status" in health && health.status === 200 ? "not_routed" : "not_a_relay";
    case 421:
      return "origin_refused";
    case 429:
      return "rate_limited";
    case 502:
    case 504:
      return "gateway_without_relay";
    case 503:
      return "status" in health && health.status === 200 ? "rate_limited" : "gateway_without_relay";
    default:
      break;
  }
  if (socketPath.status >= 500) return "relay_unhealthy";
  return socketPath.status >= 400 ? "upgrade_lost" : "not_a_relay";
}

/** The doctor's word for the same, which tells more of them apart; null where a browser sees too little. */
function doctorFinding(
  health: HttpAnswer,
  socketPath: HttpAnswer,
  relay: RelayAddress,
  path: string,
): DoctorFinding | null {
  if ("error" in health || "error" in socketPath) return null;
  const url = new URL(relay.httpUrl(path));
  const problem = problemOf(health, socketPath);
  if (problem === null) return null;
  const answer = problem.startsWith("http_") ? health : socketPath;
  const proxy: ProxyName | null =
    recogniseProxy(socketPath.server, socketPath.body) ?? recogniseProxy(health.server, health.body);
  return {
    problem,
    proxy,
    facts: {
      url: problem.startsWith("http_") ? relay.httpUrl("healthz") : url.href,
      path: url.pathname,
      host: url.host,
      origin: url.origin,
      status: String(answer.status),
      server: answer.server || "-",
      said: answer.body.slice(0, 120).replaceAll(/\s+/g, " ").trim() || "-",
      // A fetch has neither, so which of them a proxy drops cannot be told from here.
      headers: "Upgrade, Connection",
    },
  };
}

function problemOf(health: Answer, socketPath: Answer): DoctorProblem | null {
  const healthy = health.status === 200 && health.body.trim() === "ok";
  switch (socketPath.status) {
    case 426:
      return "upgrade_headers_dropped";
    case 401:
    case 407:
      return "upgrade_sign_in";
    case 403:
      return socketPath.body.includes("may not use this relay") ? "upgrade_origin_refused" : "upgrade_forbidden";
    case 404:
      if (!healthy) return health.status === 404 ? "http_not_forwarded" : "http_not_the_relay";
      return socketPath.body.includes("There is nothing at this address.")
        ? "upgrade_path_changed"
        : "upgrade_not_forwarded";
    case 421:
      return "upgrade_host_refused";
    case 429:
      return "upgrade_rate_limited";
    case 502:
      return healthy ? "upgrade_bad_gateway" : "http_bad_gateway";
    case 504:
      return healthy ? "upgrade_gateway_timeout" : "http_gateway_timeout";
    case 503:
      return healthy ? "upgrade_unavailable" : "http_bad_gateway";
    case 400:
    case 405:
    case 501:
      return "upgrade_refused_by_proxy";
    case 200:
      if (!healthy) return "http_not_the_relay";
      return socketPath.type.startsWith("text/html") ? "upgrade_answered_by_page" : "upgrade_not_a_websocket";
    default:
      return socketPath.status >= 500 ? "upgrade_server_error" : null;
  }
}

async function ask(url: string, ports: ProbePorts): Promise<HttpAnswer> {
  try {
    const answer = await ports.fetch(url, {
      cache: "no-store",
      redirect: "manual",
      signal: AbortSignal.timeout(answerTimeoutMs),
    });
    // A redirect that is not followed shows no status; in front of a relay it leads to a sign-in.
    if (answer.type === "opaqueredirect") return { status: 401, server: "", type: "", body: "" };
    return {
      status: answer.status,
      // Of another origin only what it lets a page read.
      server: answer.headers.get("server") ?? answer.headers.get("via") ?? "",
      type: answer.headers.get("content-type") ?? "",
      body: (await answer.text()).slice(0, mostBodyLetters),
    };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

/** Whether any WebSocket gets through, by the one that leads to no node. Never throws, and says what it saw. */
function tryTestSocket(relay: RelayAddress, ports: ProbePorts): Promise<string> {
  return new Promise((resolve) => {
    let socket: WebSocket;
    try {
      socket = ports.openSocket(relay.testSocketUrl(), testSubprotocol);
    } catch (error) {
      resolve(error instanceof Error ? error.message : String(error));
      return;
    }
    const finish = (saw: string): void => {
      clearTimeout(timer);
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close();
      resolve(saw);
    };
    const timer = setTimeout(() => finish("no answer"), answerTimeoutMs);
    socket.binaryType = "arraybuffer";
    socket.onopen = () => socket.send(new Uint8Array([0, 0xff, 0x80]));
    socket.onmessage = () => finish("ok");
    socket.onclose = (event) => finish(`closed (${event.code})`);
  });
}

function isDraining(answer: HttpAnswer): boolean {
  return "status" in answer && answer.status === 503 && answer.body.trim() === drainingWord;
}

function describe(answer: HttpAnswer): string {
  if ("error" in answer) return answer.error;
  return isDraining(answer) ? `${answer.status} ${drainingWord}` : String(answer.status);
}
