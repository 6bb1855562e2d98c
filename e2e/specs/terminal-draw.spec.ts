import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { coloursOf } from "../support/colours.ts";
import { accounts } from "../support/stand.ts";
import { expect, test } from "../test.ts";

test.beforeEach(async ({ glasshell, stand }) => {
  await glasshell.openShell(stand.demoRelay, stand.sshd);
});

for (const renderer of ["dom", "webgl"] as const) {
  test(`should draw colours with the ${renderer} renderer`, async ({ glasshell, watch }) => {
    // What a screenshot costs a GPU, which is a CPU here.
    watch.allow(/GPU stall due to ReadPixels/);
    await glasshell.useRenderer(renderer);
    await glasshell.run(String.raw`printf '\e[41m%20s\e[48;2;12;200;99m%20s\e[0m\ndo%s\n' '' '' ne`, "done");
    // The theme's red, and a true colour as it is.
    await expect.poll(() => coloursOf(glasshell.element)).toEqual(expect.arrayContaining(["240,122,120", "12,200,99"]));
  });
}

test("should tell the node its size, and its new size after a resize", async ({ page, glasshell }) => {
  await glasshell.run("stty size | tr ' ' x", sizePattern(await glasshell.size()));
  await page.setViewportSize({ width: 900, height: 500 });
  await expect.poll(async () => (await glasshell.size()).columns).toBeLessThan(115);
  await glasshell.run("clear; stty size | tr ' ' x", sizePattern(await glasshell.size()));
});

test("should end a storm of resizes with the node knowing the last size", async ({ page, glasshell }) => {
  await glasshell.run("trap 'n=$((n+1))' WINCH; n=0");
  for (let step = 0; step < 30; step += 1) {
    await page.setViewportSize(step % 2 ? { width: 2_600, height: 1_900 } : { width: 500 + step, height: 400 + step });
  }
  await drawn(page);
  const last = await glasshell.size();
  expect(last.columns).toBeGreaterThanOrEqual(300);
  expect(last.rows).toBeGreaterThanOrEqual(100);
  await glasshell.run("clear; stty size | tr ' ' x; test $n -gt 1 && echo storm-$((40+2))", sizePattern(last));
  await glasshell.expectScreen("storm-42");
});

test("should show multi-byte text, and count the columns that it takes", async ({ glasshell, stand }) => {
  const text = "é ü ñ │ 日本語 한국어 ✅ 👩‍👩‍👧‍👦 🇧🇷 é";
  await writeFile(join(stand.home(accounts.any), "text"), `${text}|end\n`, { mode: 0o644 });
  await glasshell.run("cat text", `${text}|end`);
  // The terminal says where the cursor is after one picture of five code points: it takes two columns.
  await writeFile(join(stand.home(accounts.any), "family"), "👩‍👩‍👧‍👦", { mode: 0o644 });
  await glasshell.run(
    String.raw`clear; cat family; printf '\e[6n'; IFS=';' read -rsd R _ column; echo; echo col""umn-$column`,
    "column-3",
  );
  // What a program reads of the keyboard is what was typed.
  await glasshell.run(
    "printf %s 'ção 日本 👍' | od -An -tx1 | tr -d ' \\n'; echo .",
    "c3a7c3a36f20e697a5e69cac20f09f918d.",
  );
});

test("should run vim: draw it, edit, save and give the screen back", async ({ page, glasshell }) => {
  await glasshell.run("echo before-$((2*3))", "before-6");
  await glasshell.run("vim note.txt", "~");
  await expect.poll(() => glasshell.screenText()).not.toContain("before-6");
  await page.keyboard.type("iHello from the browser");
  await page.keyboard.press("Escape");
  await page.keyboard.type("yyp:wq");
  await page.keyboard.press("Enter");
  await glasshell.expectScreen("before-6");
  await glasshell.run("sha256sum note.txt | cut -c1-16", /[0-9a-f]{16}/);
  await glasshell.run("wc -l < note.txt | sed s/^/lines:/", "lines:2");
});

test("should run less and htop, with arrow and function keys", async ({ page, glasshell }) => {
  await glasshell.run("seq 1 5000 | less", /^1\n2\n/);
  await page.keyboard.press("Shift+G");
  await glasshell.expectScreen("5000");
  await page.keyboard.press("ArrowUp");
  await expect.poll(async () => (await glasshell.screenText()).split("\n")).not.toContain("5000");
  await page.keyboard.press("q");
  await glasshell.expectPrompt();
  await glasshell.run("htop", "F10");
  await page.keyboard.press("F10");
  await glasshell.expectPrompt();
});

test("should scroll back to what has left the screen", async ({ page, glasshell }) => {
  await glasshell.run("seq 1 300 | sed s/^/line-/", "line-300");
  await glasshell.expectPrompt();
  for (let pages = 0; pages < 12; pages += 1) await page.keyboard.press("Shift+PageUp");
  await glasshell.expectScreen(/line-1\n/);
  // The next key is for the shell, and the screen follows it.
  await page.keyboard.type("#");
  await glasshell.expectScreen("line-300");
});

test("should put characters together whose octets come apart", async ({ glasshell, stand }) => {
  // Pieces of any power of two end inside a character of three octets, and of nine together.
  const text = "é日👍".repeat(20_000);
  await writeFile(join(stand.home(accounts.any), "apart"), text, { mode: 0o644 });
  await glasshell.run("cat apart; echo; dd if=apart bs=1 count=900 status=none; echo; echo d''one", "done");
  await glasshell.expectPrompt();
  const shown = (await glasshell.screenText()).split("\n").slice(0, -3).join("");
  expect(shown.length).toBeGreaterThan(1_000);
  expect(shown.replaceAll(/é|日|👍/gu, "")).toBe("");
});

test("should show octets that are no UTF-8 as such, and go on", async ({ glasshell }) => {
  await glasshell.run(String.raw`printf 'a\xff\xfeb\xe2\x82\x28c\n'; echo do"ne"`, /a\ufffd+b\ufffd+\(c/);
  await glasshell.expectScreen("done");
});

/** Waits until the page has drawn its new size: the observer calls in one frame, the terminal fits in the next. */
async function drawn(page: Page): Promise<void> {
  await page.evaluate(async () => {
    for (let frames = 0; frames < 3; frames += 1) await new Promise(requestAnimationFrame);
  });
}

function sizePattern({ rows, columns }: { rows: number; columns: number }): string {
  return `${rows}x${columns}`;
}
