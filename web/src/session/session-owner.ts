// One engine, one owner: a session's keys and counters live in one tab, so another tab of the same browser cannot go on with it. Who
// has a session holds a lock of its name while it lasts (a tab that holds one is not frozen, either), and can be asked to show it.

/** What is used of the browser; a page in an insecure context has no locks, and nobody knows of anybody then. */
export interface OwnerPorts {
  readonly locks: Pick<LockManager, "request" | "query"> | undefined;
  readonly openChannel: () => BroadcastChannel;
}

interface Wanted {
  readonly kind: "wanted";
  readonly sessionId: string;
}

/** Every tab of the origin hears it. */
export const channelName = "glasshell-sessions";

const lockName = (sessionId: string): string => `glasshell-session:${sessionId}`;

export class SessionOwner {
  readonly #ports: OwnerPorts;
  readonly #wanted: () => void;
  #sessionId = "";
  #channel: BroadcastChannel | null = null;
  #letGo: () => void = () => undefined;

  /** @param wanted  another tab asks for the session that is owned here */
  constructor(ports: OwnerPorts, wanted: () => void) {
    this.#ports = ports;
    this.#wanted = wanted;
  }

  /** @param sessionId  the session that is owned here from now on; empty for none */
  own(sessionId: string): void {
    if (sessionId === this.#sessionId) return;
    this.#release();
    this.#sessionId = sessionId;
    const { locks, openChannel } = this.#ports;
    if (sessionId === "" || !locks) return;
    const held = new Promise<void>((resolve) => {
      this.#letGo = resolve;
    });
    // It is refused to a page that is going away, which owns nothing any more.
    locks.request(lockName(sessionId), () => held).catch(() => undefined);
    this.#channel = openChannel();
    this.#channel.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (isWanted(data) && data.sessionId === this.#sessionId) this.#wanted();
    };
  }

  #release(): void {
    this.#letGo();
    this.#channel?.close();
    this.#channel = null;
  }
}

/** Whether a tab of this browser has the session. */
export async function isOwned(sessionId: string, { locks }: OwnerPorts): Promise<boolean> {
  if (sessionId === "" || !locks) return false;
  try {
    const { held = [] } = await locks.query();
    return held.some(({ name }) => name === lockName(sessionId));
  } catch {
    return false;
  }
}

/** Asks whoever has the session to show it. */
export function askOwner(sessionId: string, { openChannel }: OwnerPorts): void {
  const channel = openChannel();
  const wanted: Wanted = { kind: "wanted", sessionId };
  channel.postMessage(wanted);
  channel.close();
}

function isWanted(data: unknown): data is Wanted {
  return typeof data === "object" && data !== null && "kind" in data && data.kind === "wanted" && "sessionId" in data;
}
