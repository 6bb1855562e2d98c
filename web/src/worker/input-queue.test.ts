import { describe, expect, it } from "vitest";
import { InputQueue } from "./input-queue.ts";

/** An engine that takes so much before it is full. */
function scripted() {
  let room = 0;
  let inEngine = 0;
  const taken: number[] = [];
  const reports: (readonly [waiting: number, received: number])[] = [];
  const queue = new InputQueue({
    take: (octets) => {
      const took = Math.min(room, octets.length);
      room -= took;
      inEngine += took;
      taken.push(...octets.subarray(0, took));
      return took;
    },
    waitingInEngine: () => inEngine,
    report: (waiting, received) => reports.push([waiting, received]),
  });
  const makeRoom = (octets: number) => {
    room += octets;
  };
  const nodeTakes = (octets: number) => {
    inEngine -= octets;
  };
  return { queue, taken, reports, makeRoom, nodeTakes };
}

describe("input", () => {
  it("waits until the engine takes some, and keeps its order", () => {
    const { queue, taken, makeRoom } = scripted();
    makeRoom(5);
    queue.push(Uint8Array.of(1, 2, 3));
    queue.push(Uint8Array.of(4, 5, 6));
    expect(taken).toEqual([]);
    queue.flush();
    expect(taken).toEqual([1, 2, 3, 4, 5]);
    makeRoom(10);
    queue.push(Uint8Array.of(7));
    expect(taken).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it("is wiped as it goes, and when it never will", () => {
    const { queue, makeRoom } = scripted();
    const [gone, stays] = [Uint8Array.of(1, 2, 3), Uint8Array.of(4, 5)];
    makeRoom(2);
    queue.push(gone);
    queue.push(stays);
    queue.flush();
    expect([...gone]).toEqual([0, 0, 3]);
    queue.clear();
    expect([...gone, ...stays]).toEqual([0, 0, 0, 0, 0]);
  });

  it("in a large piece is reported until nothing of it waits, here or in the engine", () => {
    const { queue, reports, makeRoom, nodeTakes } = scripted();
    queue.flush();
    makeRoom(3_000);
    queue.push(new Uint8Array(4_096));
    expect(reports).toEqual([[4_096, 4_096]]);
    queue.look();
    expect(reports.length).toBe(1);
    nodeTakes(3_000);
    makeRoom(5_000);
    queue.flush();
    queue.look();
    nodeTakes(1_096);
    queue.look();
    queue.look();
    expect(reports).toEqual([
      [4_096, 4_096],
      [1_096, 4_096],
      [0, 4_096],
    ]);
  });

  it("in keystrokes is not reported", () => {
    const { queue, reports } = scripted();
    queue.push(Uint8Array.of(1));
    queue.look();
    expect(reports).toEqual([]);
  });

  it("beyond what any honest page sends ends the session", () => {
    const { queue } = scripted();
    const piece = 1024 * 1024;
    for (let i = 0; i < 4; i += 1) queue.push(new Uint8Array(piece));
    expect(() => queue.push(new Uint8Array(1))).toThrow("more input");
  });
});
