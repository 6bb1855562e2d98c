import { describe, expect, it } from "vitest";
import { OutputMail } from "./output-mail.ts";

const piece = 64 * 1024;

function scripted() {
  let waiting = 0;
  const posted: number[] = [];
  const mail = new OutputMail({
    take: (least, most) => {
      if (waiting < least) return null;
      const size = Math.min(waiting, most);
      waiting -= size;
      return new Uint8Array(size);
    },
    post: (octets) => posted.push(octets.length),
  });
  const say = (octets: number) => {
    waiting += octets;
    return mail.send();
  };
  return { mail, posted, say };
}

describe("output", () => {
  it("goes at once while there is little to draw, in pieces", () => {
    const { posted, say, mail } = scripted();
    expect(mail.send()).toBe(false);
    expect(say(10)).toBe(true);
    expect(say(piece + 5)).toBe(true);
    expect(posted).toEqual([10, piece, 5]);
  });

  it("waits for a whole piece while there is plenty to draw, and for the page to catch up", () => {
    const { posted, say, mail } = scripted();
    say(2 * piece);
    expect(say(10)).toBe(false);
    expect(say(piece)).toBe(true);
    expect(posted).toEqual([piece, piece, piece]);
    mail.committed(2 * piece);
    expect(mail.send()).toBe(true);
    expect(posted.at(-1)).toBe(10);
  });
});
