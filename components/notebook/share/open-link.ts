// What a link brings is shown beside the reader's own. Nothing runs, and nothing is replaced until the reader says so.
import type { NotebookPage } from "../notebook-page.ts";
import { fromFragment } from "./fragment.ts";
import { showProblem, showReceived } from "./received.ts";

/** Opens the edits in the page's address. */
export async function openLink(page: NotebookPage): Promise<void> {
  const { hash } = location;
  try {
    const shared = await fromFragment(hash);
    if (shared !== null) showReceived(page, shared, "link");
  } catch (error) {
    showProblem(page, error, "link", hash);
  }
}
