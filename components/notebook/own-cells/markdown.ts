// Markdown of the reader's, or of a link's sender, as elements. What sets it (markdown-html.ts) lets no HTML and no address
// but those of web and mail through; beyond that no image is shown, since an image is a request.

/**
 * The HTML of a text as elements.
 * @param html What `markdownHtml` gives.
 * @param headingLevel Level of the text's highest headings, so that they fit below those of the page.
 * @param imageLabel What stands before the description of an image.
 */
export function markdownElements(
  html: string,
  headingLevel: number,
  imageLabel: string,
): DocumentFragment {
  // Elements of a template's content fetch nothing.
  const template = document.createElement("template");
  template.innerHTML = html;
  const { content } = template;
  for (const image of content.querySelectorAll("img")) {
    const link = document.createElement("a");
    link.href = image.getAttribute("src") ?? "";
    link.textContent = `${imageLabel}: ${image.alt || image.getAttribute("src") || ""}`;
    image.replaceWith(image.closest("a") === null ? link : link.textContent);
  }
  for (const link of content.querySelectorAll("a")) {
    link.rel = "noopener noreferrer nofollow";
    link.target = "_blank";
  }
  const headings = [...content.querySelectorAll("h1, h2, h3, h4, h5, h6")];
  const levels = headings.map(({ localName }) => Number(localName.slice(1)));
  const highest = Math.min(...levels);
  for (const [index, heading] of headings.entries()) {
    const level = Math.min(6, headingLevel + (levels[index] ?? highest) - highest);
    const moved = document.createElement(`h${String(level)}`);
    moved.append(...heading.childNodes);
    heading.replaceWith(moved);
  }
  // A wide table or a long line of code scrolls by itself, and by keyboard too.
  for (const wide of content.querySelectorAll<HTMLElement>("table, pre")) {
    const holder = document.createElement("div");
    holder.className = "markdown-wide";
    holder.tabIndex = 0;
    wide.replaceWith(holder);
    holder.append(wide);
  }
  return content;
}
