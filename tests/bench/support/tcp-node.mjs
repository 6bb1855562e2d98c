// A stand-in for a node, in a process of its own: a TCP server that floods, or that greets and falls silent. For what the relay
// alone costs, where sshd would only add noise.
// Usage: tcp-node.mjs flood|greet   prints its port
import { createServer } from "node:net";

/** What each session has carried before it is idle: memory that a session took only for its first octets counts too. */
const greeting = Buffer.alloc(64 * 1024, "greeting ");
const piece = Buffer.alloc(64 * 1024, "a flood of octets ");
const mode = process.argv[2];

function flood(socket) {
  let flows = true;
  while (flows && !socket.destroyed) flows = socket.write(piece);
}

const server = createServer((socket) => {
  socket.on("error", () => {});
  if (mode === "greet") {
    socket.write(greeting);
    socket.resume();
    return;
  }
  socket.on("drain", () => flood(socket));
  // A client says when it is ready.
  socket.once("data", () => flood(socket));
});
server.listen({ port: 0, host: "127.0.0.1", backlog: 1024 }, () => console.log(server.address().port));
