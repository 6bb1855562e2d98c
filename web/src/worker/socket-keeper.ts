// The WebSockets of one session, one after another: the present one, which carries it, and at most one that is being opened to take
// its place. It knows how much a socket may hold, and nothing of frames. No DOM may enter; the tests under Node run the same code.

/** What is used of a WebSocket. */
export type Socket = Pick<
  WebSocket,
  "readyState" | "protocol" | "bufferedAmount" | "binaryType" | "onopen" | "onmessage" | "onclose" | "close"
> & { send(octets: Uint8Array<ArrayBuffer>): void };

/** How a socket ended. `code` is RFC 6455 §7.4's, 1006 if there was none. */
export interface SocketEnd {
  readonly opened: boolean;
  readonly code: number;
  readonly text: string;
}

export interface SocketKeeperPorts {
  /** May throw: a browser refuses some addresses at once. */
  readonly openSocket: (url: string, subprotocol: string) => Socket;
  /** The one that was being opened is open, and may be adopted. */
  readonly opened: () => void;
  /** The one that was being opened came to nothing. Not called for one that was abandoned. */
  readonly failed: (end: SocketEnd) => void;
  /** Of the present one. */
  readonly message: (data: ArrayBuffer | string) => void;
  /** The present one is no more. Not called for one that was closed, abandoned or replaced here. */
  readonly ended: (end: SocketEnd) => void;
  /** The present one was full and takes more. */
  readonly drained: () => void;
}

export const subprotocol = "glasshell.v1";

/** A relay that has not answered the upgrade by then will not: browsers themselves wait for minutes. */
const openTimeoutMs = 30_000;

/**
 * More than this a socket is not given: what lies in the browser's buffer cannot be overtaken, and on a slow uplink the acks and
 * beats of the next seconds would wait behind a paste. 64 KiB are a quarter of a second at 2 Mbit/s.
 */
export const socketOctets = 64 * 1024;

/** A browser does not say that its buffer has drained. Asked as often as this, it takes 13 MB/s. */
const drainPollMs = 5;

/** RFC 6455 §7.4.1 */
const closeNormal = 1000;
const closeProtocolError = 1002;
const closeAbnormal = 1006;

/** `WebSocket.OPEN`, which not every test's surroundings have. */
const open = 1;

export class SocketKeeper {
  readonly #ports: SocketKeeperPorts;
  #present: Socket | null = null;
  #next: Socket | null = null;
  #openTimer: ReturnType<typeof setTimeout> | undefined;
  #drainTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(ports: SocketKeeperPorts) {
    this.#ports = ports;
  }

  /** Opens a socket. One that is still being opened is given up for it; the present one stays. */
  open(url: string): void {
    this.giveUp();
    let socket: Socket;
    try {
      socket = this.#ports.openSocket(url, subprotocol);
    } catch (error) {
      this.#ports.failed({ opened: false, code: closeAbnormal, text: textOf(error) });
      return;
    }
    this.#next = socket;
    socket.binaryType = "arraybuffer";
    socket.onopen = () => this.#onOpen(socket);
    socket.onmessage = () => this.#fail(closeProtocolError, "the server spoke before it was asked");
    socket.onclose = ({ code, reason }) => this.#fail(code, reason);
    this.#openTimer = setTimeout(
      () => this.#fail(closeAbnormal, `no answer within ${openTimeoutMs / 1000} s`),
      openTimeoutMs,
    );
  }

  /** Whether there is one that was opened and not adopted yet. */
  get isReady(): boolean {
    return this.#next?.readyState === open;
  }

  /** The one that was opened takes the place of the present one, which is abandoned. */
  adopt(): void {
    const socket = this.#next;
    if (!socket || !this.isReady) throw new Error("there is no open socket to adopt");
    this.close();
    this.#next = null;
    this.#present = socket;
    socket.onmessage = ({ data }: MessageEvent<ArrayBuffer | string>) => this.#ports.message(data);
    socket.onclose = ({ code, reason }) => {
      this.close();
      this.#ports.ended({ opened: true, code, text: reason });
    };
  }

  /** Whether `send` may be called. While it may not, and there is a present one, `drained` or `ended` follows. */
  get hasRoom(): boolean {
    if (this.#present?.readyState !== open) return false;
    if (this.#present.bufferedAmount < socketOctets) return true;
    this.#drainTimer ??= setTimeout(() => this.#onDrainPoll(), drainPollMs);
    return false;
  }

  /** @param octets  copied before it returns */
  send(octets: Uint8Array<ArrayBuffer>): void {
    // Node asks for the octets' length again once they are written. When the module's memory has grown meanwhile a view of it
    // has none, and the socket would seem full for ever.
    this.#present?.send(octets.slice());
  }

  /** Closes the present one. What it holds still goes out before its close frame; nothing is heard of it any more. */
  close(): void {
    clearTimeout(this.#drainTimer);
    this.#drainTimer = undefined;
    release(this.#present);
    this.#present = null;
  }

  /** Drops the one that is being opened. */
  giveUp(): void {
    clearTimeout(this.#openTimer);
    release(this.#next);
    this.#next = null;
  }

  #onOpen(socket: Socket): void {
    clearTimeout(this.#openTimer);
    if (socket.protocol === subprotocol) this.#ports.opened();
    else this.#fail(closeProtocolError, `the server does not speak ${subprotocol}`);
  }

  #fail(code: number, text: string): void {
    this.giveUp();
    this.#ports.failed({ opened: false, code, text });
  }

  #onDrainPoll(): void {
    this.#drainTimer = undefined;
    if (this.hasRoom) this.#ports.drained();
  }
}

function release(socket: Socket | null): void {
  if (!socket) return;
  socket.onopen = null;
  socket.onmessage = null;
  socket.onclose = null;
  if (socket.readyState <= open) socket.close(closeNormal);
}

export function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
