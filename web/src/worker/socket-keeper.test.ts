import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Socket, type SocketEnd, SocketKeeper, socketOctets, subprotocol } from "./socket-keeper.ts";

/** A socket whose other side is the test. */
class ScriptedSocket implements Socket {
  readyState = 0;
  protocol = "";
  bufferedAmount = 0;
  binaryType: BinaryType = "blob";
  onopen: Socket["onopen"] = null;
  onmessage: Socket["onmessage"] = null;
  onclose: Socket["onclose"] = null;
  sent: number[] = [];

  send(octets: Uint8Array): void {
    this.sent.push(octets.length);
    this.bufferedAmount += octets.length;
  }

  close(): void {
    this.readyState = 2;
  }

  /** The other side accepts it. */
  accept(protocol = subprotocol): void {
    this.readyState = 1;
    this.protocol = protocol;
    this.onopen?.call(this as unknown as WebSocket, new Event("open"));
  }

  say(data: ArrayBuffer | string): void {
    this.onmessage?.call(this as unknown as WebSocket, { data } as MessageEvent);
  }

  end(code: number, reason = ""): void {
    this.readyState = 3;
    this.onclose?.call(this as unknown as WebSocket, { code, reason } as CloseEvent);
  }
}

/** @param adopts  whether a socket becomes the present one as soon as it is open */
function scripted({ adopts = true } = {}) {
  const sockets: ScriptedSocket[] = [];
  const heard: (string | SocketEnd | { readonly failed: SocketEnd })[] = [];
  let refuses: Error | null = null;
  const keeper = new SocketKeeper({
    openSocket: () => {
      if (refuses) throw refuses;
      const socket = new ScriptedSocket();
      sockets.push(socket);
      return socket;
    },
    opened: () => {
      heard.push("opened");
      if (adopts) keeper.adopt();
    },
    failed: (end) => heard.push({ failed: end }),
    message: (data) => heard.push(typeof data === "string" ? data : `${data.byteLength} octets`),
    ended: (end) => heard.push(end),
    drained: () => heard.push("drained"),
  });
  /** Opens one more. */
  const open = (): ScriptedSocket => {
    keeper.open("wss://relay/ws/ssh/web-1");
    return sockets.at(-1) as ScriptedSocket;
  };
  const refuseToOpen = (error: Error) => {
    refuses = error;
  };
  return { keeper, heard, open, refuseToOpen };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  expect(vi.getTimerCount(), "timers left behind").toBe(0);
  vi.useRealTimers();
});

describe("a socket that is being opened", () => {
  it("becomes the present one when the other side speaks the protocol", () => {
    const { keeper, heard, open } = scripted();
    const socket = open();
    expect(keeper.isReady).toBe(false);
    expect(keeper.hasRoom).toBe(false);
    socket.accept();
    expect(keeper.hasRoom).toBe(true);
    socket.say(new ArrayBuffer(3));
    expect(heard).toEqual(["opened", "3 octets"]);
  });

  it("waits for its adoption without a word, however long that takes", () => {
    const { keeper, heard, open } = scripted({ adopts: false });
    open().accept();
    vi.advanceTimersByTime(3_600_000);
    expect(keeper.isReady).toBe(true);
    expect(keeper.hasRoom).toBe(false);
    keeper.adopt();
    expect(keeper.isReady).toBe(false);
    expect(keeper.hasRoom).toBe(true);
    expect(heard).toEqual(["opened"]);
  });

  it.each([
    [
      "speaks no protocol of ours",
      (socket: ScriptedSocket) => socket.accept(""),
      1002,
      "the server does not speak glasshell.v1",
    ],
    ["closes", (socket: ScriptedSocket) => socket.end(1006, ""), 1006, ""],
    ["does not answer for half a minute", () => vi.advanceTimersByTime(30_000), 1006, "no answer within 30 s"],
  ])("has failed when the other side %s", (_name, happen, code, text) => {
    const { keeper, heard, open } = scripted();
    const socket = open();
    happen(socket);
    expect(heard).toEqual([{ failed: { opened: false, code, text } }]);
    expect(keeper.isReady).toBe(false);
    expect(socket.readyState).toBeGreaterThan(1);
    socket.end(1006);
    expect(heard.length).toBe(1);
  });

  it("has failed when the other side speaks before it is asked", () => {
    const { heard, open } = scripted({ adopts: false });
    const socket = open();
    socket.accept();
    socket.say("hello");
    const end = { opened: false, code: 1002, text: "the server spoke before it was asked" };
    expect(heard).toEqual(["opened", { failed: end }]);
  });

  it("has failed at once if the browser refuses its address", () => {
    const { heard, keeper, refuseToOpen } = scripted();
    refuseToOpen(new Error("insecure"));
    keeper.open("ws://relay/");
    expect(heard).toEqual([{ failed: { opened: false, code: 1006, text: "insecure" } }]);
  });

  it("is dropped for the next one, or on demand, and not heard of again", () => {
    const { keeper, heard, open } = scripted();
    const first = open();
    const second = open();
    expect(first.readyState).toBe(2);
    first.end(1006);
    keeper.giveUp();
    expect(second.readyState).toBe(2);
    second.accept();
    expect(heard).toEqual([]);
  });

  it("leaves the present one as it is, until it is adopted", () => {
    const { keeper, heard, open } = scripted();
    const first = open();
    first.accept();
    const second = open();
    first.say("still here");
    keeper.send(new Uint8Array(1));
    expect(first.sent).toEqual([1]);
    second.accept();
    expect(first.readyState).toBe(2);
    first.say("late");
    first.end(1006);
    keeper.send(new Uint8Array(2));
    expect(second.sent).toEqual([2]);
    expect(heard).toEqual(["opened", "still here", "opened"]);
  });
});

describe("the present socket", () => {
  it("ends with what the other side said", () => {
    const { keeper, heard, open } = scripted();
    const socket = open();
    socket.accept();
    socket.end(1012, "restarting");
    expect(keeper.hasRoom).toBe(false);
    expect(heard).toEqual(["opened", { opened: true, code: 1012, text: "restarting" }]);
  });

  it("that is closed is not heard of again", () => {
    const { keeper, heard, open } = scripted();
    const socket = open();
    socket.accept();
    keeper.close();
    expect(socket.readyState).toBe(2);
    socket.say("late");
    socket.end(1000);
    expect(heard).toEqual(["opened"]);
  });
});

describe("a full socket", () => {
  it("has no room, and says when it has drained", () => {
    const { keeper, heard, open } = scripted();
    const socket = open();
    socket.accept();
    while (keeper.hasRoom) keeper.send(new Uint8Array(10_000));
    expect(socket.sent.length).toBe(Math.ceil(socketOctets / 10_000));
    vi.advanceTimersByTime(1_000);
    expect(heard).toEqual(["opened"]);
    socket.bufferedAmount = socketOctets - 1;
    vi.advanceTimersByTime(5);
    expect(heard).toEqual(["opened", "drained"]);
    expect(keeper.hasRoom).toBe(true);
    vi.advanceTimersByTime(1_000);
    expect(heard).toEqual(["opened", "drained"]);
  });

  it("that ends is not asked any more", () => {
    const { keeper, heard, open } = scripted();
    const socket = open();
    socket.accept();
    keeper.send(new Uint8Array(socketOctets));
    expect(keeper.hasRoom).toBe(false);
    socket.end(1006);
    expect(heard).toEqual(["opened", { opened: true, code: 1006, text: "" }]);
  });
});
