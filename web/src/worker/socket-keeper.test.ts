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

function scripted() {
  const sockets: ScriptedSocket[] = [];
  const heard: (string | SocketEnd)[] = [];
  let refuses: Error | null = null;
  const keeper = new SocketKeeper({
    openSocket: () => {
      if (refuses) throw refuses;
      const socket = new ScriptedSocket();
      sockets.push(socket);
      return socket;
    },
    opened: () => heard.push("opened"),
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

describe("a socket", () => {
  it("is open when the other side speaks the protocol", () => {
    const { keeper, heard, open } = scripted();
    const socket = open();
    expect(keeper.isOpen).toBe(false);
    expect(keeper.hasRoom).toBe(false);
    socket.accept();
    expect(keeper.isOpen).toBe(true);
    socket.say(new ArrayBuffer(3));
    expect(heard).toEqual(["opened", "3 octets"]);
  });

  it("is none when the other side speaks no protocol of ours", () => {
    const { keeper, heard, open } = scripted();
    open().accept("");
    expect(keeper.isOpen).toBe(false);
    expect(heard).toEqual([{ opened: false, code: 1002, text: "the server does not speak glasshell.v1" }]);
  });

  it("is given up when nobody answers for half a minute", () => {
    const { heard, open } = scripted();
    const socket = open();
    vi.advanceTimersByTime(29_999);
    expect(heard).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(heard).toEqual([{ opened: false, code: 1006, text: "no answer within 30 s" }]);
    expect(socket.readyState).toBe(2);
  });

  it("whose address the browser refuses ends at once", () => {
    const { heard, keeper, refuseToOpen } = scripted();
    refuseToOpen(new Error("insecure"));
    keeper.open("ws://relay/");
    expect(heard).toEqual([{ opened: false, code: 1006, text: "insecure" }]);
  });

  it("ends with what the other side said, and whether it had been open", () => {
    const { keeper, heard, open } = scripted();
    const socket = open();
    socket.accept();
    socket.end(1012, "restarting");
    expect(keeper.isOpen).toBe(false);
    expect(heard).toEqual(["opened", { opened: true, code: 1012, text: "restarting" }]);
  });

  it("that is closed in order is heard until its end", () => {
    const { keeper, heard, open } = scripted();
    const socket = open();
    socket.accept();
    keeper.close();
    socket.say("the last words");
    socket.end(1000);
    expect(heard).toEqual(["opened", "the last words", { opened: true, code: 1000, text: "" }]);
  });

  it("that is abandoned, or replaced, is not heard of again", () => {
    const { keeper, heard, open } = scripted();
    const first = open();
    first.accept();
    const second = open();
    expect(first.readyState).toBe(2);
    first.say("late");
    first.end(1006);
    keeper.abandon();
    second.accept();
    second.end(1006);
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
