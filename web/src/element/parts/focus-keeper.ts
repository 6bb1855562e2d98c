// When the terminal takes the keyboard by itself: after a session began or ended, and when a dialog has gone.
import type { ReactiveElement } from "lit";

export interface FocusKeeperPorts {
  /** The session waits for nothing that a dialog asks. */
  readonly settled: () => boolean;
}

export class FocusKeeper {
  readonly #host: ReactiveElement;
  readonly #ports: FocusKeeperPorts;

  constructor(host: ReactiveElement, ports: FocusKeeperPorts) {
    this.#host = host;
    this.#ports = ports;
  }

  /**
   * In the same task as the news of it, or keys would be lost. A terminal in the background does not take the keyboard from the one in use.
   */
  async takeIfOurs(): Promise<void> {
    await this.#host.updateComplete;
    this.#takeIfOurs();
  }

  /** What is behind a modal dialog cannot take the focus before the dialog has gone. */
  readonly onDialogGone = (event: Event): void => {
    const closed = event.composedPath()[0];
    // The dialog gives the focus back in a timer of its own, which is already queued.
    if (
      this.#ports.settled() &&
      closed instanceof HTMLElement &&
      ["wa-dialog", "wa-popover"].includes(closed.localName)
    ) {
      setTimeout(() => this.#takeIfOurs());
    }
  };

  #takeIfOurs(): void {
    const nobodyHasIt = document.activeElement === null || document.activeElement === document.body;
    if (this.#host.offsetParent !== null && (nobodyHasIt || this.#host.matches(":focus-within"))) this.#host.focus();
  }
}
