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

/** The harmless part of `html`, as nodes. */
export function sanitized(html: string): DocumentFragment {
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
