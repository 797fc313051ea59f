// An .ipynb is opened as a link is: its code is shown beside the reader's own, nothing runs, and nothing is replaced until
// the reader says so. Its outputs are not shown: the page cannot know what made them. One that was made elsewhere is for
// the playground; on another page the way there takes its cells along.
import { openIpynb, PLAYGROUND } from "../../../src/notebook/opened-ipynb.ts";
import { malformed, tooLarge, type SharedNotebook } from "../../../src/notebook/share-link.ts";
import type { NotebookPage } from "../notebook-page.ts";
import { maximumFragment, toFragment } from "./fragment.ts";
import { leftOutStrings } from "./left-out-strings.ts";
import { leftOutList } from "./left-out.ts";
import { banner, closeButton, paragraph, showProblem, showReceived } from "./received.ts";
import { shareStrings } from "./strings.ts";

/** Bytes of a file that is opened; one with all of a lesson's drawings has less than half a million. */
const maximumFile = 20_000_000;

/** Asks for a file and opens it. */
export function openFile(page: NotebookPage): void {
  const input = document.createElement("input");
  input.type = "file";
  input.accept = ".ipynb";
  input.addEventListener("change", () => {
    const file = input.files?.[0];
    if (file !== undefined) void read(page, file);
  });
  input.click();
}

async function read(page: NotebookPage, file: File): Promise<void> {
  try {
    if (file.size > maximumFile)
      throw tooLarge(`a file of at most ${maximumFile} bytes`, String(file.size));
    const opened = openIpynb(json(await file.text()));
    const { shared, lessonCells } = opened;
    const leftOut = leftOutList(page, opened);
    if (lessonCells === null && page.lesson !== PLAYGROUND)
      showWayToPlayground(page, shared, await toFragment(shared), leftOut);
    else showReceived(page, shared, "file", leftOut);
  } catch (error) {
    showProblem(page, error, "file");
  }
}

/** Says that a notebook from elsewhere is for the playground, with a link that brings its cells there. */
function showWayToPlayground(
  page: NotebookPage,
  { own }: SharedNotebook,
  fragment: string,
  leftOut: HTMLElement | null,
): void {
  const s = leftOutStrings[page.language];
  const fits = fragment.length <= maximumFragment;
  const link = document.createElement("a");
  link.href = `/${page.language}/${PLAYGROUND}/${fits ? fragment : ""}`;
  link.textContent = s.toPlayground;
  const element = banner(page, shareStrings[page.language].received.file);
  element.append(paragraph(s.elsewhere(own.length)));
  if (leftOut !== null) element.append(leftOut);
  element.append(paragraph(link, ...(fits ? [] : [` ${s.openThere}`])), closeButton(page));
  element.focus();
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw malformed("JSON in the file", "something else");
  }
}
