// What the address's fragment means: `#node=web-1` is a terminal on that node, anything else is the list. `&session=…` names the
// session that is shown, so that a tab that was duplicated, or opened from the history, finds out who has it.

export interface Route {
  readonly node: string;
  /** Empty: none in particular. */
  readonly session: string;
}

/** As the relay names sessions. */
const sessionForm = /^[0-9a-f]{32}$/;

export function routeIn(hash: string): Route | null {
  const fields = new URLSearchParams(hash.replace(/^#/, ""));
  const node = fields.get("node") ?? "";
  if (node === "" || node.length > 255) return null;
  const session = fields.get("session") ?? "";
  return { node, session: sessionForm.test(session) ? session : "" };
}

export function fragmentOf({ node, session }: Route): string {
  return `#${new URLSearchParams(session === "" ? { node } : { node, session })}`;
}
