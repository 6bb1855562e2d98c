// The loopback demo's throwaway login, which `make run` puts into the address's fragment (no server sees it). It is taken out of
// the address and of the history entry at once, and used only if the relay says that it is a demo.

export interface DemoLogin {
  readonly node: string;
  readonly user: string;
  readonly key: string;
}

/** A login of `make run` takes under 1 KiB. */
const fragmentLimit = 16 * 1024;

export function takeDemoLogin(
  location: Pick<Location, "hash" | "pathname" | "search">,
  history: Pick<History, "replaceState">,
): DemoLogin | null {
  const match = /^#demo=(.*)$/s.exec(location.hash);
  if (!match) return null;
  history.replaceState(null, "", location.pathname + location.search);
  return parseDemoLogin(match[1] ?? "");
}

/** @param encoded  base64url of the JSON object. @return null if it is anything else. */
export function parseDemoLogin(encoded: string): DemoLogin | null {
  if (encoded.length > fragmentLimit) return null;
  try {
    const octets = Uint8Array.from(atob(encoded.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
    const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(octets));
    if (typeof value !== "object" || value === null) return null;
    const { node, user, key } = value as Readonly<Record<string, unknown>>;
    if (typeof node !== "string" || typeof user !== "string" || typeof key !== "string") return null;
    return node !== "" && user !== "" && key !== "" ? { node, user, key } : null;
  } catch {
    return null;
  }
}
