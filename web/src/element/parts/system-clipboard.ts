// The browser's clipboard, where it lets a page have it. Over plain HTTP (but not on loopback) there is no navigator.clipboard.

/** @return false if the browser did not allow it. */
export async function writeClipboard(text: string): Promise<boolean> {
  try {
    if (navigator.clipboard) {
      await navigator.clipboard.writeText(text);
      return true;
    }
  } catch {
    // Refused: the old way below may still be allowed.
  }
  return copyThroughEvent(text);
}

/** @return null if the browser does not let a page read it. */
export async function readClipboard(): Promise<string | null> {
  try {
    return (await navigator.clipboard?.readText()) ?? null;
  } catch {
    return null;
  }
}

/** Works during a key press or a click, on insecure pages too. */
function copyThroughEvent(text: string): boolean {
  let copied = false;
  const fill = (event: ClipboardEvent): void => {
    event.clipboardData?.setData("text/plain", text);
    event.preventDefault();
    event.stopImmediatePropagation();
    copied = true;
  };
  document.addEventListener("copy", fill, { capture: true, once: true });
  document.execCommand("copy");
  document.removeEventListener("copy", fill, { capture: true });
  return copied;
}
