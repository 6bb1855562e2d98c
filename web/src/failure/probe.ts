// A browser does not say why a WebSocket failed. So when one did, the relay is asked by plain HTTP, and the answers say which
// hop it was: nothing there, a proxy without a relay, a path that is not passed on, an upgrade that is dropped.
import type { RelayAddress } from "../session/relay-address.ts";
import type { SocketFailed } from "../worker/messages.ts";
import type { SocketProblem } from "./explain.ts";
import type { SocketFinding } from "./words.ts";

/** What the probe needs of the browser; tests hand in their own. */
export interface ProbePorts {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly online: () => boolean;
  /** Whether the page came over https, so that ws: is refused by the browser itself. */
  readonly securePage: boolean;
}

/** A relay that does not answer HTTP for so long is taken as not answering. */
const answerTimeoutMs = 5_000;

type HttpAnswer = { readonly status: number } | { readonly error: string };

/** Finds out why the WebSocket to `node` failed. Never throws. */
export async function diagnose(
  failed: SocketFailed,
  relay: RelayAddress,
  node: string,
  ports: ProbePorts,
): Promise<SocketProblem> {
  const conclude = (finding: SocketFinding, evidence: readonly string[] = []): SocketProblem => ({
    ...failed,
    finding,
    evidence,
  });

  if (!ports.online()) return conclude("offline");
  if (failed.opened) return conclude(findingOfCode(failed.code));
  if (ports.securePage && relay.insecure) return conclude("mixed_content");

  const path = relay.httpUrl(`ws/ssh/${encodeURIComponent(node)}`);
  const [health, socketPath] = await Promise.all([ask(relay.httpUrl("healthz"), ports), ask(path, ports)]);
  const evidence = [`GET /healthz: ${describe(health)}`, `GET /ws/ssh/${node}: ${describe(socketPath)}`];
  return conclude(findingOf(health, socketPath), evidence);
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

async function ask(url: string, ports: ProbePorts): Promise<HttpAnswer> {
  try {
    const answer = await ports.fetch(url, {
      cache: "no-store",
      redirect: "manual",
      signal: AbortSignal.timeout(answerTimeoutMs),
    });
    // A redirect that is not followed shows no status; in front of a relay it leads to a sign-in.
    return { status: answer.type === "opaqueredirect" ? 401 : answer.status };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

function describe(answer: HttpAnswer): string {
  return "status" in answer ? String(answer.status) : answer.error;
}
