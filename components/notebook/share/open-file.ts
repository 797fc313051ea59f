// An .ipynb that came from here is opened as a link is: its code is shown beside the reader's own, nothing runs, and
// nothing is replaced until the reader says so. Its outputs are not shown: the page cannot know what made them.
import { sharedFromIpynb } from "../../../src/notebook/ipynb.ts";
import { malformed, tooLarge } from "../../../src/notebook/share-link.ts";
import type { NotebookPage } from "../notebook-page.ts";
import { showProblem, showReceived } from "./received.ts";

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
    showReceived(page, sharedFromIpynb(json(await file.text())), "file");
  } catch (error) {
    showProblem(page, error, "file");
  }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw malformed("JSON in the file", "something else");
  }
}
