import { describe, expect, it } from "vitest";
import { advise, fillIn, recogniseProxy } from "./doctor.ts";

describe("the doctor's sentences", () => {
  it("are there in both languages, from the relay's own catalogue", async () => {
    const advice = await advise({
      problem: "upgrade_headers_dropped",
      proxy: "caddy",
      facts: { headers: "Upgrade" },
    });
    expect(advice?.en.seen).toBe("The request for a WebSocket reached the relay without its Upgrade (426).");
    expect(advice?.["pt-BR"].seen).toBe("O pedido de um WebSocket chegou ao relay sem Upgrade (426).");
    expect(advice?.["pt-BR"].linesFor).toBe("linhas para Caddy");
    expect(advice?.en.lines).toContain("reverse_proxy 127.0.0.1:8022");
  });

  it("have no lines where there is nothing to write", async () => {
    const advice = await advise({ problem: "upgrade_rate_limited", proxy: "nginx", facts: {} });
    expect(advice?.en.lines).toEqual([]);
  });

  it("take facts as they are", () => {
    expect(fillIn("{a} and {b}", { a: "{b}" })).toBe("{b} and -");
  });
});

describe("a proxy", () => {
  it.each([
    ["nginx/1.22.1", "", "nginx"],
    ["Caddy", "", "caddy"],
    ["Apache/2.4.62 (Debian)", "", "apache"],
    ["", "<hr><center>nginx</center>", "nginx"],
    ["", "No server is available to handle this request.", "haproxy"],
    ["glasshell", "ok", null],
  ] as const)("that says %j and %j is %s", (server, body, proxy) => {
    expect(recogniseProxy(server, body)).toBe(proxy);
  });
});
