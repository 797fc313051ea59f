// Shows the HTML that puts a lesson or a cell into a course page, to be copied.
import "./dialog.css";
import { embedSnippet } from "../../src/embed/snippet.ts";
import type { NotebookPage } from "../notebook/notebook-page.ts";
import { embedStrings } from "./strings.ts";

/**
 * Opens the dialog.
 * @param cell Id of the one cell to embed; null for the lesson.
 */
export function openEmbedDialog(page: NotebookPage, cell: string | null): void {
  const s = embedStrings[page.language];
  const heading = document.querySelector("h1")?.textContent.trim() ?? "";
  const snippet = embedSnippet({
    origin: location.origin,
    language: page.language,
    lesson: page.lesson === "home" ? "" : page.lesson,
    cell,
    title: cell === null ? heading : `${heading}: ${cell}`,
  });
  const dialog = document.createElement("dialog");
  dialog.className = "embed-dialog not-content";
  dialog.setAttribute("aria-labelledby", "embed-title");
  dialog.innerHTML = `<h2 id="embed-title"></h2><p></p><textarea readonly rows="9" spellcheck="false"></textarea><p class="dialog-said" role="status"></p><div class="dialog-buttons"><button type="button" data-copy></button><button type="button" data-close></button></div>`;
  const part = (selector: string) => dialog.querySelector<HTMLElement>(selector);
  const say = (selector: string, text: string) => {
    const element = part(selector);
    if (element !== null) element.textContent = text;
  };
  say("h2", (cell === null ? s.embedLesson : s.embedCell).replace("…", ""));
  say("p", s.explained);
  say("[data-copy]", s.copy);
  say("[data-close]", s.close);
  const area = dialog.querySelector("textarea");
  if (area === null) return;
  area.value = snippet;
  area.setAttribute("aria-label", s.snippet);
  part("[data-copy]")?.addEventListener("click", () => {
    navigator.clipboard.writeText(snippet).then(
      () => {
        say(".dialog-said", s.copied);
      },
      () => {
        area.select();
        say(".dialog-said", s.notCopied);
      },
    );
  });
  part("[data-close]")?.addEventListener("click", () => {
    dialog.close();
  });
  dialog.addEventListener("close", () => {
    dialog.remove();
  });
  document.body.append(dialog);
  dialog.showModal();
}
