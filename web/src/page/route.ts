// What the address's fragment means: `#node=web-1` is a terminal on that node, anything else is the list.

export function nodeInFragment(hash: string): string | null {
  const node = new URLSearchParams(hash.replace(/^#/, "")).get("node");
  return node === null || node === "" || node.length > 255 ? null : node;
}

export function fragmentOf(node: string): string {
  return `#${new URLSearchParams({ node })}`;
}
