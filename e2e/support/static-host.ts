// A static host of somebody's, with the page that was built, in which its relay is named, and the headers that the relay gives its own.
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { listen } from "./impostors.ts";

const built = fileURLToPath(new URL("../../web/dist/", import.meta.url));
const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

export class StaticHost {
  readonly url: string;
  readonly #server: Server;
  /** What it serves instead of a file that was built, by its path. */
  readonly changed = new Map<string, string | Buffer>();
  #relay = "";
  #policy = "";

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.url = `http://127.0.0.1:${port}/`;
  }

  static async start(): Promise<StaticHost> {
    const server = createServer();
    const host = new StaticHost(server, await listen(server));
    server.on("request", async ({ url = "/" }, answer) => {
      const path = new URL(url, host.url).pathname.replace(/\/$/, "/index.html");
      const type = types[extname(path)];
      if (!type || path.includes("..")) return answer.writeHead(404).end();
      answer.writeHead(200, { "content-type": type, "content-security-policy": host.#policy });
      answer.end(host.changed.get(path) ?? (await readFile(join(built, path))));
    });
    return host;
  }

  /** Names the relay in the page, and lets the page speak with it. */
  async leadTo(relay: string): Promise<void> {
    this.#relay = relay;
    const { headers } = await fetch(relay);
    const socket = relay.replace(/^http/, "ws");
    this.#policy = (headers.get("content-security-policy") ?? "").replace(
      "connect-src 'self'",
      `connect-src 'self' ${relay} ${socket}`,
    );
    const page = await readFile(join(built, "index.html"), "utf8");
    const named = page.replace("<head>", `<head><meta name="glasshell-relay" content="${this.#relay}" />`);
    this.changed.set("/index.html", named);
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
