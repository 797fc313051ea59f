// HTML that a cell shows, made harmless. Fetched when an output has some. What is let through is text and tables and
// their meaning: nothing that runs, asks an address for anything, leads somewhere, takes input, or looks like a part
// of the page (styles, classes, ids, roles). Of images, those that bring their pixels along.
import DOMPurify from "dompurify";
import "./html.css";

const tags = `
  abbr b bdi bdo blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption figure
  h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q rp rt ruby s samp small span strong sub summary sup
  table tbody td tfoot th thead time tr u ul var wbr`;
const attributes = `
  alt colspan datetime dir height lang open reversed rowspan scope span start title width`;

const words = (text: string) => text.trim().split(/\s+/);

/** Tags of a text that is parsed: tables in each other take a parser time that grows with the square of their number. */
const maximumTags = 20_000;
/** How deep elements may stand in each other, and tables: each of these is laid out several times for the one around it. */
const maximumDepth = 40;
const maximumTables = 4;
/** Cells of a table with those that a cell spans, and columns. */
const maximumCells = 100_000;
const maximumColumns = 1_000;

/** The harmless part of `html`, as nodes; null where that is more than a page bears. */
export function sanitized(html: string): DocumentFragment | null {
  const tags = html.match(/<[^<]/g)?.length ?? 0;
  if (tags > maximumTags) return null;
  const content = harmless(html);
  const isBounded = depthOf(content, isElement) <= maximumDepth && tablesAreBounded(content);
  return isBounded ? content : null;
}

const isElement = () => true;
const isTable = (element: Element) => element.localName === "table";

/** How many elements of a kind stand in each other at most. */
function depthOf(root: ParentNode, isCounted: (element: Element) => boolean): number {
  let most = 0;
  const ahead = [...root.children].map((element) => ({ element, depth: 0 }));
  for (let next = ahead.pop(); next !== undefined; next = ahead.pop()) {
    const depth = next.depth + (isCounted(next.element) ? 1 : 0);
    most = Math.max(most, depth);
    for (const element of next.element.children) ahead.push({ element, depth });
  }
  return most;
}

/**
 * Whether the grids of tables are of a bearable size; a browser makes one of as many rows and columns as cells say that
 * they span. Rows that are not there are not spanned.
 */
function tablesAreBounded(root: ParentNode): boolean {
  if (depthOf(root, isTable) > maximumTables) return false;
  return [...root.querySelectorAll("table")].every((table) => {
    const { rows } = table;
    const named = [...table.querySelectorAll<HTMLTableColElement>("col, colgroup")];
    let columns = named.reduce((sum, { span }) => sum + span, 0);
    let cells = 0;
    // Columns of cells from above, by the row in which they end.
    const ending = new Map<number, number>();
    let spanned = 0;
    for (const [index, row] of [...rows].entries()) {
      spanned -= ending.get(index) ?? 0;
      let width = spanned;
      for (const cell of row.cells) {
        const left = rows.length - index;
        if (cell.rowSpan === 0 || cell.rowSpan > left) cell.rowSpan = left;
        width += cell.colSpan;
        cells += cell.colSpan * cell.rowSpan;
        const end = index + cell.rowSpan;
        ending.set(end, (ending.get(end) ?? 0) + cell.colSpan);
        spanned += cell.colSpan;
      }
      columns = Math.max(columns, width);
      if (cells > maximumCells || columns > maximumColumns) return false;
    }
    return columns * rows.length <= maximumCells;
  });
}

function harmless(html: string): DocumentFragment {
  return DOMPurify.sanitize(html, {
    ALLOWED_TAGS: words(tags),
    ALLOWED_ATTR: ["src", ...words(attributes)],
    // The others have no address in them.
    ADD_URI_SAFE_ATTR: words(attributes),
    ALLOW_ARIA_ATTR: false,
    ALLOW_DATA_ATTR: false,
    ALLOWED_URI_REGEXP: /^data:image\/(?:png|jpeg|gif|webp);base64,/,
    RETURN_DOM_FRAGMENT: true,
  });
}
