// Where a relay is: made from the `relay` attribute, which is a ws(s) or http(s) address, a path, or nothing (the page's own).

export class RelayAddress {
  readonly #base: URL;

  /**
   * @param relay  the attribute's value
   * @param page  the page's own address, against which a relative value is read
   * @throws TypeError if the value is not an address, or not of one of those four schemes
   */
  constructor(relay: string, page: string) {
    const base = new URL(relay === "" ? "." : relay, page);
    if (base.protocol === "ws:") base.protocol = "http:";
    if (base.protocol === "wss:") base.protocol = "https:";
    if (base.protocol !== "http:" && base.protocol !== "https:") {
      throw new TypeError(`not an address of a relay: ${relay}`);
    }
    base.search = "";
    base.hash = "";
    base.username = "";
    base.password = "";
    if (!base.pathname.endsWith("/")) base.pathname += "/";
    this.#base = base;
  }

  /** The key under which this relay's host keys are remembered: its origin, and its path if it has one of its own. */
  get id(): string {
    return `${this.#base.origin}${this.#base.pathname}`.replace(/\/$/, "");
  }

  /** For a person: the host, with its port if it has one of its own. */
  get name(): string {
    return this.#base.host;
  }

  /** Whether the way to it is not encrypted by TLS. */
  get insecure(): boolean {
    return this.#base.protocol === "http:";
  }

  httpUrl(path: string): string {
    return new URL(path, this.#base).href;
  }

  /**
   * The WebSocket of a node.
   *
   * @param route  the same for every socket of a session, and no two sessions': a balancer before several relays sends by it to
   *   the one that has the session. It is no secret, and says nothing.
   */
  socketUrl(node: string, route: string): string {
    const url = this.#socketUrl(`ws/ssh/${encodeURIComponent(node)}`);
    url.searchParams.set("session", route);
    return url.href;
  }

  /** A WebSocket that leads to no node (docs/wire-protocol.md, the test endpoint). */
  testSocketUrl(): string {
    return this.#socketUrl("ws/test").href;
  }

  #socketUrl(path: string): URL {
    const url = new URL(path, this.#base);
    url.protocol = this.insecure ? "ws:" : "wss:";
    return url;
  }
}

/** A route of its own for a session. Not randomUUID: there is none in a page without TLS. */
export function newRoute(): string {
  const octets = crypto.getRandomValues(new Uint8Array(8));
  return Array.from(octets, (octet) => octet.toString(16).padStart(2, "0")).join("");
}
