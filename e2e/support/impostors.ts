// What may answer at a node's address instead of an honest SSH server.
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import type { Processes } from "../../tests/support/node/processes.mjs";

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

export const speaksSsh1 = (socket: Socket): void => {
  socket.write("SSH-1.5-OpenSSH_1.2.3\r\n");
};

export const speaksGarbage = (socket: Socket): void => {
  socket.write(randomBytes(16 * 1024));
};

/** RFC 4253 §4.2 lets a server send other lines before its identification, and names no end to them. */
export const neverStopsGreeting = (socket: Socket): void => {
  const lines = "Welcome, and please read this first.\r\n".repeat(100);
  const more = (): void => {
    while (!socket.destroyed && socket.write(lines));
  };
  socket.on("drain", more);
  more();
};

export const saysNothing = (): void => undefined;

/** Accepts nothing, and its queue is full: the kernel drops whoever comes, as a firewall would. */
const fullQueue = `
  socket(SERVER, PF_INET, SOCK_STREAM, 0) && bind(SERVER, pack_sockaddr_in(0, INADDR_LOOPBACK)) && listen(SERVER, 0) or die;
  socket(CLIENT, PF_INET, SOCK_STREAM, 0) && connect(CLIENT, getsockname(SERVER)) or die;
  $| = 1;
  print((unpack_sockaddr_in(getsockname(SERVER)))[0]);
  sleep;
`;

/** @return the port of an address at which no connection is ever made, nor refused */
export async function startUnreachable(processes: Processes): Promise<number> {
  const child = processes.start("/usr/bin/perl", ["-MSocket", "-e", fullQueue], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (!child.stdout) throw new Error("it cannot say its port");
  const [port] = await once(child.stdout, "data");
  return Number(String(port));
}
