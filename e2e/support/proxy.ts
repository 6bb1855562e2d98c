// HTTP proxies in front of the relay that are configured wrongly, as they are met in the wild.
import { createServer, request, type Server } from "node:http";
import { listen } from "./impostors.ts";

export class WrongProxy {
  readonly url: string;
  readonly #server: Server;

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.url = `http://127.0.0.1:${port}/`;
  }

  /** Passes requests on without their hop-by-hop headers, as a proxy does that knows nothing of WebSockets. */
  static async dropsUpgrade(relay: string): Promise<WrongProxy> {
    const server = createServer((incoming, answer) => {
      const { connection: _, upgrade: __, ...headers } = incoming.headers;
      const { host } = new URL(relay);
      const onward = request(
        new URL(incoming.url ?? "/", relay),
        { method: incoming.method ?? "GET", headers: { ...headers, host } },
        (got) => {
          answer.writeHead(got.statusCode ?? 502, got.headers);
          got.pipe(answer);
        },
      );
      onward.on("error", () => answer.destroy());
      incoming.pipe(onward);
    });
    return new WrongProxy(server, await listen(server));
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
