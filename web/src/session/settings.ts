// Small choices that outlive a visit: language, colours, text size, the last user name for a node. Never a secret.
// A browser that refuses storage just forgets them.

export type Setting = "language" | "theme" | "fontSize" | "screenReader" | "method" | `user:${string}`;

const prefix = "glasshell.";

export function readSetting(name: Setting): string | null {
  try {
    return localStorage.getItem(prefix + name);
  } catch {
    return null;
  }
}

export function writeSetting(name: Setting, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(prefix + name);
    else localStorage.setItem(prefix + name, value);
  } catch {
    // Storage is full or forbidden: the choice holds for this visit.
  }
}
