// Puts HTML and SVG into their places, as far as a page bears them. Fetched when an output has some.
import type { Language } from "../../site/strings.ts";
import { fits, type Extent } from "../output-room.ts";
import { sanitized } from "./sanitize.ts";
import { htmlStrings } from "./strings.ts";
import { drawableSvg } from "./svg.ts";

/** Shows the HTML and SVG outputs under `root`; of what is too much, the text stays, with a word why. */
export function showIn(root: Element, language: Language): void {
  const s = htmlStrings[language];
  for (const holder of root.querySelectorAll("[data-too-much]")) {
    holder.removeAttribute("data-too-much");
    holder.prepend(note(s.tooMuch));
  }
  for (const holder of root.querySelectorAll<HTMLElement>("[data-html], [data-svg]")) {
    const { html, svg } = holder.dataset;
    holder.removeAttribute("data-html");
    holder.removeAttribute("data-svg");
    if (html !== undefined) {
      const content = sanitized(html);
      if (content !== null && hasRoom(root, content)) holder.replaceChildren(content);
      else holder.prepend(note(s.tooMuchHtml));
    } else if (svg !== undefined) {
      const drawable = drawableSvg(svg);
      if (drawable === null) holder.prepend(note(s.tooMuchSvg));
      else {
        const notes = drawable.isWhole ? [] : [note(s.leftOutOfSvg)];
        holder.replaceChildren(image(drawable.svg, holder.textContent), ...notes);
      }
    }
  }
}

/** Whether there is room for it beside the other outputs. */
function hasRoom(root: Element, content: DocumentFragment): boolean {
  const extent = (of: ParentNode & Node): Extent => ({
    elements: of.querySelectorAll("*").length,
    characters: of.textContent?.length ?? 0,
  });
  return fits(extent(content), extent(root));
}

function note(text: string): HTMLElement {
  const paragraph = document.createElement("p");
  paragraph.className = "left-out";
  paragraph.textContent = text;
  return paragraph;
}

function image(svg: string, alternative: string): HTMLImageElement {
  const element = document.createElement("img");
  element.alt = alternative;
  element.src = `data:image/svg+xml,${encodeURIComponent(svg)}`;
  return element;
}
