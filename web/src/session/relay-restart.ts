// A session that has not begun and meets a relay on its way out: whether it is tried for again by itself, and when. Pure.
import type { Failure } from "../failure/explain.ts";

/** What the relay asks for in its `Retry-After`, which a browser does not show for a WebSocket. */
const usualWaitMs = 2_000;

/** Who is asked to wait for longer is told so, and decides. */
const longestWaitMs = 10_000;

/**
 * A relay with the defaults is gone 12 s after it was told to end (docs/operations.md, Draining), and whoever supervises it starts it
 * again: these tries take 16 s. One that lingers may do so for an hour; that is no wait for a person, and where there are others
 * beside it, one of the first tries finds them.
 */
export const mostRestartTries = 8;

/**
 * @param failure  of a session that the relay had not accepted
 * @param tries  how many it took after it had first met a relay on its way out; 0: it had not
 * @return how long to wait before the next one; null: the failure is to be shown
 */
export function restartWaitMs(failure: Failure, tries: number): number | null {
  if (tries >= mostRestartTries) return null;
  switch (failure.kind) {
    case "linkRefused": {
      const { reason, retryAfterMs } = failure;
      const isRestart = reason === "relay_shutting_down" && retryAfterMs > 0 && retryAfterMs <= longestWaitMs;
      return isRestart ? retryAfterMs : null;
    }
    case "socketFailed":
      // Once it is known that it restarts, nobody there, a proxy without a relay and the next relay half up are all the same.
      return failure.finding === "going_away" || tries > 0 ? usualWaitMs : null;
    case "engineFailed":
      // It comes from where the relay is.
      return tries > 0 ? usualWaitMs : null;
    case "closedWhileAway":
    case "linkFinished":
    case "linkFailed":
    case "failed":
    case "tokenFailed":
      return null;
  }
}
