// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { chooseLanguage } from "../../i18n/language.ts";
import type { Away } from "../../session/view.ts";
import "./away-panel.ts";

const lost: Away = { lastHeardMs: 8_000, attempts: 0, nextMs: null, reason: "", problem: null };

beforeEach(() => {
  vi.useFakeTimers();
  vi.setSystemTime(new Date(2026, 0, 15, 13, 40));
  chooseLanguage("en");
});
afterEach(() => {
  document.body.replaceChildren();
  expect(vi.getTimerCount(), "timers left behind").toBe(0);
  vi.useRealTimers();
});

async function shown(properties: { readonly typed?: number } = {}) {
  const panel = document.createElement("glasshell-away-panel");
  Object.assign(panel, { away: lost, graceMs: 7_200_000, relay: "relay.example", node: "web-1", ...properties });
  document.body.append(panel);
  await panel.updateComplete;
  const wishes: string[] = [];
  panel.addEventListener("glasshell-away", ({ wish }) => wishes.push(wish));
  const text = () => (panel.renderRoot.textContent ?? "").replace(/\s+/g, " ");
  const pass = async (ms: number) => {
    vi.advanceTimersByTime(ms);
    await panel.updateComplete;
  };
  const change = async (away: Partial<Away>) => {
    panel.away = { ...panel.away, ...away };
    await panel.updateComplete;
  };
  return { panel, wishes, text, pass, change };
}

describe("the panel over a shell whose relay is out of reach", () => {
  it("counts since when nothing was heard, through every try", async () => {
    const { text, pass, change } = await shown();
    expect(text()).toContain("Reconnecting to relay.example");
    expect(text()).toContain("last heard 8 s ago · trying now");
    await pass(4_000);
    expect(text()).toContain("last heard 12 s ago");
    await change({ attempts: 1, nextMs: 1_800 });
    await pass(60_000);
    expect(text()).toContain("last heard 1 min ago");
  });

  it("says when the next try is, if that is not soon", async () => {
    const { text, pass, change } = await shown();
    await change({ attempts: 40, nextMs: 12_000 });
    expect(text()).toContain("next try in 12 s");
    await pass(5_000);
    expect(text()).toContain("next try in 7 s");
    await change({ attempts: 41, nextMs: 1_700 });
    expect(text()).toContain("trying now");
  });

  it("does not pretend to try where there is no network", async () => {
    const { text, panel, pass } = await shown();
    const online = vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
    window.dispatchEvent(new Event("offline"));
    await pass(4_000);
    expect(text()).toContain("This computer has no network");
    expect(text()).toContain("last heard 12 s ago");
    expect(text()).not.toContain("trying");
    expect(panel.renderRoot.querySelector("wa-spinner")).toBeNull();
    online.mockRestore();
    window.dispatchEvent(new Event("online"));
    await panel.updateComplete;
    expect(text()).toContain("Reconnecting to relay.example");
    expect(panel.renderRoot.querySelector("wa-spinner")).not.toBeNull();
  });

  it("says until when the relay keeps the session, and what of the person's waits", async () => {
    const { text, panel } = await shown();
    expect(text()).toMatch(/The relay keeps this session until 3:39\sPM\./);
    expect(text()).toContain("What you type is kept, and sent in order.");
    panel.typed = 12;
    await panel.updateComplete;
    expect(text()).toContain("12 typed characters wait to be sent.");
  });

  it("says what the last try met, if it was told", async () => {
    const { text, change } = await shown();
    await change({ attempts: 1, nextMs: 5_000, reason: "too_many_links" });
    expect(text()).toContain("The relay is full");
    await change({ reason: "", problem: { kind: "tokenFailed", text: "Error: signed out" } });
    expect(text()).toContain("Error: signed out");
  });

  it("passes on what the person wants", async () => {
    const { panel, wishes } = await shown();
    for (const button of panel.renderRoot.querySelectorAll<HTMLElement>("wa-button")) button.click();
    expect(wishes).toEqual(["reconnect", "disconnect"]);
  });

  it("speaks Portuguese", async () => {
    chooseLanguage("pt-BR");
    const { text } = await shown({ typed: 1 });
    expect(text()).toContain("Reconectando a relay.example");
    expect(text()).toContain("último sinal há 8 s · tentando agora");
    expect(text()).toContain("1 caractere digitado espera o envio.");
    expect(text()).toContain("15:39");
  });
});
