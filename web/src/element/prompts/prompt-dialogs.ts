// The dialogs in which a session's prompts are put to the person, as the view has them.
import { html, nothing } from "lit";
import { isOver, type SessionView } from "../../session/view.ts";
import "./host-key-dialog.ts";
import "./sign-in-dialog.ts";

export interface Asking {
  readonly view: SessionView;
  readonly node: string;
  /** The sign-in's dialog stays while the node is waited for. */
  readonly isSigningIn: boolean;
  /** The known hosts could not be read. */
  readonly storeUnreadable: boolean;
}

/**
 * Both are there from the beginning of a session, so that one that opens, or makes room for the other, does so with its animation. With
 * the shell, or the session's end, they are gone at once: a modal dialog keeps the keyboard until it has faded out, and gives it back to
 * whoever had it before. The slot "sign-in" goes into the second.
 */
export function promptDialogs({ view, node, isSigningIn, storeUnreadable }: Asking) {
  if (view.phase === "idle" || view.phase === "shell" || isOver(view)) return nothing;
  const hostKey = view.prompt?.kind === "hostKeyPrompt" ? view.prompt : null;
  const signIn = view.prompt && view.prompt.kind !== "hostKeyPrompt" ? view.prompt : null;
  return html`
    <glasshell-host-key-dialog
      .prompt=${hostKey}
      node=${node}
      ?storeUnreadable=${storeUnreadable}
    ></glasshell-host-key-dialog>
    <glasshell-sign-in-dialog
      ?open=${signIn !== null || (isSigningIn && hostKey === null)}
      .prompt=${signIn}
      .certificate=${view.certificate}
      .banners=${view.banners}
      node=${node}
      user=${view.user}
      ><slot name="sign-in"></slot
    ></glasshell-sign-in-dialog>
  `;
}
