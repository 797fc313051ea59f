// What an output region shows, as a list of texts that two runs can be compared by: the lines of a text, the rows of a
// table, a drawing as a whole.

/** One thing that is shown, and where. */
export interface Shown {
  /** Of a row: its cells, with tabs between them. */
  readonly text: string;
  readonly node: Node;
  /** Of a line: where in the node it is. */
  readonly from?: number;
}

/** Rows of a long table that a Run shows at once; recorded, it has all. */
const rowsCompared = 100;

/** Letters of HTML that are taken apart to be compared. */
const htmlParsed = 50_000;

/** What scripts put in and take away again, and what is there for screen readers beside a drawing. */
const beside = ".table-rows, .visually-hidden, .diagram-failed";

/**
 * What stands under `root`, in order.
 * @param isSorted Whether the reader has sorted a table: then its rows are compared in an order of their own.
 */
export function shownIn(root: Node, isSorted = false): readonly Shown[] {
  const shown: Shown[] = [];
  const all = (parent: Node, at?: Element) => {
    for (const child of parent.childNodes) look(child, at);
  };
  // `holder` stands for what is not on the page itself.
  const look = (node: Node, holder?: Element): void => {
    if (node instanceof Text) {
      let from = 0;
      for (const line of node.data.split("\n")) {
        if (line.trim() !== "") shown.push({ text: line, node: holder ?? node, from });
        from += line.length + 1;
      }
    } else if (!(node instanceof HTMLElement || node instanceof SVGElement)) return;
    else if (node.matches(beside)) return;
    else if (node instanceof HTMLTableSectionElement && node.localName === "tbody") {
      const rows = [...node.rows].slice(0, rowsCompared).map((row) => ({
        text: [...row.cells].map(({ textContent }) => textContent).join("\t"),
        node: holder ?? row,
      }));
      if (isSorted) rows.sort((a, b) => (a.text < b.text ? -1 : 1));
      shown.push(...rows);
    } else if (node.dataset["source"] !== undefined)
      shown.push({ text: node.dataset["source"], node });
    else if (node.dataset["html"] !== undefined) {
      const html = node.dataset["html"];
      // A parser takes a time that grows with the square of what stands in each other: what is long is compared whole.
      if (html.length > htmlParsed) shown.push({ text: html, node });
      else all(parsed(html), node);
    } else if (node instanceof HTMLImageElement) {
      // Of the two, one for each theme, one is enough.
      if (!node.classList.contains("on-dark")) shown.push({ text: node.src, node: holder ?? node });
    } else if (node instanceof SVGElement) {
      // Ids are numbered through over the page.
      const text = node.outerHTML.replaceAll(/ id="[^"]*"|url\(#[^)]*\)/g, "");
      shown.push({ text, node: holder ?? node });
    } else all(node, holder);
  };
  all(root);
  return shown;
}

/** HTML as elements of a document that runs and loads nothing. */
export const parsed = (html: string): HTMLElement =>
  new DOMParser().parseFromString(html, "text/html").body;

/** The texts of what stands under `root`. */
export const textsIn = (root: Node, isSorted?: boolean): readonly string[] =>
  shownIn(root, isSorted).map(({ text }) => text);
