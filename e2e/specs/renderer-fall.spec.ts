// What happens where the better way to draw, or the drawing itself, is taken away.
import { expect, test } from "../test.ts";

test("should go on with the DOM when WebGL is lost", async ({ glasshell, stand, watch }) => {
  watch.allow(/GPU stall due to ReadPixels|webgl context not restored/);
  await glasshell.openShell(stand.demoRelay, stand.sshd);
  await glasshell.useRenderer("webgl");
  await glasshell.run("echo before-$((40+2))", "before-42");
  await glasshell.element.evaluate((element) => {
    for (const canvas of element.shadowRoot?.querySelectorAll("canvas") ?? []) {
      canvas.getContext("webgl2")?.getExtension("WEBGL_lose_context")?.loseContext();
    }
  });
  // xterm.js waits a while for the context to come back.
  await expect.poll(() => glasshell.renderer()).toBe("dom");
  await glasshell.run("echo after-$((40+2))", "after-42");
  await expect(glasshell.element.locator(".xterm-rows")).toContainText("after-42");
});

test("should draw with the DOM where there is no WebGL", async ({ page, glasshell, stand }) => {
  await page.addInitScript(() => {
    const getContext = HTMLCanvasElement.prototype.getContext;
    HTMLCanvasElement.prototype.getContext = function (this: HTMLCanvasElement, kind: string, ...rest: unknown[]) {
      return kind.startsWith("webgl") ? null : Reflect.apply(getContext, this, [kind, ...rest]);
    } as typeof getContext;
  });
  await glasshell.openShell(stand.demoRelay, stand.sshd);
  await glasshell.element.evaluate((element) => element.setAttribute("renderer", "webgl"));
  await glasshell.run("echo drawn-$((40+2))", "drawn-42");
  expect(await glasshell.renderer()).toBe("dom");
  await expect(glasshell.element.locator(".xterm-rows")).toContainText("drawn-42");
});

test("should end a session visibly whose screen takes nothing any more", async ({ page, glasshell, stand }) => {
  // xterm.js takes text in timers; these are lost from a moment on.
  await page.addInitScript(() => {
    const start = window.setTimeout;
    window.setTimeout = ((run: () => void, ms?: number, ...rest: unknown[]) =>
      start(() => "stalled" in window || run(), ms, ...rest)) as typeof window.setTimeout;
  });
  await glasshell.openShell(stand.demoRelay, stand.sshd);
  await page.evaluate(() => Object.assign(window, { stalled: true }));
  await glasshell.run("yes");
  // Five silent intervals of two seconds.
  await expect(glasshell.alert).toBeVisible({ timeout: 20_000 });
  await glasshell.expectFailure(
    "The screen lost output",
    "The terminal in this browser could not show what it was given, so the session was ended",
  );
});
