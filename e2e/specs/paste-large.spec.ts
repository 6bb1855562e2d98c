import { createHash } from "node:crypto";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { JSHandle, Page } from "@playwright/test";
import type { Glasshell } from "../support/glasshell.ts";
import { MainThread } from "../support/main-thread.ts";
import { accounts, type Stand } from "../support/stand.ts";
import { expect, test } from "../test.ts";

/** How large the pastes are, in megabytes. The product takes 100 as well; that is for when there is time. */
const megabytes = Number(process.env.GLASSHELL_E2E_PASTE_MB ?? 5);
/** No task may hold the page's thread for longer, in CPU time. */
const longestTaskMs = 50;

/** What arrives is looked at raw: the line discipline of a terminal would cut long lines. */
const lines = {
  plain: (at: number) => `line ${at} of a paste ${"x".repeat(at % 60)}`,
  "multi-byte": (at: number) => `linha ${at} de uma colagem: ação, 日本語, 👩‍💻 ${"é".repeat(at % 40)}`,
};

function textOf(line: (at: number) => string): {
  readonly text: string;
  readonly octets: number;
  readonly count: number;
} {
  const all: string[] = [];
  for (let octets = 0; octets < megabytes * 1_000_000; octets += Buffer.byteLength(all.at(-1) ?? "") + 1) {
    all.push(line(all.length));
  }
  const text = `${all.join("\n")}\n`;
  return { text, octets: Buffer.byteLength(text), count: all.length };
}

const goFile = (stand: Stand) => join(stand.home(accounts.any), "go");

/** A program that takes nothing before the file `go` is there, and then what `take` says, raw. */
async function startTaking(glasshell: Glasshell, take: string): Promise<void> {
  const waits = "until test -e go; do sleep 0.01; done";
  await glasshell.run(`echo takes-$((40+2)); stty raw -echo; ${waits}; ${take}`, "takes-42");
}

interface Clipboard {
  readonly inPage: JSHandle<{ text: string }>;
  readonly count: number;
}

/** In the page before the paste, so that its way there is none of it. */
async function fillClipboard(page: Page, { text, count }: ReturnType<typeof textOf>): Promise<Clipboard> {
  const inPage = await page.evaluateHandle(() => ({ text: "" }));
  for (let at = 0; at < text.length; at += 1_000_000) {
    await inPage.evaluate(
      (clipboard, piece) => {
        clipboard.text += piece;
      },
      text.slice(at, at + 1_000_000),
    );
  }
  // In one piece, as a clipboard gives it: the engine joins the pieces when a character of theirs is first looked at.
  await inPage.evaluate((clipboard) => clipboard.text.charCodeAt(0));
  return { inPage, count };
}

async function beginPaste(glasshell: Glasshell, { inPage, count }: Clipboard): Promise<void> {
  const { element } = glasshell;
  await element.evaluate(
    (terminal, { text }) => (terminal as HTMLElement & { paste(text: string): void }).paste(text),
    inPage,
  );
  const question = glasshell.dialog(`Paste ${count.toLocaleString("en")} lines?`);
  await expect(question).toContainText(`… and ${(count - 12).toLocaleString("en")} more lines`);
  await question.getByRole("button", { name: "Paste", exact: true }).click();
  await expect(element.getByText(/^Pasting: \d\.\d MiB of \d+\.\d MiB$/)).toBeVisible();
  await expect(glasshell.input()).toBeFocused();
}

test.beforeEach(async ({ glasshell, stand }) => {
  await glasshell.openShell(stand.demoRelay, stand.sshd);
});
test.afterEach(async ({ stand }) => {
  await rm(goFile(stand), { force: true });
});

for (const [name, line] of Object.entries(lines)) {
  test(`should arrive without an octet lost, with what was typed meanwhile behind it: ${name}`, async ({
    page,
    glasshell,
    stand,
  }) => {
    test.setTimeout(40_000 + megabytes * 2_000);
    const paste = textOf(line);
    const { octets } = paste;
    await startTaking(
      glasshell,
      `head -c ${octets} | tr '\\r' '\\n' | sha256sum; printf 'then:%s\\n' "$(head -c 9)"; stty sane`,
    );
    await beginPaste(glasshell, await fillClipboard(page, paste));
    await page.keyboard.type("typed é");
    await page.keyboard.press("Enter");
    await expect(glasshell.element.getByText("8 characters typed meanwhile follow the paste.")).toBeVisible();
    await writeFile(goFile(stand), "");
    const patient = { timeout: 10_000 + megabytes * 2_000 };
    await expect(glasshell.element.getByText(/^Pasting/)).toBeHidden(patient);
    const hash = createHash("sha256").update(paste.text).digest("hex");
    await glasshell.expectScreen(hash);
    await glasshell.expectScreen("then:typed é");
  });
}

test("should leave the page responsive", async ({ page, glasshell, stand }) => {
  const paste = textOf(lines["multi-byte"]);
  await writeFile(goFile(stand), "");
  await startTaking(glasshell, `head -c ${paste.octets} | wc -c; stty sane`);
  const clipboard = await fillClipboard(page, paste);
  const tasks = await MainThread.watch(page);
  await beginPaste(glasshell, clipboard);
  await expect(glasshell.element.getByText(/^Pasting/)).toBeHidden();
  await glasshell.expectScreen(`\n${paste.octets}\n`);
  expect(await tasks.longestMs()).toBeLessThan(longestTaskMs);
});

test("should stop when the person says so, and take what is typed then", async ({ page, glasshell, stand }) => {
  const paste = textOf(lines.plain);
  // Says how much came before the first "!", which the paste has none of.
  const count = `perl -e 'while (read(STDIN, $c, 1) and $c ne "!") { $n++ } print "part-", $n > 0 && $n < ${paste.octets}, "\\r\\n"'`;
  await startTaking(glasshell, `${count}; stty sane`);
  await beginPaste(glasshell, await fillClipboard(page, paste));
  await glasshell.element.getByRole("button", { name: "Stop" }).click();
  await expect(glasshell.element.getByText("The rest of the paste was not sent.")).toBeVisible();
  await expect(glasshell.element.getByText(/^Pasting/)).toBeHidden();
  await expect(glasshell.input()).toBeFocused();
  await page.keyboard.type("!");
  await writeFile(goFile(stand), "");
  await glasshell.expectScreen("part-1");
  await glasshell.expectPrompt();
});
