// The relay's list of nodes, checked before anything believes it.

export interface NodeEntry {
  readonly name: string;
  /** What to call it for a person; the name if the relay says nothing else. */
  readonly label: string;
  readonly description: string;
  readonly user: string;
  readonly custody: "browser" | "relay";
}

export interface NodeList {
  readonly demo: boolean;
  readonly nodes: readonly NodeEntry[];
}

const nodesLimit = 10_000;

export async function fetchNodes(url: string, signal?: AbortSignal): Promise<NodeList> {
  const answer = await fetch(url, {
    cache: "no-store",
    headers: { accept: "application/json" },
    signal: signal ?? null,
  });
  if (!answer.ok) throw new Error(`GET ${new URL(url).pathname}: ${answer.status}`);
  return readNodes(await answer.json());
}

/** @throws TypeError if it is not a list of nodes */
export function readNodes(value: unknown): NodeList {
  if (!isObject(value) || !Array.isArray(value.nodes)) throw new TypeError("not a list of nodes");
  const list: readonly unknown[] = value.nodes;
  const nodes = list.slice(0, nodesLimit).flatMap((item): NodeEntry[] => {
    if (!isObject(item) || typeof item.name !== "string" || item.name === "") return [];
    const text = (field: string) => (typeof item[field] === "string" ? item[field] : "");
    const name = item.name;
    return [
      {
        name,
        label: text("label") || name,
        description: text("description"),
        user: text("user"),
        custody: item.custody === "relay" ? "relay" : "browser",
      },
    ];
  });
  return { demo: value.demo === true, nodes };
}

/** Those whose name, label or description contains every word of `filter`. */
export function filterNodes(nodes: readonly NodeEntry[], filter: string): readonly NodeEntry[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  return nodes.filter((node) => {
    const text = `${node.name} ${node.label} ${node.description}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
