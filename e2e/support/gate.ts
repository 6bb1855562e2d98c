// A node's address whose node can be exchanged, and whose connections can be cut: a TCP forwarder between the relay and sshd.
import { connect, createServer, type Server, type Socket } from "node:net";
import { listen } from "./impostors.ts";

export class Gate {
  readonly port: number;
  readonly #server: Server;
  readonly #open = new Set<Socket>();
  #target: number;

  private constructor(server: Server, port: number, target: number) {
    this.#server = server;
    this.port = port;
    this.#target = target;
  }

  static async start(target: number): Promise<Gate> {
    const server = createServer();
    const gate = new Gate(server, await listen(server), target);
    server.on("connection", (socket) => gate.#forward(socket));
    return gate;
  }

  /** Where connections go from now on. */
  leadTo(port: number): void {
    this.#target = port;
  }

  /** Cuts every connection: without a word (RST), or with an end of the stream. */
  cut(how: "reset" | "end"): void {
    for (const socket of this.#open) {
      if (how === "reset") socket.resetAndDestroy();
      else socket.destroy();
    }
  }

  close(): void {
    this.cut("end");
    this.#server.close();
  }

  #forward(fromRelay: Socket): void {
    const toNode = connect(this.#target, "127.0.0.1");
    this.#open.add(fromRelay);
    const both = [fromRelay, toNode];
    for (const socket of both) {
      socket.on("error", () => undefined);
      socket.on("close", () => {
        this.#open.delete(fromRelay);
        for (const each of both) each.destroy();
      });
    }
    fromRelay.pipe(toNode);
    toNode.pipe(fromRelay);
  }
}
