// The one file that knows xterm.js. The rest of the page sees octets, cells and typed callbacks.
import { FitAddon } from "@xterm/addon-fit";
import { SearchAddon } from "@xterm/addon-search";
import { UnicodeGraphemesAddon } from "@xterm/addon-unicode-graphemes";
import { WebLinksAddon } from "@xterm/addon-web-links";
import { WebglAddon } from "@xterm/addon-webgl";
import { type ITerminalOptions, Terminal } from "@xterm/xterm";
import { nextTask } from "../ui/next-task.ts";
import type { TerminalSize } from "../worker/messages.ts";
import type { FramePace } from "./frame-pace.ts";
import { openAddress, webAddress } from "./links.ts";
import { readClipboardRequest } from "./osc52.ts";
import { expectWrite, paceOf } from "./terminal-core.ts";
import { type ColourScheme, minimumContrast, terminalThemes } from "./themes.ts";
import { Utf8Repair } from "./utf8-repair.ts";

export type Renderer = "webgl" | "dom";
/** "auto": WebGL where a GPU draws it, the DOM elsewhere. */
export type RendererChoice = "auto" | Renderer;

export interface ScreenLook {
  readonly scheme: ColourScheme;
  readonly fontFamily: string;
  /** CSS pixels */
  readonly fontSize: number;
  readonly screenReader: boolean;
  readonly renderer: RendererChoice;
  /** What assistive technology calls the terminal. */
  readonly label: string;
}

export interface ScreenEvents {
  /** Octets typed, or sent by the terminal itself (answers to queries, mouse reports). */
  readonly typed: (octets: Uint8Array) => void;
  readonly resized: (size: TerminalSize) => void;
  /** As the node said it: not yet fit to be shown. */
  readonly titled: (title: string) => void;
  readonly rang: () => void;
  /** A program offers text for the clipboard. */
  readonly clipboardOffered: (text: string) => void;
  /** A web address was clicked without the modifier that opens it at once. */
  readonly addressClicked: (url: URL) => void;
  readonly searched: (found: { readonly current: number; readonly total: number }) => void;
  /** @return whether the key was taken and must not reach the shell. */
  readonly key: (event: KeyboardEvent) => boolean;
}

export interface SearchWish {
  readonly text: string;
  readonly caseSensitive: boolean;
  readonly regex: boolean;
}

/** Lines kept above the screen. 200 columns of plain text in so many lines take about 25 MB. */
const scrollbackLines = 10_000;

export class TerminalScreen {
  readonly #terminal: Terminal;
  readonly #fit = new FitAddon();
  readonly #search = new SearchAddon({ highlightLimit: 1_000 });
  readonly #events: ScreenEvents;
  readonly #observer: ResizeObserver;
  readonly #encoder = new TextEncoder();
  #repair = new Utf8Repair();
  #pace: FramePace | null = null;
  /** Writes that xterm.js has and has not committed, and those that wait for it to have none. The SSH window bounds both. */
  #queued = 0;
  #held: { readonly data: string | Uint8Array; readonly committed: (() => void) | undefined }[] = [];
  #webgl: WebglAddon | null = null;
  #chosen: RendererChoice | null = null;
  #host: HTMLElement | null = null;
  #fitFrame = 0;
  #scheme: ColourScheme;
  #searched: SearchWish | null = null;

  constructor(look: ScreenLook, events: ScreenEvents) {
    this.#events = events;
    this.#scheme = look.scheme;
    const options: ITerminalOptions = {
      allowProposedApi: true, // Unicode versions and search decorations
      cursorBlink: true,
      cursorInactiveStyle: "outline",
      fontFamily: look.fontFamily,
      fontSize: look.fontSize,
      lineHeight: 1.15,
      scrollback: scrollbackLines,
      minimumContrastRatio: minimumContrast,
      theme: terminalThemes[look.scheme],
      screenReaderMode: look.screenReader,
      macOptionClickForcesSelection: true,
      rescaleOverlappingGlyphs: true,
      logLevel: "error",
      linkHandler: { activate: (event, text) => this.#onLink(event, text) },
      // The node may not ask for the window's position, size or title (a title can carry what a shell would run).
      windowOptions: {},
    };
    const terminal = new Terminal(options);
    this.#terminal = terminal;

    terminal.loadAddon(this.#fit);
    terminal.loadAddon(this.#search);
    terminal.loadAddon(new UnicodeGraphemesAddon());
    terminal.loadAddon(new WebLinksAddon((event, text) => this.#onLink(event, text)));

    terminal.onData((text) => {
      if (text !== "") events.typed(this.#encoder.encode(text));
    });
    terminal.onBinary((text) => events.typed(Uint8Array.from(text, (character) => character.charCodeAt(0))));
    terminal.onTitleChange(events.titled);
    terminal.onBell(events.rang);
    terminal.onResize(() => events.resized(this.size));
    terminal.attachCustomKeyEventHandler((event) => !events.key(event));
    terminal.parser.registerOscHandler(52, (data) => this.#onClipboard(data));
    this.#search.onDidChangeResults(({ resultIndex, resultCount }) =>
      events.searched({ current: resultIndex + 1, total: resultCount }),
    );
    this.#observer = new ResizeObserver(() => this.#fitSoon());
  }

  /** Draws into `host`, which must be in the document and have a size. */
  open(host: HTMLElement, look: ScreenLook): void {
    this.#host = host;
    this.#terminal.open(host);
    this.#pace = paceOf(this.#terminal);
    this.#terminal.textarea?.setAttribute("aria-label", look.label);
    this.#choose(look.renderer);
    this.#fit.fit();
    this.#observer.observe(host);
  }

  get renderer(): Renderer {
    return this.#webgl ? "webgl" : "dom";
  }

  get size(): TerminalSize {
    const { cols, rows, element } = this.#terminal;
    const drawn = element?.querySelector(".xterm-screen")?.getBoundingClientRect();
    return {
      columns: cols,
      rows,
      widthPixels: Math.round(drawn?.width ?? 0),
      heightPixels: Math.round(drawn?.height ?? 0),
    };
  }

  /** `committed` is called once the octets are in the terminal's buffer; it may never be, if the terminal breaks. */
  write(octets: Uint8Array, committed?: () => void): void {
    this.#pace?.wrote(octets.length);
    this.#write(this.#repair.repair(octets), committed);
  }

  /** Puts modes that a program left behind (mouse, alternate screen, bracketed paste…) back, and keeps the scrollback. */
  softReset(): void {
    this.#repair = new Utf8Repair();
    // Leaving the alternate screen restores a cursor position, also when there is none to leave.
    const leave = this.#terminal.buffer.active.type === "alternate" ? "\x1b[?1049l" : "";
    this.#write(
      `${leave}\x1b[!p\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1004l\x1b[?1006l\x1b[?2004l\x1b[?1l\x1b>\x1b[?25h\x1b[0m`,
    );
  }

  /** Printable text in the scrollback, dimmed. */
  writeText(text: string): void {
    this.#write(`\x1b[2m${text.replaceAll("\n", "\r\n")}\x1b[0m\r\n`);
  }

  /** A line of our own in the scrollback, dimmed. */
  writeNotice(text: string): void {
    const empty = this.#terminal.buffer.active.length <= this.#terminal.rows && this.text().trim() === "";
    this.#write(`${empty ? "" : "\r\n"}\x1b[2m── ${text} ──\x1b[0m\r\n`);
  }

  get bracketedPaste(): boolean {
    return this.#terminal.modes.bracketedPasteMode;
  }

  get selection(): string {
    return this.#terminal.getSelection();
  }

  clearSelection(): void {
    this.#terminal.clearSelection();
  }

  /** What the screen shows now, line by line, without the scrollback. */
  text(): string {
    const buffer = this.#terminal.buffer.active;
    const lines: string[] = [];
    for (let row = 0; row < this.#terminal.rows; row += 1) {
      lines.push(buffer.getLine(buffer.viewportY + row)?.translateToString(true) ?? "");
    }
    return lines.join("\n");
  }

  focus(): void {
    this.#terminal.focus();
  }

  scrollToBottom(): void {
    this.#terminal.scrollToBottom();
  }

  restyle(look: ScreenLook): void {
    const { options } = this.#terminal;
    this.#scheme = look.scheme;
    options.theme = terminalThemes[look.scheme];
    options.screenReaderMode = look.screenReader;
    if (options.fontFamily !== look.fontFamily) options.fontFamily = look.fontFamily;
    if (options.fontSize !== look.fontSize) options.fontSize = look.fontSize;
    this.#choose(look.renderer);
    this.#terminal.textarea?.setAttribute("aria-label", look.label);
    this.#fitSoon();
  }

  find(wish: SearchWish, direction: "next" | "previous", incremental = false): void {
    const dark = this.#scheme === "dark";
    const options = {
      caseSensitive: wish.caseSensitive,
      regex: wish.regex,
      incremental,
      decorations: {
        matchBackground: dark ? "#4a4524" : "#f7e7ad",
        matchOverviewRuler: "#c79a2b",
        activeMatchBackground: dark ? "#8a6d12" : "#f0c13a",
        activeMatchColorOverviewRuler: "#f0c13a",
      },
    };
    // The add-on compares the flags with themselves and would go on with the matches that it has.
    if (wish.regex !== this.#searched?.regex || wish.caseSensitive !== this.#searched.caseSensitive) this.endSearch();
    this.#searched = wish;
    try {
      if (direction === "next") this.#search.findNext(wish.text, options);
      else this.#search.findPrevious(wish.text, options);
    } catch {
      // Half a regular expression, while it is being typed.
      this.#events.searched({ current: 0, total: 0 });
    }
  }

  endSearch(): void {
    this.#search.clearDecorations();
  }

  dispose(): void {
    cancelAnimationFrame(this.#fitFrame);
    this.#observer.disconnect();
    this.#terminal.dispose();
    this.#pace?.dispose();
  }

  /**
   * xterm.js takes text from a timer, and a hidden tab's timers come once a second, later once a minute: by back-pressure the
   * person's build would stand still. So while hidden each write is taken as it comes, driven by the Worker's messages, which no
   * browser slows down. That works only while its queue is empty: what comes before it is waits here, or a queue that was never
   * empty would go on from timer to timer.
   */
  #write(data: string | Uint8Array, committed?: () => void): void {
    const isHidden = document.visibilityState === "hidden";
    if (this.#held.length > 0 || (isHidden && this.#queued > 0)) {
      this.#held.push({ data, committed });
      return;
    }
    if (isHidden) expectWrite(this.#terminal);
    this.#give(data, committed);
  }

  #give(data: string | Uint8Array, committed?: () => void): void {
    this.#queued += 1;
    this.#terminal.write(data, () => {
      this.#queued -= 1;
      committed?.();
      // Not from within xterm.js's own loop, to which it would be one more write in its queue.
      if (this.#queued === 0 && this.#held.length > 0) void nextTask().then(() => this.#release());
    });
  }

  /** One at a time while hidden, so that each finds the queue empty; all at once when it is seen again. */
  #release(): void {
    const isHidden = document.visibilityState === "hidden";
    while (this.#held.length > 0 && !(isHidden && this.#queued > 0)) {
      const next = this.#held.shift();
      if (!next) return;
      if (isHidden) expectWrite(this.#terminal);
      this.#give(next.data, next.committed);
      if (isHidden) return;
    }
  }

  /** Before the terminal is open there is nothing to draw. */
  #choose(choice: RendererChoice): void {
    if (choice === this.#chosen || !this.#host) return;
    this.#chosen = choice;
    const webgl = choice === "webgl" || (choice === "auto" && hasGpu());
    if (webgl && !this.#webgl) this.#useWebgl();
    else if (!webgl) this.#dropWebgl();
  }

  /** Where WebGL fails (a lost context, too many terminals), xterm.js goes on drawing with the DOM. */
  #useWebgl(): void {
    const webgl = new WebglAddon();
    this.#webgl = webgl;
    try {
      webgl.onContextLoss(() => this.#dropWebgl());
      this.#terminal.loadAddon(webgl);
    } catch {
      this.#dropWebgl();
    }
  }

  #dropWebgl(): void {
    this.#webgl?.dispose();
    this.#webgl = null;
  }

  /** Once a frame at most: a window that is being dragged sends dozens of sizes a second, and each is a packet to the node. */
  #fitSoon(): void {
    if (this.#fitFrame !== 0) return;
    this.#fitFrame = requestAnimationFrame(() => {
      this.#fitFrame = 0;
      // A hidden terminal has no size; it keeps the one that it had.
      if (this.#host && this.#host.clientWidth > 0 && this.#host.clientHeight > 0) this.#fit.fit();
    });
  }

  #onLink(event: MouseEvent, text: string): void {
    const url = webAddress(text);
    if (!url) return;
    if (event.ctrlKey || event.metaKey) openAddress(url);
    else this.#events.addressClicked(url);
  }

  #onClipboard(data: string): boolean {
    const request = readClipboardRequest(data);
    if (request.kind === "write") this.#events.clipboardOffered(request.text);
    return true;
  }
}

let gpu: boolean | null = null;

/** What draws WebGL where there is no GPU. */
const softwareRenderers = /swiftshader|llvmpipe|softpipe|software|basic render/i;

/**
 * Whether a GPU draws WebGL. Drawn by the CPU it is the slower of the two renderers by far: 22 MB/s of text at 28 frames a second
 * against 89 MB/s at 60 with the DOM (headless Chromium, 2 cores). Chromium does not call its SwiftShader a performance caveat, so
 * its name is looked at too.
 */
function hasGpu(): boolean {
  if (gpu === null) {
    const context = document.createElement("canvas").getContext("webgl2", { failIfMajorPerformanceCaveat: true });
    const names = context?.getExtension("WEBGL_debug_renderer_info");
    const name = names ? String(context?.getParameter(names.UNMASKED_RENDERER_WEBGL)) : "";
    gpu = context !== null && !softwareRenderers.test(name);
    // Browsers keep only a few contexts; this one was for asking.
    context?.getExtension("WEBGL_lose_context")?.loseContext();
  }
  return gpu;
}
