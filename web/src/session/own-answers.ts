// What is answered without asking the person: each once a session, so that nobody is kept from answering otherwise. Pure.
import type { Prompt, Reply } from "../worker/messages.ts";

/** A login that is known beforehand. It is offered once a connection, after the host key was accepted. */
export interface Identity {
  readonly user: string;
  readonly privateKey: string;
}

export class OwnAnswers {
  readonly #identity: Identity | null;
  #identityOffered = false;
  #questionsBegan = false;

  constructor(identity: Identity | null) {
    this.#identity = identity;
  }

  /** @return the answer that needs no person, or null. */
  to(prompt: Prompt): Reply | null {
    if (prompt.kind !== "authenticationPrompt") return null;
    const identity = this.#identity;
    if (identity && !this.#identityOffered && prompt.last === "none" && prompt.methods.includes("publickey")) {
      this.#identityOffered = true;
      return { kind: "publicKey", privateKey: new TextEncoder().encode(identity.privateKey), certificate: "" };
    }
    // With nothing to choose from, the node's questions are what the person wants to see. Who cancels them comes back here and is
    // shown the choice, or there would be no way out.
    const wanted = prompt.last === "partial_success" || (prompt.last === "none" && !this.#questionsBegan);
    if (!wanted || prompt.methods.length !== 1 || prompt.methods[0] !== "keyboard-interactive") return null;
    this.#questionsBegan = true;
    return { kind: "keyboardInteractive" };
  }
}
