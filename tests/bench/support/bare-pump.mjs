// What the relay is compared with: the least that carries octets between a WebSocket and a TCP port under Node, with nothing checked,
// nothing counted, nothing kept for a resume and no flow control but that of the sockets.
// Usage: bare-pump.mjs PORT   prints its own port
import { createHash } from "node:crypto";
import { createServer } from "node:http";
import { connect } from "node:net";

const nodePort = Number(process.argv[2]);
const magic = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"; // RFC 6455 §1.3

function header(size) {
  if (size < 126) return Buffer.from([0x82, size]);
  const octets = Buffer.alloc(size < 65_536 ? 4 : 10);
  octets[0] = 0x82;
  octets[1] = size < 65_536 ? 126 : 127;
  if (size < 65_536) octets.writeUInt16BE(size, 2);
  else octets.writeBigUInt64BE(BigInt(size), 2);
  return octets;
}

/** Calls back with the unmasked payload of each whole message of less than 64 KiB, or with null: the peer wants to close. */
function reader(receive) {
  let kept = Buffer.alloc(0);
  return (chunk) => {
    kept = kept.length ? Buffer.concat([kept, chunk]) : chunk;
    while (kept.length >= 2) {
      const long = (kept[1] & 0x7f) === 126;
      const begin = long ? 8 : 6;
      if (kept.length < begin) return;
      const size = long ? kept.readUInt16BE(2) : kept[1] & 0x7f;
      if (kept.length < begin + size) return;
      const payload = Buffer.from(kept.subarray(begin, begin + size));
      for (let i = 0; i < size; i += 1) payload[i] ^= kept[begin - 4 + (i & 3)];
      receive((kept[0] & 0x0f) === 8 ? null : payload);
      kept = kept.subarray(begin + size);
    }
  };
}

const server = createServer();
server.on("upgrade", (request, socket) => {
  const accept = createHash("sha1")
    .update(request.headers["sec-websocket-key"] + magic)
    .digest("base64");
  const answer = [
    "HTTP/1.1 101 Switching Protocols",
    "Upgrade: websocket",
    "Connection: Upgrade",
    `Sec-WebSocket-Accept: ${accept}`,
  ];
  socket.write(`${answer.join("\r\n")}\r\n\r\n`);
  socket.setNoDelay(true);
  const node = connect({ port: nodePort, host: "127.0.0.1", noDelay: true });
  node.on("data", (octets) => {
    socket.cork();
    socket.write(header(octets.length));
    const flows = socket.write(octets);
    socket.uncork();
    if (!flows) node.pause();
  });
  socket.on("drain", () => node.resume());
  socket.on(
    "data",
    reader((octets) => {
      if (octets) node.write(octets);
      else socket.destroy();
    }),
  );
  for (const [one, other] of [
    [socket, node],
    [node, socket],
  ]) {
    one.on("error", () => other.destroy());
    one.on("close", () => other.destroy());
  }
});
server.listen({ port: 0, host: "127.0.0.1", backlog: 1024 }, () => console.log(server.address().port));
