// A client of the relay's link without an SSH engine, for what the relay alone costs: says hello, counts and acknowledges.
// docs/wire-protocol.md is normative.
const type = { hello: 1, welcome: 2, refuse: 3, data: 4, ack: 5, beat: 6, bye: 7 };
const window = 256 * 1024;

function frame(kind, size, fill) {
  const octets = Buffer.alloc(1 + size);
  octets[0] = kind;
  fill(octets);
  return octets;
}

const hello = frame(type.hello, 12, (octets) => {
  octets[1] = 1; // version; flags and proof are empty
  octets.writeBigUInt64BE(BigInt(window), 3);
});

const ack = (consumed) =>
  frame(type.ack, 16, (octets) => {
    octets.writeBigUInt64BE(BigInt(consumed), 1);
    octets.writeBigUInt64BE(BigInt(consumed + window), 9);
  });

/**
 * Opens a link, or a bare WebSocket if `protocol` is null.
 *
 * @param {string} url
 * @param {string | null} protocol
 * @param {(octets: number) => void} received  called with the octets of the node's stream so far
 */
export function openLink(url, protocol, received) {
  const socket = protocol === null ? new WebSocket(url) : new WebSocket(url, protocol);
  socket.binaryType = "arraybuffer";
  let count = 0;
  let acknowledged = 0;

  const onFrame = (octets) => {
    switch (octets[0]) {
      case type.data:
        count += octets.length - 1;
        if (count - acknowledged >= window / 4) {
          acknowledged = count;
          socket.send(ack(count));
        }
        received(count);
        return;
      case type.beat:
        if (octets[1] === 0) {
          const answer = Buffer.from(octets);
          answer[1] = 1;
          socket.send(answer);
        }
        return;
      case type.refuse:
      case type.bye:
        throw new Error(`the relay ended the link: ${Buffer.from(octets).toString("latin1")}`);
    }
  };

  const opened = new Promise((resolve, reject) => {
    socket.addEventListener("error", () => reject(new Error(`no WebSocket at ${url}`)));
    socket.addEventListener("open", () => (protocol === null ? resolve() : socket.send(hello)));
    socket.addEventListener("message", ({ data }) => {
      const octets = new Uint8Array(data);
      if (protocol === null) {
        count += octets.length;
        received(count);
      } else if (octets[0] === type.welcome) resolve();
      else onFrame(octets);
    });
  });
  return {
    opened,
    /** @param {Uint8Array} octets  of the client's stream */
    send: (octets) => socket.send(protocol === null ? octets : Buffer.concat([Buffer.from([type.data]), octets])),
    close: () =>
      new Promise((resolve) => {
        socket.addEventListener("close", resolve);
        socket.close();
      }),
  };
}
