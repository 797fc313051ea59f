// Markdown as HTML, within bounds. micromark follows CommonMark, lets no HTML through, and leaves out addresses that are
// not web or mail ones. It runs in a worker (markdown.worker.ts): a text can be written so that it never ends.
import { compile, parse, postprocess, preprocess } from "micromark";
import { gfmTable, gfmTableHtml } from "micromark-extension-gfm-table";

/** Characters of a text that is set: of a longer one, what is written is shown. As many as a link may bring in a cell. */
export const maximumSource = 100_000;
/** Elements of a text that is set, and how deep they may stand in each other: the page has to lay them out. */
export const maximumElements = 10_000;
export const maximumDepth = 60;
/** Characters of HTML: an address that is defined once can be used in ten thousand places. */
const maximumHtml = 1_000_000;

/** The text as HTML; null where that is more than a page is asked to show. */
export function markdownHtml(source: string): string | null {
  if (source.length > maximumSource) return null;
  const document = parse({ extensions: [gfmTable()] }).document();
  const events = postprocess(document.write(preprocess()(source, undefined, true)));
  let [references, longest] = [0, 0];
  for (const [way, { type, start, end }] of events) {
    if (way === "exit") continue;
    if (type === "link" || type === "image") references += 1;
    if (type === "definition") longest = Math.max(longest, end.offset - start.offset);
  }
  if (references * longest > maximumHtml) return null;
  const html = compile({ htmlExtensions: [gfmTableHtml()] })(events);
  return html.length <= maximumHtml && isBounded(html) ? html : null;
}

/** Of micromark's own HTML, in which every other `<` is escaped. */
function isBounded(html: string): boolean {
  let [elements, depth] = [0, 0];
  for (const [, end, name = ""] of html.matchAll(/<(\/?)([a-z]\w*)/g)) {
    if (end === "/") depth -= 1;
    else {
      elements += 1;
      if (!/^(?:img|br|hr|input)$/.test(name)) depth += 1;
    }
    if (elements > maximumElements || depth > maximumDepth) return false;
  }
  return true;
}
