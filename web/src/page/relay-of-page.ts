// A page that is hosted apart from its relay says in its index.html where that is: <meta name="glasshell-relay" content="https://…">

/** As the element's `relay` attribute has it; empty: the page's own. */
export function relayOfPage(page: Pick<Document, "querySelector">): string {
  return page.querySelector<HTMLMetaElement>('meta[name="glasshell-relay"]')?.content ?? "";
}
