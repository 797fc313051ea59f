// What a file has and the notebook does not take from it, said under what it brings: with the texts themselves, so that
// nothing is lost for being left out.
import type { OpenedIpynb } from "../../../src/notebook/opened-ipynb.ts";
import type { NotebookPage } from "../notebook-page.ts";
import { leftOutStrings } from "./left-out-strings.ts";

/** The list of it; null where nothing is left out. */
export function leftOutList(
  page: NotebookPage,
  { leftOut, lessonCells }: Pick<OpenedIpynb, "leftOut" | "lessonCells">,
): HTMLElement | null {
  const s = leftOutStrings[page.language];
  const items: HTMLElement[] = leftOut.map((one) => {
    if (one.what === "unknown_prose") return item(s.unknownProse);
    if (one.what === "attachments") return item(s.attachments(one.text));
    const details = document.createElement("details");
    const summary = document.createElement("summary");
    summary.textContent = s[one.what];
    const text = document.createElement("pre");
    text.tabIndex = 0;
    text.translate = false;
    text.textContent = one.text;
    details.append(summary, text);
    return item(details);
  });
  if (lessonCells !== null) {
    const here = page.shell.session.notebook.cells
      .filter(({ kind, owner }) => kind !== "check" && owner !== "reader")
      .map(({ id }) => id);
    const missing = here.filter((id) => !lessonCells.includes(id));
    if (missing.length > 0) items.push(item(s.missing(missing.join(", "))));
    const both = lessonCells.filter((id) => here.includes(id));
    if (both.join() !== here.filter((id) => both.includes(id)).join()) items.push(item(s.order));
  }
  if (items.length === 0) return null;
  const section = document.createElement("section");
  section.className = "share-left-out";
  section.setAttribute("aria-label", s.title);
  const title = document.createElement("p");
  title.textContent = s.title;
  const list = document.createElement("ul");
  list.append(...items);
  section.append(title, list);
  return section;
}

function item(content: string | Node): HTMLLIElement {
  const element = document.createElement("li");
  element.append(content);
  return element;
}
