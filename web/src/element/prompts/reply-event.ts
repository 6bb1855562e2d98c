// From a prompt's form to the element that owns the session. Stays inside the element's shadow root.
import type { Prompt, Reply } from "../../worker/messages.ts";

export class ReplyEvent extends Event {
  readonly prompt: Prompt;
  readonly reply: Reply;
  constructor(prompt: Prompt, reply: Reply) {
    super("glasshell-reply", { bubbles: true, composed: true });
    this.prompt = prompt;
    this.reply = reply;
  }
}

/** The person closed the dialog while nothing was asked: the whole attempt is given up. */
export class GiveUpEvent extends Event {
  constructor() {
    super("glasshell-give-up", { bubbles: true, composed: true });
  }
}

declare global {
  interface HTMLElementEventMap {
    "glasshell-reply": ReplyEvent;
    "glasshell-give-up": GiveUpEvent;
  }
}
