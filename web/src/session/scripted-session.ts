// A session whose engine is a script, for tests: they say what the Worker posts and see what it is sent. Not part of the page.
import type { ProbePorts } from "../failure/probe.ts";
import type { Action, FromWorker, HostKey, Reply, ToWorker } from "../worker/messages.ts";
import { KnownHosts } from "./known-hosts.ts";
import { RelayAddress } from "./relay-address.ts";
import { Session, type SessionPorts, type SessionTarget } from "./session.ts";

export const relay = new RelayAddress("wss://relay.example", "https://page.example/");
export const size = { columns: 100, rows: 30, widthPixels: 800, heightPixels: 540 };
export const presented: HostKey = { type: "ssh-ed25519", blob: "AAAA", fingerprint: "SHA256:new", bits: 256 };
export const known: HostKey = { type: "ssh-ed25519", blob: "BBBB", fingerprint: "SHA256:old", bits: 256 };

/** What a session's failure is looked into with: a relay that answers HTTP as `fetch` does, and lets no WebSocket through. */
export function probeOf(fetch: ProbePorts["fetch"]): ProbePorts {
  return {
    fetch,
    openSocket: () => {
      throw new Error("no WebSockets here");
    },
    online: () => true,
    securePage: true,
  };
}

/** A session whose engine is a script: the test says what the Worker posts and sees what it is sent. */
export async function scripted(
  target: Partial<SessionTarget> = {},
  more: Partial<SessionPorts> = {},
  meanwhile: (session: Session) => void = () => undefined,
) {
  const sent: ToWorker[] = [];
  const transferred: Transferable[][] = [];
  const drawn: (readonly [octets: Uint8Array, committed: () => void])[] = [];
  let receive: (message: FromWorker) => void = () => undefined;
  let workers = 0;
  let terminated = false;
  let notStored = 0;
  const dropped: number[] = [];
  const knownHosts = new KnownHosts();
  const session = new Session(
    { relay, node: "web-1", user: "", identity: null, token: "\u0001\u0002", ...target },
    {
      startWorker: (listener) => {
        receive = listener;
        workers += 1;
        terminated = false;
        return {
          post: (message, transfer = []) => {
            sent.push(message);
            transferred.push(transfer);
          },
          terminate: () => {
            terminated = true;
          },
        };
      },
      knownHosts,
      probe: probeOf(async () => new Response(null, { status: 426 })),
      screen: (octets, committed) => drawn.push([octets, committed]),
      screenSize: () => size,
      visible: () => true,
      changed: () => undefined,
      input: {
        progress: () => undefined,
        waiting: () => undefined,
        refused: () => undefined,
        dropped: ({ kept }) => dropped.push(kept),
      },
      hostKeyNotStored: () => {
        notStored += 1;
      },
      ...more,
    },
  );
  const started = session.start();
  meanwhile(session);
  await started;
  const act = (action: Action) => receive({ kind: "action", action });
  return {
    session,
    sent,
    transferred,
    drawn,
    knownHosts,
    act,
    receive: (message: FromWorker) => receive(message),
    /** How many Workers there were. */
    workers: () => workers,
    /** Of the last one. */
    terminated: () => terminated,
    notStored: () => notStored,
    dropped,
    typed: () => sent.flatMap((message) => (message.kind === "input" ? [new TextDecoder().decode(message.bytes)] : [])),
    replies: () => sent.flatMap((message) => (message.kind === "reply" ? [message.reply] : [])),
    answer(reply: Reply) {
      if (!session.view.prompt) throw new Error("nothing is asked");
      session.reply(session.view.prompt, reply);
    },
  };
}

export const askHostKey = (keys: readonly HostKey[] = []): Action => ({
  kind: "hostKeyPrompt",
  prompt: 1,
  presented,
  known: keys,
});
export const askMethod = (
  last: "none" | "denied" | "partial_success",
  ...methods: readonly ("password" | "publickey" | "keyboard-interactive")[]
): Action => ({
  kind: "authenticationPrompt",
  prompt: 2,
  user: "ana",
  methods,
  last,
  lastMethod: "",
});
export const inShell = async (target: Partial<SessionTarget> = {}) => {
  const script = await scripted(target);
  script.act({ kind: "linkEstablished", custody: "browser", sessionId: "00", graceMs: 7_200_000 });
  script.act({ kind: "shellStarted" });
  return script;
};
