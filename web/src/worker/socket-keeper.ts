// The WebSockets of one session, one at a time: opens them, gives up those that do not come up, and knows how much a socket
// may hold. It knows nothing of frames. No DOM may enter; the tests under Node run the same code.

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
  /** What is sent now goes out on a new socket. */
  readonly opened: () => void;
  readonly message: (data: ArrayBuffer | string) => void;
  /** The present socket is no more. Not called for one that was abandoned. */
  readonly ended: (end: SocketEnd) => void;
  /** The socket was full and takes more. */
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
  #socket: Socket | null = null;
  #opened = false;
  #openTimer: ReturnType<typeof setTimeout> | undefined;
  #drainTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(ports: SocketKeeperPorts) {
    this.#ports = ports;
  }

  /** Opens a socket, in the place of the one before, which is abandoned. */
  open(url: string): void {
    this.abandon();
    let socket: Socket;
    try {
      socket = this.#ports.openSocket(url, subprotocol);
    } catch (error) {
      this.#ports.ended({ opened: false, code: closeAbnormal, text: textOf(error) });
      return;
    }
    this.#socket = socket;
    this.#opened = false;
    socket.binaryType = "arraybuffer";
    socket.onopen = () => this.#onOpen(socket);
    socket.onmessage = ({ data }: MessageEvent<ArrayBuffer | string>) => this.#ports.message(data);
    socket.onclose = ({ code, reason }) => this.#end(code, reason);
    this.#openTimer = setTimeout(
      () => this.#end(closeAbnormal, `no answer within ${openTimeoutMs / 1000} s`),
      openTimeoutMs,
    );
  }

  get isOpen(): boolean {
    return this.#opened && this.#socket?.readyState === open;
  }

  /** Whether `send` may be called. While it is not, `drained` or `ended` follows. */
  get hasRoom(): boolean {
    if (!this.isOpen || !this.#socket) return false;
    if (this.#socket.bufferedAmount < socketOctets) return true;
    this.#drainTimer ??= setTimeout(() => this.#onDrainPoll(), drainPollMs);
    return false;
  }

  /** @param octets  copied before it returns */
  send(octets: Uint8Array<ArrayBuffer>): void {
    // Node asks for the octets' length again once they are written. When the module's memory has grown meanwhile a view of it
    // has none, and the socket would seem full for ever.
    this.#socket?.send(octets.slice());
  }

  /** Closes in order: what the socket holds still goes out, and `ended` follows. */
  close(): void {
    this.#socket?.close(closeNormal);
  }

  /** Closes, and nothing is heard of it any more. */
  abandon(): void {
    this.#release()?.close(closeNormal);
  }

  /** The other side broke a rule that is below the frames. */
  refuse(text: string): void {
    this.#end(closeProtocolError, text);
  }

  #onOpen(socket: Socket): void {
    clearTimeout(this.#openTimer);
    if (socket.protocol !== subprotocol) {
      this.#end(closeProtocolError, `the server does not speak ${subprotocol}`);
      return;
    }
    this.#opened = true;
    this.#ports.opened();
  }

  #onDrainPoll(): void {
    this.#drainTimer = undefined;
    if (this.hasRoom) this.#ports.drained();
  }

  #end(code: number, text: string): void {
    const opened = this.#opened;
    this.abandon();
    this.#ports.ended({ opened, code, text });
  }

  #release(): Socket | null {
    const socket = this.#socket;
    this.#socket = null;
    this.#opened = false;
    clearTimeout(this.#openTimer);
    clearTimeout(this.#drainTimer);
    this.#drainTimer = undefined;
    if (socket) {
      socket.onopen = null;
      socket.onmessage = null;
      socket.onclose = null;
    }
    return socket;
  }
}

export function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
