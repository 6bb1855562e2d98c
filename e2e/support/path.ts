// The way from a browser to a relay, which can be cut, stopped and made long: a TCP forwarder in front of the relay.
import { connect, createServer, type Server, type Socket } from "node:net";
import { listen } from "./impostors.ts";

export class Path {
  readonly #server: Server;
  readonly #port: number;
  readonly #connections = new Set<Connection>();
  #target = 0;
  #delayMs = 0;
  #isStopped = false;

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.#port = port;
  }

  static async start(): Promise<Path> {
    const server = createServer({ noDelay: true });
    const path = new Path(server, await listen(server));
    server.on("connection", (socket) => path.#onConnection(socket));
    return path;
  }

  /** As a browser names it. */
  get host(): string {
    return `127.0.0.1:${this.#port}`;
  }

  /** What is said takes so long from now on, each way; a new connection takes both ways before anything is said. */
  delay(ms: number): void {
    this.#delayMs = ms;
  }

  /** Which relay stands at its end from now on. */
  leadTo(target: number): void {
    this.#target = target;
  }

  /** Every connection ends without a word (RST), at both ends. */
  reset(): void {
    for (const connection of this.#connections) connection.reset();
  }

  /** Every WebSocket that is open gets a close frame, as from a proxy that is reloaded. It must not be in the middle of a frame. */
  closeSockets(code: number): void {
    for (const { browser } of this.#connections) browser.end(Buffer.from([0x88, 2, code >> 8, code & 0xff]));
  }

  /** Nothing comes through any more, and nobody is told. What is begun now or was begun before never will. */
  stop(): void {
    this.#isStopped = true;
    for (const connection of this.#connections) connection.goSilent();
  }

  /** New connections come through again. */
  go(): void {
    this.#isStopped = false;
  }

  close(): void {
    for (const { browser } of this.#connections) browser.destroy();
    this.#server.close();
  }

  #onConnection(browser: Socket): void {
    const connection = new Connection(browser, this.#target, () => this.#delayMs);
    if (this.#isStopped) connection.goSilent();
    this.#connections.add(connection);
    browser.on("close", () => this.#connections.delete(connection));
  }
}

class Connection {
  readonly browser: Socket;
  readonly #relay: Socket;
  #isSilent = false;

  constructor(browser: Socket, target: number, delayMs: () => number) {
    this.browser = browser;
    this.#relay = connect({ port: target, host: "127.0.0.1", noDelay: true });
    const greeted = passed(2 * delayMs());
    this.#carry(browser, this.#relay, delayMs, greeted);
    this.#carry(this.#relay, browser, delayMs, greeted);
  }

  reset(): void {
    this.browser.resetAndDestroy();
    this.#relay.resetAndDestroy();
  }

  goSilent(): void {
    this.#isSilent = true;
  }

  #carry(from: Socket, to: Socket, delayMs: () => number, greeted: Promise<void>): void {
    /** In order, however the delay changes. */
    let last = greeted;
    const after = (act: () => void) => {
      last = Promise.all([last, greeted.then(() => passed(delayMs()))]).then(() => {
        if (!this.#isSilent) act();
      });
    };
    from.on("data", (octets) => after(() => to.write(octets)));
    from.on("error", () => undefined);
    from.on("end", () => after(() => to.end()));
    from.on("close", () => after(() => to.destroy()));
  }
}

function passed(ms: number): Promise<void> {
  return ms === 0 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, ms));
}
