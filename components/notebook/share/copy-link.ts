// Links to the clipboard: to the lesson with the reader's edits, to one cell. Where the browser refuses the clipboard
// (in a frame of another site, in an old browser), the link stands in a field, selected.
import "./share.css";
import { sharedNotebook } from "../../../src/notebook/share-link.ts";
import type { NotebookCell } from "../cell-element.ts";
import type { NotebookPage } from "../notebook-page.ts";
import { button } from "./button.ts";
import { toFragment } from "./fragment.ts";
import { shareStrings } from "./strings.ts";

/** Links above this length are cut by some chat tools. */
const longLink = 8_000;

const pageAddress = (): string => location.origin + location.pathname;

/** Copies a link that brings the reader's edits. */
export async function copyLink(page: NotebookPage): Promise<void> {
  const s = shareStrings[page.language];
  const shared = sharedNotebook(page.lesson, page.shell.session.notebook);
  const count = shared.cells.length + shared.own.length;
  const link = pageAddress() + (count === 0 ? "" : await toFragment(shared));
  const said = s.copied(count, link.length.toLocaleString(page.language));
  await copy(page, link, link.length > longLink ? `${said} ${s.longLink}` : said);
}

/** Copies a link to a cell of the lesson. */
export async function copyCellLink(page: NotebookPage, cell: NotebookCell): Promise<void> {
  await copy(page, `${pageAddress()}#${cell.id}`, shareStrings[page.language].cellLinkCopied);
}

async function copy(page: NotebookPage, link: string, said: string): Promise<void> {
  document.querySelector(".share-by-hand")?.remove();
  try {
    await navigator.clipboard.writeText(link);
    page.say(said);
  } catch (error) {
    console.info("notebook: the clipboard was refused; the link is shown instead.", error);
    byHand(page, link);
  }
}

function byHand(page: NotebookPage, link: string): void {
  const s = shareStrings[page.language];
  const holder = document.createElement("div");
  holder.className = "share-by-hand not-content";
  const label = document.createElement("label");
  label.textContent = s.copyByHand;
  const field = document.createElement("input");
  field.readOnly = true;
  field.value = link;
  label.append(field);
  holder.append(
    label,
    button(s.close, () => {
      holder.remove();
    }),
  );
  page.tools.after(holder);
  field.focus();
  field.select();
}
