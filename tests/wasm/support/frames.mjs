// The link's frames (docs/wire-protocol.md) as a relay writes them, for tests in which the relay is a script.

const hops = { relay: 1, access: 2, node_name: 3, node_tcp: 4, session: 5 };
const type = { hello: 1, welcome: 2, refuse: 3, data: 4, ack: 5, beat: 6, bye: 7 };

function frame(kind, ...fields) {
  return new Uint8Array(Buffer.concat([Buffer.from([kind]), ...fields]));
}
const u8 = (value) => Buffer.from([value]);
const u16 = (value) => Buffer.from([value >> 8, value & 0xff]);
function u32(value) {
  const field = Buffer.alloc(4);
  field.writeUInt32BE(value);
  return field;
}
function u64(value) {
  const field = Buffer.alloc(8);
  field.writeBigUInt64BE(BigInt(value));
  return field;
}
function string16(text) {
  const octets = Buffer.from(text);
  return Buffer.concat([u16(octets.length), octets]);
}

export const sessionId = "00112233445566778899aabbccddeeff";

export const sessionSecret = Buffer.alloc(32, 7);

export function welcome({
  custody = 1,
  id = sessionId,
  received = 0,
  receiveLimit = 262_144,
  secret = sessionSecret,
  beatInterval = 15_000,
} = {}) {
  const fields = [u8(1), u8(custody), Buffer.from(id, "hex"), secret, u64(received), u64(receiveLimit)];
  return frame(type.welcome, ...fields, u32(60), u32(beatInterval));
}

export function data(octets) {
  return frame(type.data, Buffer.from(octets));
}

export function ack(consumed, receiveLimit) {
  return frame(type.ack, u64(consumed), u64(receiveLimit));
}

export function beat(answer, stamp) {
  return frame(type.beat, u8(answer ? 1 : 0), u64(stamp));
}

export function bye(finalOffset, hop, reason, text = "") {
  return frame(type.bye, u64(finalOffset), u8(hops[hop]), u16(reason), string16(text));
}

export function refuse(hop, reason, retryAfterMs = 0, text = "") {
  return frame(type.refuse, u8(hops[hop]), u16(reason), u32(retryAfterMs), string16(text));
}

function readHello(octets) {
  const end = 13 + octets.readUInt16BE(11);
  const claim = octets.subarray(end);
  return {
    kind: "hello",
    receiveLimit: Number(octets.readBigUInt64BE(3)),
    proof: octets.subarray(13, end),
    claim:
      octets[2] === 0
        ? null
        : {
            id: claim.toString("hex", 0, 16),
            secret: claim.subarray(16, 48),
            attempt: claim.readUInt32BE(48),
            received: Number(claim.readBigUInt64BE(52)),
          },
  };
}

/** What kind of frame a message is, and the fields that the tests ask about. */
export function read(message) {
  const octets = Buffer.from(message);
  switch (octets[0]) {
    case type.hello:
      return readHello(octets);
    case type.data:
      return { kind: "data", octets: octets.subarray(1) };
    case type.ack:
      return { kind: "ack", consumed: Number(octets.readBigUInt64BE(1)) };
    case type.beat:
      return { kind: "beat", answer: octets[1] === 1, stamp: octets.readBigUInt64BE(2) };
    case type.bye:
      return { kind: "bye", finalOffset: Number(octets.readBigUInt64BE(1)), reason: octets.readUInt16BE(10) };
    default:
      throw new Error(`a client does not send frames of type ${octets[0]}`);
  }
}
