// A TCP proxy on loopback that cuts: each connection after so many octets, counted both ways, or goes silent and stays open.
import net from "node:net";

export class CuttingProxy {
  /** How many connections were cut. */
  cuts = 0;
  /** Octets that the next connections may carry. */
  #budget = () => Number.POSITIVE_INFINITY;
  #silent = false;
  #relayPort = 0;
  #sockets = new Set();
  #server;

  static async start() {
    const proxy = new CuttingProxy();
    await new Promise((resolve) => proxy.#server.listen(0, "127.0.0.1", resolve));
    return proxy;
  }

  constructor() {
    this.#server = net.createServer((client) => this.#carry(client, net.connect(this.#relayPort, "127.0.0.1")));
  }

  /** Connections from now on go to this relay. */
  leadTo(port) {
    this.#relayPort = port;
  }

  /** Lines of TOML for a relay that is reached through it. */
  get settings() {
    return [`hosts = ["127.0.0.1:${this.port}"]`, `origins = ["http://127.0.0.1:${this.port}"]`];
  }

  socketUrl(node) {
    return `ws://127.0.0.1:${this.port}/ws/ssh/${node}`;
  }

  get port() {
    return this.#server.address().port;
  }

  /** @param budget  gives the octets that a connection may carry, for each that is opened from now on */
  cutAfter(budget) {
    this.#budget = budget;
  }

  /** Nothing is carried any more, and nobody is told; connections that come are accepted and get no answer. */
  goSilent(silent = true) {
    this.#silent = silent;
  }

  /** What is open now is reset. */
  cutAll() {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  stop() {
    this.#server.close();
    this.cutAll();
  }

  #carry(client, relay) {
    let left = this.#budget();
    // A connection that was silent once stays so: its octets are gone.
    let dead = this.#silent;
    const cut = () => {
      client.resetAndDestroy();
      relay.resetAndDestroy();
    };
    for (const [from, to] of [
      [client, relay],
      [relay, client],
    ]) {
      this.#sockets.add(from);
      from.setNoDelay(true);
      from.on("error", () => {});
      from.on("data", (octets) => {
        dead ||= this.#silent;
        if (dead) return;
        const carried = octets.subarray(0, left);
        left -= carried.length;
        if (carried.length > 0 && !to.write(carried)) {
          from.pause();
          to.once("drain", () => from.resume());
        }
        if (left > 0) return;
        this.cuts += 1;
        // What was written leaves first: the cut is in the middle of the octets, not before them.
        to.write("", cut);
      });
      from.on("close", () => {
        this.#sockets.delete(from);
        if (!dead) to.destroySoon();
      });
    }
  }
}
