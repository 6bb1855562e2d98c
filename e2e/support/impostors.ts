// What may answer at a node's address instead of an honest SSH server.
import { createServer, type Server, type Socket } from "node:net";

export class Impostor {
  readonly port: number;
  readonly #server: Server;

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.port = port;
  }

  static async start(answer: (socket: Socket) => void): Promise<Impostor> {
    const server = createServer((socket) => {
      socket.on("error", () => socket.destroy());
      answer(socket);
    });
    return new Impostor(server, await listen(server));
  }

  close(): void {
    this.#server.close();
  }
}

export async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("not a TCP address");
  return address.port;
}

export const closesAtOnce = (socket: Socket): void => {
  socket.end();
};

/** A web server where an SSH server should be. */
export const speaksHttp = (socket: Socket): void => {
  socket.write("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
  socket.end();
};
