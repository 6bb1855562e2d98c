// What is used of xterm.js beyond its interface, each with what happens where another version does not have it.
import type { Terminal } from "@xterm/xterm";
import { FramePace } from "./frame-pace.ts";

interface Core {
  readonly _coreBrowserService?: { window: Window & typeof globalThis };
  readonly _writeBuffer?: { handleUserInput?: () => void };
}

function coreOf(terminal: Terminal): Core {
  return (terminal as unknown as { readonly _core?: Core })._core ?? {};
}

/**
 * The next write is taken at once, and not from a timer, as the first one after a key is. Where this cannot be asked for, a key
 * without text is pressed, which costs the person their selection.
 */
export function expectWrite(terminal: Terminal): void {
  const { _writeBuffer: buffer } = coreOf(terminal);
  if (buffer?.handleUserInput) {
    buffer.handleUserInput();
    return;
  }
  const { options } = terminal;
  options.scrollOnUserInput = false;
  terminal.input("", true);
  options.scrollOnUserInput = true;
}

/**
 * Paces the frames of an opened terminal: rows, selection and scroll bar, all of which ask the terminal's window for them. xterm.js
 * has no option for it, but lets its window be replaced. Where it does not, it draws sixty times a second.
 */
export function paceOf(terminal: Terminal): FramePace | null {
  const { _coreBrowserService: service } = coreOf(terminal);
  if (!service) return null;
  const pace = new FramePace({
    requestAnimationFrame: (callback) => requestAnimationFrame(callback),
    cancelAnimationFrame: (frame) => cancelAnimationFrame(frame),
    now: () => performance.now(),
    setTimeout: (callback, ms) => setTimeout(callback, ms),
    clearTimeout: (timer) => clearTimeout(timer),
    report: (error) => reportError(error),
  });
  const own: Record<PropertyKey, unknown> = {
    requestAnimationFrame: (callback: FrameRequestCallback) => pace.request(callback),
    cancelAnimationFrame: (number: number) => pace.cancel(number),
  };
  service.window = new Proxy(window, {
    get: (target, key) => {
      if (Object.hasOwn(own, key)) return own[key];
      const value: unknown = Reflect.get(target, key);
      // The browser's own functions insist on the real window.
      return typeof value === "function" ? value.bind(target) : value;
    },
    set: (target, key, value) => Reflect.set(target, key, value),
  });
  return pace;
}
