// The way from a browser to a relay, which can be cut, stopped and made long: a TCP forwarder in front of the relay.
import { connect, createServer, type Server, type Socket } from "node:net";
import { listen } from "./impostors.ts";

/** When the first packet of a connection is sent again that nobody answers, in ms after its beginning, by RFC 6298; then each 64 s. */
const firstPacketAgainMs: readonly number[] = [1_000, 3_000, 7_000, 15_000, 31_000, 63_000];

export class Path {
  readonly #server: Server;
  readonly #port: number;
  readonly #connections = new Set<Connection>();
  #target = 0;
  #delayMs = 0;
  /** Resolves when it is not stopped any more. */
  #way: Promise<void> | null = null;
  #open: () => void = () => undefined;

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

  /**
   * Nothing comes through any more, and nobody is told. What was begun before never will: whoever stood in between has forgotten it. What
   * is begun now comes through once its first packet is sent again when the way is back.
   */
  stop(): void {
    for (const connection of this.#connections) connection.goSilent();
    this.#way ??= new Promise((resolve) => {
      this.#open = resolve;
    });
  }

  go(): void {
    this.#way = null;
    this.#open();
  }

  close(): void {
    for (const { browser } of this.#connections) browser.destroy();
    this.#server.close();
  }

  #onConnection(browser: Socket): void {
    const connection = new Connection(
      browser,
      () => this.#target,
      () => this.#delayMs,
      this.#firstPacket(),
    );
    this.#connections.add(connection);
    browser.on("close", () => this.#connections.delete(connection));
  }

  /** Resolves when the first packet of a connection that is begun now comes through. */
  async #firstPacket(): Promise<void> {
    const began = Date.now();
    for (let way = this.#way; way; way = this.#way) {
      await way;
      const age = Date.now() - began;
      const next = firstPacketAgainMs.find((ms) => ms >= age) ?? age + 64_000;
      await passed(next - age);
    }
  }
}

class Connection {
  readonly browser: Socket;
  #relay: Socket | null = null;
  #isSilent = false;

  /** @param firstPacket  resolves when it is through */
  constructor(browser: Socket, target: () => number, delayMs: () => number, firstPacket: Promise<void>) {
    this.browser = browser;
    browser.pause();
    browser.on("error", () => undefined);
    void firstPacket.then(() => {
      if (browser.destroyed || this.#isSilent) return;
      const relay = connect({ port: target(), host: "127.0.0.1", noDelay: true });
      this.#relay = relay;
      const greeted = passed(2 * delayMs());
      this.#carry(browser, relay, delayMs, greeted);
      this.#carry(relay, browser, delayMs, greeted);
      browser.resume();
    });
  }

  reset(): void {
    this.browser.resetAndDestroy();
    this.#relay?.resetAndDestroy();
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
