// What the element tells the page around it. All cross shadow roots (`composed`) and bubble.
import type { Explanation } from "../failure/explain.ts";
import type { Exit, SessionState } from "../session/view.ts";

const crossing = { bubbles: true, composed: true } as const;

/** The session went from one phase to another, or lost its relay, or has it back. */
export class GlasshellStateEvent extends Event {
  readonly state: SessionState;
  constructor(state: SessionState) {
    super("glasshell-state", crossing);
    this.state = state;
  }
}

/** The program on the node set a title (OSC 0 or 2). Controls and direction marks are gone from it. */
export class GlasshellTitleEvent extends Event {
  readonly title: string;
  constructor(title: string) {
    super("glasshell-title", crossing);
    this.title = title;
  }
}

/** The terminal's bell rang. */
export class GlasshellBellEvent extends Event {
  constructor() {
    super("glasshell-bell", crossing);
  }
}

/** The shell ended. */
export class GlasshellExitEvent extends Event {
  readonly exit: Exit;
  constructor(exit: Exit) {
    super("glasshell-exit", crossing);
    this.exit = exit;
  }
}

/** The session could not begin or go on; the explanation is what the element shows. */
export class GlasshellFailureEvent extends Event {
  readonly explanation: Explanation;
  constructor(explanation: Explanation) {
    super("glasshell-failure", crossing);
    this.explanation = explanation;
  }
}

/** Another tab of this browser asks for this session: whoever has the element shows it. */
export class GlasshellWantedEvent extends Event {
  constructor() {
    super("glasshell-wanted", crossing);
  }
}

declare global {
  interface HTMLElementEventMap {
    "glasshell-state": GlasshellStateEvent;
    "glasshell-title": GlasshellTitleEvent;
    "glasshell-bell": GlasshellBellEvent;
    "glasshell-exit": GlasshellExitEvent;
    "glasshell-failure": GlasshellFailureEvent;
    "glasshell-wanted": GlasshellWantedEvent;
  }
}
