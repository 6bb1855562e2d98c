// What every set-up of the matrix stands on: one relay that is in order, its nodes, certificates, and a port for each set-up, whose
// names the relay knows.
import { chmod } from "node:fs/promises";
import { freePort } from "../../../support/node/loopback.mjs";
import { Processes } from "../../../support/node/processes.mjs";
import { startRelay } from "../../../support/node/relay.mjs";
import { startSshd } from "../../../support/node/sshd.mjs";
import { TemporaryFolder } from "../../../support/node/temporary-folder.mjs";
import { Authority } from "./certificates.mjs";
import { tcpServer } from "./set-ups.mjs";

export const host = "ssh.example.org";

export class Ground {
  processes = new Processes();
  folder = new TemporaryFolder();
  #ports = [];
  #closing = [];

  /** @param {number} ports  for so many set-ups */
  static async prepare(ports) {
    const ground = new Ground();
    await chmod(ground.folder.path, 0o711);
    while (ground.#ports.length < ports) {
      const port = await freePort();
      if (!ground.#ports.includes(port)) ground.#ports.push(port);
    }
    ground.authority = await Authority.create(ground.folder.path);
    ground.certificate = await ground.authority.issue();
    await ground.#startNodes();
    const names = ground.#ports.map((port) => `${host}:${port}`);
    const list = (texts) => texts.map((text) => `"${text}"`).join(", ");
    ground.relay = await startRelay(ground.processes, ground.folder.path, {
      nodes: ground.nodes,
      settings: [
        `hosts = [${list(names)}]`,
        `origins = [${list(names.flatMap((name) => [`http://${name}`, `https://${name}`]))}]`,
      ],
    });
    return ground;
  }

  /** Ends with the ground, or as soon as it is asked to. */
  keep(server) {
    this.#closing.push(server);
    return server;
  }

  /** One that the relay knows the name of. */
  takePort() {
    return this.#ports.pop();
  }

  async #startNodes() {
    const sshd = await startSshd(this.processes, this.folder.path, []);
    const node = async (greet) => this.keep(await tcpServer(0, greet)).port;
    const { mkdir } = await import("node:fs/promises");
    const old = `${this.folder.path}/old-sshd`;
    await mkdir(old);
    const narrow = `${this.folder.path}/narrow-sshd`;
    await mkdir(narrow);
    this.nodes = {
      real: sshd.port,
      // What only a very old server would offer.
      old: (await startSshd(this.processes, old, ["KexAlgorithms diffie-hellman-group1-sha1"])).port,
      narrow: (
        await startSshd(this.processes, narrow, ["AuthenticationMethods hostbased", "HostbasedAuthentication yes"])
      ).port,
      refusing: await freePort(),
      closing: await node((socket) => socket.end()),
      silent: await node(() => {}),
      garbage: await node((socket) => socket.end("\u0000\u0001 what is this?\r\n".repeat(200))),
      web: await node((socket) => {
        socket.end("HTTP/1.1 400 Bad Request\r\nServer: nginx\r\n\r\n");
      }),
      ancient: await node((socket) => socket.write("SSH-1.5-OpenSSH_1.2.3\r\n")),
    };
  }

  async clear() {
    for (const server of this.#closing) server.close();
    await this.processes.stopAll();
    this.folder.remove();
  }
}
