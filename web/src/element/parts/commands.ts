// What the person asks of the terminal itself, by key or in the strip's menu, and not of the shell.
import { writeSetting } from "../../session/settings.ts";
import type { SessionState } from "../../session/view.ts";
import { commandOf, type KeyCommand, type KeyOwner, nextFontSize } from "../keys.ts";
import type { StripCommand, StripEvent } from "./status-strip.ts";

/** The terminal element, as far as a command reaches. */
export interface Commanded {
  fontSize: number;
  screenReader: boolean;
  connect(): void;
  reconnectNow(): void;
  disconnect(): void;
}

export interface CommandPorts {
  readonly state: () => SessionState;
  readonly copy: () => void;
  readonly pasteClipboard: () => void;
  readonly search: () => void;
}

export class Commands {
  readonly #terminal: Commanded;
  readonly #ports: CommandPorts;

  constructor(terminal: Commanded, ports: CommandPorts) {
    this.#terminal = terminal;
    this.#ports = ports;
  }

  /** @return whether the key was taken and must not reach the shell */
  onKey(event: KeyboardEvent): boolean {
    const command = commandOf(event, ownerIn(this.#ports.state()));
    if (!command) return false;
    // The browser pastes by itself, and its paste event is what is used.
    if (command === "browserPaste") return true;
    event.preventDefault();
    const connects = command === "reconnect" || command === "reconnectNow";
    if (event.type === "keydown" && !(event.repeat && connects)) this.#obey(command);
    return true;
  }

  readonly onStrip = (event: StripEvent): void => this.#obey(event.command);

  #obey(command: Exclude<KeyCommand, "browserPaste"> | StripCommand): void {
    const terminal = this.#terminal;
    switch (command) {
      case "copy":
        this.#ports.copy();
        return;
      case "paste":
        this.#ports.pasteClipboard();
        return;
      case "search":
        this.#ports.search();
        return;
      case "larger":
      case "smaller":
      case "defaultSize":
        terminal.fontSize = nextFontSize(terminal.fontSize, command);
        writeSetting("fontSize", String(terminal.fontSize));
        return;
      case "screenReader":
        terminal.screenReader = !terminal.screenReader;
        writeSetting("screenReader", terminal.screenReader ? "on" : null);
        return;
      case "connect":
      case "reconnect":
        terminal.connect();
        return;
      case "reconnectNow":
        terminal.reconnectNow();
        return;
      case "disconnect":
        terminal.disconnect();
        return;
    }
  }
}

function ownerIn(state: SessionState): KeyOwner {
  if (state === "ended" || state === "failed") return "nobody";
  return state === "reconnecting" ? "shellAway" : "shell";
}
