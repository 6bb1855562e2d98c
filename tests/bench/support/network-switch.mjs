// A bad network whose line is changed from its near side, where nothing of the far one is to be seen: over a socket in the file system,
// which knows no network namespaces.
import { once } from "node:events";
import { connect, createServer } from "node:net";
import { createInterface } from "node:readline";

/** Takes one line of conditions at a time, and answers each when it is in force. @returns what ends it */
export async function serveSwitch(network, path) {
  const server = createServer(async (visitor) => {
    for await (const line of createInterface(visitor)) {
      await network.set(JSON.parse(line));
      visitor.write("set\n");
    }
  });
  await once(server.listen(path), "listening");
  return () => server.close();
}

export class NetworkSwitch {
  #socket;
  #answers;

  /** @param {string} path  as given to `serveSwitch` */
  constructor(path) {
    this.#socket = connect(path);
    this.#answers = createInterface(this.#socket)[Symbol.asyncIterator]();
  }

  /** @param {import("../../support/node/bad-network.mjs").Conditions} conditions  from now on, when this resolves */
  async set(conditions) {
    this.#socket.write(`${JSON.stringify(conditions)}\n`);
    const { done } = await this.#answers.next();
    if (done) throw new Error("the line cannot be changed any more");
  }

  close() {
    this.#socket.destroy();
  }
}
